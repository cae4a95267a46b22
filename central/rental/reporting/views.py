"""What pages read of duties: the clocks of a stay and of its people, the first begun first."""

from collections.abc import Iterable, Mapping

from sqlalchemy.orm import Session

from central.clock import service as clocks
from central.clock.service import ClockRow, State, Subject
from central.rental.housing import deadlines
from central.rental.reporting.duties import REGISTRATION, STAY


def of_stay(session: Session, stay_id: int, now: int) -> list[ClockRow]:
    """What has to be reported because of a stay, and what was."""
    return clocks.clocks_of(session, Subject(STAY, str(stay_id)), now)


def of_people(session: Session, registrations: Iterable[int], now: int) -> Mapping[int, list[ClockRow]]:
    """Registration → the clocks of what it still lacks, while they are open."""
    return {number: _open(session, number, now) for number in registrations}


def is_end_unsaid(rows: Iterable[ClockRow]) -> bool:
    """Whether nobody has said yet that the people of a stay have left."""
    return any(row.rule.name == deadlines.END.name and row.ended_at is None for row in rows)


def _open(session: Session, number: int, now: int) -> list[ClockRow]:
    found = clocks.clocks_of(session, Subject(REGISTRATION, str(number)), now)
    return [row for row in found if row.state not in (State.MET, State.CANCELLED)]
