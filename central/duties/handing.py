"""The register of what was handed to somebody outside: who asked, by which law, what of how many people, who said yes.

Kept for three years (network data regulation 2024, article 12; PIPL, articles 23 and 55). A file that somebody took
because an authority asked, and that no entry names, waits here for its entry, with a deadline. Times are
Unix ms.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum, unique
from typing import Any, Final

from sqlalchemy import Select, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from central.account import service as account
from central.audit import service as audit
from central.clock import service as clocks
from central.clock.service import Act, Calendar, Rule, Span, Subject, Unit
from central.duties.assessing import NotPossible
from central.duties.tables import handover
from central.web.grants import TOWN
from central.web.roles import Role

FOR_AUTHORITY: Final = "an-authority-asked"
"""What such a file is made for (central.web.purposes)."""
WORDS_LENGTH: Final = 300
MOST_FILES: Final = 50
"""That are shown: the first of them have waited longest."""
KIND: Final = "handover-file"
"""What the clocks of files without an entry are about."""
ENTRY: Final = Rule(
    name="duties.handover-entry",
    en="Note to whom a file for an authority was handed",
    zh="登记应机关要求导出文件的对外提供情况",
    term=Span(3, Unit.WORKING_DAYS),
    source="assumption / 假定，待确认 (网络数据安全管理条例 12; 个人信息保护法 23)",
    dated=date(2026, 11, 23),
    reminders=(Span(1, Unit.WORKING_DAYS),),
)
APPROVERS: Final = (Role.OFFICE, Role.SECURITY, Role.SYSTEM)
"""Who may say yes to a hand-over, where they look after the whole town."""


@unique
class Asker(StrEnum):
    """Who asks."""

    POLICE = "police"
    PROSECUTOR = "prosecutor"
    COURT = "court"
    AUTHORITY = "authority"
    PROCESSOR = "processor"


@unique
class Way(StrEnum):
    """How it was handed over."""

    PAPER = "paper"
    DISC = "disc"
    LINE = "line"
    SHOWN = "shown"


@dataclass(frozen=True)
class Handed:
    """What was handed over. approved_by: who said yes to it. export_seq: the log's row of the file, if it was one."""

    asker: Asker
    office: str
    reference: str
    ground: str
    fields: str
    people: int
    way: Way
    approved_by: str
    handed_at: int
    export_seq: int | None = None


@dataclass(frozen=True)
class HandoverRow(Handed):
    """An entry of the register."""

    id: int = 0
    made_at: int = 0
    made_by: str = ""


def note(session: Session, handed: Handed, *, by: str, now: int) -> int:
    """One more entry; its number. Raises NotPossible where the file has an entry already, or is none that waits."""
    if handed.export_seq is not None and file_of(session, handed.export_seq) is None:
        raise NotPossible("that file has its entry, or is no file for an authority")
    row = asdict(handed) | {"made_at": now, "made_by": by}
    try:
        with session.begin_nested():
            made = int(session.execute(insert(handover).values(row).returning(handover.c.id)).scalar_one())
    except IntegrityError:
        raise NotPossible("that file has its entry already") from None
    detail = {"asker": handed.asker.value, "people": handed.people, "file": handed.export_seq}
    audit.note(session, act="handover.note", of=f"handover:{made}", detail=detail)
    running = clocks.open_clock(session, ENTRY.name, Subject(KIND, str(handed.export_seq)))
    if running is not None:
        clocks.meet(session, running, Act(by, f"entry {made}", now))
    return made


@dataclass(frozen=True)
class Waiting:
    """Files for an authority that no entry names: those that have waited longest, and how many there are in all."""

    files: list[audit.Taken]
    count: int


def waiting(session: Session) -> Waiting:
    """What waits for its entry now."""
    files = audit.taken(session, FOR_AUTHORITY, without=_named(session), limit=MOST_FILES)
    is_all = len(files) < MOST_FILES
    return Waiting(files, len(files) if is_all else audit.count_taken(session, FOR_AUTHORITY, without=_named(session)))


def file_of(session: Session, seq: int) -> audit.Taken | None:
    """A file that waits for its entry; None where it has one, or is no file for an authority."""
    return next(iter(audit.taken(session, FOR_AUTHORITY, without=_named(session), limit=1, seq=seq)), None)


def begin_entries(session: Session, calendar: Calendar, now: int) -> None:
    """A deadline for each file that waits for its entry, from when it was taken."""
    for file in audit.taken(session, FOR_AUTHORITY, without=_named(session), limit=None):
        subject = Subject(KIND, str(file.seq))
        if clocks.open_clock(session, ENTRY.name, subject) is None:
            act = Act("central", "a file was taken for an authority", file.at)
            clocks.start(session, calendar, ENTRY, subject, act, owner="role:office")
            audit.note(session, act="handover.wait", of=f"export:{file.seq}", by="central", at=now)


def approvers(session: Session) -> list[str]:
    """The names of those who may say yes to a hand-over."""
    numbers = {number for role in APPROVERS for number in account.looking_after(session, role, f"/{TOWN}/")}
    return sorted(account.names(session, numbers).values())


def _named(session: Session) -> list[int]:
    return list(session.scalars(select(handover.c.export_seq).where(handover.c.export_seq.is_not(None))))


def chosen(_: None = None) -> Select[Any]:
    """Every entry, for a list."""
    return select(handover)


def rows(found: Iterable[Any]) -> list[HandoverRow]:
    """Rows of the database as the pages know them."""
    return [HandoverRow(**{**row._mapping, "asker": Asker(row.asker), "way": Way(row.way)}) for row in found]
