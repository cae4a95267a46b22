"""What pages read of duties: the clocks of a stay and of its people, the first begun first."""

from collections.abc import Iterable, Mapping

from sqlalchemy.orm import Session

from central.clock import service as clocks
from central.clock.service import ClockRow, State, Subject
from central.rental.housing import deadlines
from central.rental.reporting.duties import REGISTRATION, STAY

_ENDED = frozenset({State.MET, State.CANCELLED})


def of_stay(session: Session, stay_id: int, now: int) -> list[ClockRow]:
    """What has to be reported because of a stay, and what was."""
    return clocks.clocks_of(session, Subject(STAY, str(stay_id)), now)


def of_stays(session: Session, stays: Iterable[int], now: int) -> Mapping[int, list[ClockRow]]:
    """Stay → the same of each."""
    found = clocks.clocks_of_each(session, STAY, map(str, stays), now)
    return {int(name): rows for name, rows in found.items()}


def of_people(session: Session, registrations: Iterable[int], now: int) -> Mapping[int, list[ClockRow]]:
    """Registration → the clocks of what it still lacks, while they are open."""
    names = {number: str(number) for number in registrations}
    found = clocks.clocks_of_each(session, REGISTRATION, names.values(), now)
    return {number: [row for row in found.get(name, []) if row.state not in _ENDED] for number, name in names.items()}


def is_end_unsaid(rows: Iterable[ClockRow]) -> bool:
    """Whether nobody has said yet that the people of a stay have left."""
    return any(row.rule.name == deadlines.END.name and row.ended_at is None for row in rows)
