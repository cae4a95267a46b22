"""Where a form may send the browser next: only to a path of this server."""

from urllib.parse import urlsplit


def local(wanted: str | None, otherwise: str) -> str:
    """`wanted` if it is a path of this server, `otherwise` if it is anything a browser could read as elsewhere."""
    return wanted if wanted and _is_local(wanted) else otherwise


def _is_local(target: str) -> bool:
    # Browsers read a backslash as a slash and drop tabs and line ends, so "/\\evil" and "/\t/evil" lead elsewhere.
    if not target.startswith("/") or target.startswith("//") or "\\" in target:
        return False
    if any(character.isspace() or not character.isprintable() for character in target):
        return False
    try:
        parts = urlsplit(target)
    except ValueError:
        return False
    return not parts.scheme and not parts.netloc
