"""What the boxes' codes are called on a page. A code this version does not know is shown as it came."""

from typing import Any

from flask_babel import lazy_gettext as _

from central.edges.presence import is_silent
from central.edges.views import BoxRow
from wire.kinds import Level, Reason, ReleaseResult

REASONS: dict[str, Any] = {
    Reason.GRANTED: _("May enter"),
    Reason.NOT_RECOGNISED: _("Not recognised"),
    Reason.OUTSIDE_VALIDITY: _("Outside the time of the stay"),
    Reason.SUSPENDED: _("Right to enter is suspended"),
    Reason.REVOKED: _("Right to enter was withdrawn"),
    Reason.LOCKDOWN: _("Building is locked down"),
    Reason.CLOCK_NOT_TRUSTED: _("The box's clock is not trusted"),
    Reason.RATE_LIMITED: _("Too many failures in a row"),
    Reason.OUTSIDE_HOURS: _("Outside the hours of the week"),
    Reason.WAY_OFF: _("This way in is off until staff allow it"),
}
METHODS: dict[str, Any] = {
    "face": _("Face"),
    "pin": _("PIN"),
    "card": _("Card"),
    "phone": _("Phone"),
    "staff": _("Staff"),
    "capture": _("Capture of a face"),
}
OUTCOMES: dict[bool, tuple[str, str, Any]] = {
    True: ("good", "granted", _("Let in")),
    False: ("bad", "denied", _("Not let in")),
}
"""Whether somebody was let in → tone, icon, word."""
RELEASES: dict[str | None, tuple[str, str, Any]] = {
    ReleaseResult.DONE: ("good", "doors", _("Released")),
    ReleaseResult.REFUSED: ("bad", "denied", _("Refused by the lock")),
    ReleaseResult.UNKNOWN: ("doubtful", "unknown", _("Not confirmed")),
    None: ("quiet", "waiting", _("Not reported yet")),
}
"""What became of a release → tone, icon, word."""
LOCK_STATES: dict[str | None, tuple[str, str, Any]] = {
    "online": ("good", "online", _("Online")),
    "normal": ("good", "online", _("Online")),
    "offline": ("bad", "offline", _("Lock does not answer")),
    "tamper": ("bad", "warning", _("Lock reports tampering")),
    "power-fail": ("bad", "warning", _("Lock has lost power")),
    None: ("quiet", "unknown", _("Lock not reported yet")),
}
ORDERS: dict[str, Any] = {
    "sealing-key": _("Key to seal for central"),
    "invite": _("Invitation"),
    "uninvite": _("Invitation withdrawn"),
    "prepare": _("Answers by phone"),
    "unprepare": _("Answers by phone taken back"),
    "steer": _("Touch on a phone"),
    "grant": _("May enter"),
    "suspend": _("Suspended"),
    "revoke": _("Door closed"),
    "erase-face": _("Face erased"),
    "erase": _("Person erased"),
    "visit": _("Visitor may enter"),
}
ORDER_STATES: dict[str, tuple[str, str, Any]] = {
    "waiting": ("doubtful", "waiting", _("Waiting for the box")),
    "done": ("good", "granted", _("Done at the door")),
    "refused": ("bad", "denied", _("Refused by the box")),
    "expired": ("quiet", "revoked", _("Too late")),
    "unanswered": ("doubtful", "unknown", _("Expired without an answer")),
}
MATTERS: dict[str, Any] = {
    "lock-tamper": _("Lock reports tampering"),
    "lock-power-fail": _("Lock has lost power"),
    "lock-offline": _("Lock does not answer"),
    "fire": _("The fire input at the door says fire"),
    "door-free": _("Door is released because of fire"),
    "door-held-open": _("Door stands open for too long"),
    "door-forced": _("Door was opened without a release"),
    "camera-gone": _("Camera does not answer"),
    "camera-stalled": _("Camera gives no new picture"),
    "camera-opening": _("Camera is not ready yet"),
    "storage-trouble": _("The box can't write to its disk"),
    "storage-back": _("The box's disk is back; it had kept records in memory"),
    "storage-mended": _("The box had to begin a broken file anew"),
    "no-model": _("The box has no model for faces"),
    "way-off": _("A way in is off after too many failures, until staff allow it"),
    "not-released": _("A door that should open was not released"),
    "records-missing": _("Records are missing here for good"),
    "proof-wrong": _("A proof of erasure does not hold"),
}
"""What is the matter, by the code of an alarm or of central's own."""
LEVELS: dict[str, tuple[str, str, Any]] = {
    Level.CRITICAL: ("bad", "warning", _("Critical")),
    Level.WARNING: ("doubtful", "warning", _("Warning")),
}
SILENT = ("bad", "offline", _("Box is silent"))


def reason(code: str) -> Any:
    """Why the door was, or was not, released."""
    return REASONS.get(code, code)


def method(code: str) -> Any:
    """What the person at the door showed."""
    return METHODS.get(code, code)


def release(code: str | None) -> tuple[str, str, Any]:
    """What the lock did, as tone, icon and word."""
    return RELEASES.get(code) or ("doubtful", "unknown", code)


def order(kind: str) -> Any:
    """What a box is to do."""
    return ORDERS.get(kind, kind)


def order_state(code: str) -> tuple[str, str, Any]:
    """What became of an order, as tone, icon and word."""
    return ORDER_STATES.get(code) or ("doubtful", "unknown", code)


def level(code: str) -> tuple[str, str, Any]:
    """How bad a matter is, as tone, icon and word."""
    return LEVELS.get(code) or ("doubtful", "unknown", code)


def box_state(row: BoxRow, now: int) -> tuple[str, str, Any]:
    """How a box is, as tone, icon and word."""
    if row.revoked_at is not None and row.wiped_at is not None:
        return "quiet", "revoked", _("Wiped")
    if row.revoked_at is not None:
        return "quiet", "revoked", _("Shut out")
    return ("bad", "offline", _("Silent")) if is_silent(row.last_seen, now) else ("good", "online", _("Online"))


def matter(code: str) -> Any:
    """What is the matter."""
    return MATTERS.get(code, code)


def lock_state(code: str | None) -> tuple[str, str, Any]:
    """How a lock is, as tone, icon and word."""
    return LOCK_STATES.get(code) or ("doubtful", "unknown", code)
