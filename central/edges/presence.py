"""Whether a box is there: it speaks often enough when it is. Pure."""

SILENT_AFTER = 3 * 60 * 1000
"""ms. A box reports its health every minute; three missed in a row are no accident."""

CLOCK_WRONG_FROM = 60 * 1000
"""ms a box's clock may differ before staff should know: entries would be shown at the wrong minute."""


def is_silent(last_seen: int | None, now: int) -> bool:
    """Whether a box last heard at `last_seen` (Unix ms, None: never) has been silent too long."""
    return last_seen is None or now - last_seen > SILENT_AFTER


def is_online(lock_state: str | None, last_seen: int | None, now: int) -> bool:
    """Whether a door can be expected to open: its box speaks and its lock has not gone."""
    return lock_state in ("online", "normal") and not is_silent(last_seen, now)


def clock_is_wrong(offset: int | None) -> bool:
    """Whether a box's clock is so far from central's (ms, None: not known) that a person should look."""
    return offset is not None and abs(offset) >= CLOCK_WRONG_FROM
