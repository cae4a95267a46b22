"""What is kept of people, for how long from which event, and by what: the table the nightly purge follows. Pure.

Each column that holds something of a person stands here, by table or by table.column; tests compare that with the
database. No longer than its purpose needs (PIPL, article 19), no shorter than the law asks.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum, unique
from typing import Final

ASSUMED: Final = "assumption / 假定，待确认"
_PIPL: Final = "个人信息保护法"
DAY: Final = 24 * 3600 * 1000
IDENTITY_DAYS: Final = 2 * 365
"""How long what a document says stays after a registration is over."""
REGISTER_DAYS: Final = 2 * 365
"""How long somebody of a register stays after they left, or after the register was taken over."""
DESK_DAYS: Final = 2 * 365
"""How long it stays who did what at a front desk."""
LISTING_DAYS: Final = 2 * 365
"""How long the words of a listing stay after it is taken or withdrawn."""
WORK_DAYS: Final = 365
"""How long it stays whom an item of work was about, and what was said of it."""


@unique
class Since(StrEnum):
    """From when the time runs."""

    RECEIVED = "received"
    OVER = "over"
    STAY_ENDED = "stay-ended"
    ANSWERED = "answered"
    LEFT = "left"
    LEFT_TOWN = "left-town"
    MADE = "made"
    TOUCHED = "touched"
    SETTLED = "settled"
    LISTING_OVER = "listing-over"
    MOMENT = "moment"


@unique
class By(StrEnum):
    """What deletes it. NIGHT: the nightly purge, with a proof. RUNNING: as soon as its time is over. BOX: the box, with
    its signed proof. NOBODY: nothing by itself, for the law asks that it is there.
    """

    NIGHT = "night"
    RUNNING = "running"
    BOX = "box"
    NOBODY = "nobody"


@dataclass(frozen=True)
class Kept:
    """What is kept. holds: table, or table.column. days: 0 for the moment only, None for at least three years."""

    code: str
    holds: tuple[str, ...]
    days: int | None
    since: Since
    by: By
    source: str


ENTRIES, IDENTITIES, REGISTERS, DESK, SETTLED = "entries", "identities", "registers", "desk-acts", "work"
LISTINGS: Final = "listings"
_OWN_WORDS: Final = ("own_request.old", "own_request.new", "own_request.words")
"""What somebody wanted corrected, and the answer's words: they hold what a document says, and go with it."""
_OF_STAFF: Final = (
    "staff",
    "staff_grant",
    "staff_invitation",
    "staff_passkey",
    "staff_recovery",
    "staff_totp",
)
PURGED: Final = (ENTRIES, IDENTITIES, REGISTERS, DESK, SETTLED, LISTINGS)
"""What the nightly purge deletes, and proves."""


def table(entry_days: int) -> tuple[Kept, ...]:
    """All of it. entry_days: how long entries and the boxes' records are kept, by this central's settings."""
    return (
        Kept(ENTRIES, ("entry", "stretch"), entry_days, Since.RECEIVED, By.NIGHT, "网络安全法 21 (≥ 6 个月)"),
        Kept(IDENTITIES, ("identity", *_OWN_WORDS), IDENTITY_DAYS, Since.OVER, By.NIGHT, f"{_PIPL} 19; {ASSUMED}"),
        Kept("faces", ("enrolment",), 1, Since.STAY_ENDED, By.BOX, "人脸识别技术应用安全管理办法 8"),
        Kept(
            "registrations", ("registration", "review_task", "withdrawal"), None, Since.OVER, By.NOBODY, _PIPL + " 55"
        ),
        Kept("consents", ("consent",), None, Since.OVER, By.NOBODY, f"{_PIPL} 14, 55"),
        Kept("erasures", ("erasure",), None, Since.MADE, By.NOBODY, f"{_PIPL} 47"),
        Kept("preparations", ("preparation", "preparation_consent"), 0, Since.STAY_ENDED, By.RUNNING, f"{_PIPL} 19"),
        Kept("steering", ("steering",), 0, Since.TOUCHED, By.RUNNING, f"{_PIPL} 19"),
        Kept("orders", ("box_order", "rental_order"), 90, Since.ANSWERED, By.RUNNING, ASSUMED),
        Kept(
            "own",
            ("own_request.registration_id", "own_request.landlord_id", "own_request.agent_id"),
            None,
            Since.ANSWERED,
            By.NOBODY,
            f"{_PIPL} 44-50",
        ),
        Kept("codes", ("own_access",), 0, Since.MOMENT, By.RUNNING, f"{_PIPL} 19"),
        Kept("desk", ("desk_card",), 1, Since.STAY_ENDED, By.RUNNING, f"{_PIPL} 19; {ASSUMED}"),
        Kept("agents", ("agent",), None, Since.MADE, By.NOBODY, ASSUMED),
        Kept("guests", ("guest",), 30, Since.STAY_ENDED, By.RUNNING, f"{_PIPL} 19; {ASSUMED}"),
        Kept("imports", ("register_file",), 7, Since.MADE, By.RUNNING, f"{_PIPL} 19; {ASSUMED}"),
        Kept(
            REGISTERS,
            ("register_row", "register_import.heads"),
            REGISTER_DAYS,
            Since.LEFT_TOWN,
            By.NIGHT,
            f"{_PIPL} 19; {ASSUMED}",
        ),
        Kept(DESK, ("desk_act", "ticket"), DESK_DAYS, Since.MADE, By.NIGHT, f"{_PIPL} 19; {ASSUMED}"),
        Kept(SETTLED, ("work_item", "work_note"), WORK_DAYS, Since.SETTLED, By.NIGHT, f"{_PIPL} 19; {ASSUMED}"),
        Kept(
            LISTINGS,
            ("listing.words", "listing.why"),
            LISTING_DAYS,
            Since.LISTING_OVER,
            By.NIGHT,
            f"{_PIPL} 19; {ASSUMED}",
        ),
        Kept("timelines", ("timeline_ask",), None, Since.MADE, By.NOBODY, f"{_PIPL} 28, 55"),
        Kept("days", ("seen",), entry_days, Since.RECEIVED, By.RUNNING, ASSUMED),
        Kept("staff", _OF_STAFF, None, Since.LEFT, By.NOBODY, "网络安全法 21"),
        Kept("forms", ("kept_form", "saved_filter", "staff_session"), 1, Since.TOUCHED, By.RUNNING, f"{_PIPL} 19"),
        Kept("log", ("audit",), None, Since.MADE, By.NOBODY, "网络安全法 21; ASVS 16.4"),
        Kept("register", ("handover",), None, Since.MADE, By.NOBODY, "网络数据安全管理条例 12"),
        Kept("assessments", ("assessment",), None, Since.MADE, By.NOBODY, f"{_PIPL} 56"),
    )


def covers(entry_days: int = 0) -> Iterator[str]:
    """Every table and table.column the table tells of."""
    for kept in table(entry_days):
        yield from kept.holds
