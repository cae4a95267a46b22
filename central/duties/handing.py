"""The register of what was handed to somebody outside: who asked, by which law, what of how many people, who said yes.

Kept for three years (network data regulation 2024, article 12; PIPL, articles 23 and 55). A file that somebody took
because an authority asked, and that no entry names, waits here for its entry. Times are Unix ms.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from enum import StrEnum, unique
from typing import Any, Final

from sqlalchemy import Select, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from central.audit import service as audit
from central.duties.assessing import NotPossible
from central.duties.tables import handover

FOR_AUTHORITY: Final = "an-authority-asked"
"""What such a file is made for (central.web.purposes)."""
WORDS_LENGTH: Final = 300
MOST_FILES: Final = 50


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
    if handed.export_seq is not None and handed.export_seq not in {file.seq for file in waiting(session)}:
        raise NotPossible("that file has its entry, or is no file for an authority")
    row = asdict(handed) | {"made_at": now, "made_by": by}
    try:
        with session.begin_nested():
            made = int(session.execute(insert(handover).values(row).returning(handover.c.id)).scalar_one())
    except IntegrityError:
        raise NotPossible("that file has its entry already") from None
    detail = {"asker": handed.asker.value, "people": handed.people, "file": handed.export_seq}
    audit.note(session, act="handover.note", of=f"handover:{made}", detail=detail)
    return made


def waiting(session: Session) -> list[audit.Taken]:
    """The files for an authority that no entry names, the newest first."""
    named = list(session.scalars(select(handover.c.export_seq).where(handover.c.export_seq.is_not(None))))
    return audit.taken(session, FOR_AUTHORITY, without=named, limit=MOST_FILES)


def chosen(_: None = None) -> Select[Any]:
    """Every entry, for a list."""
    return select(handover)


def rows(found: Iterable[Any]) -> list[HandoverRow]:
    """Rows of the database as the pages know them."""
    return [HandoverRow(**{**row._mapping, "asker": Asker(row.asker), "way": Way(row.way)}) for row in found]
