"""What of a name and a number is shown by default: enough to know a person by whom one knows, no more. Pure."""


def name(full: str) -> str:
    """The first sign, and no word of how many follow: 张**."""
    return f"{full.strip()[:1]}**" if full.strip() else ""


def number(full: str) -> str:
    """The place it comes from and its last four signs: 330***********1234; of a shorter one, its last two."""
    if len(full) >= 15:
        return f"{full[:3]}{'*' * (len(full) - 7)}{full[-4:]}"
    return f"{'*' * (len(full) - 2)}{full[-2:]}" if len(full) > 4 else "*" * len(full)
