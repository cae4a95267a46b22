"""Whether an act of the desk may still be taken back: one rule, for the board's button and for taking it back.

Who takes it back holds the stay and its room before, so that what is found here stays so. Times are Unix ms.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from central.audit import service as audit
from central.audit.service import Done
from central.rental.desk import rules
from central.rental.desk.rules import What
from central.rental.desk.tables import desk_act
from central.rental.housing import assigning
from central.rental.housing.assigning import Wanted
from central.rental.rules import NotPossible, StayState
from central.rental.tables import registration, stay


class Followed(NotPossible):
    """Something was done about the stay after what is to be taken back."""

    def __init__(self, done: Done) -> None:
        super().__init__(f"{done.act} was done since")
        self.done = done


def require(session: Session, act: Any, now: int) -> None:
    """Raise Followed or NotPossible (too late, others have the room, …) unless this row of acts may be taken back."""
    later = select(desk_act.c.id).where(desk_act.c.stay_id == act.stay_id, desk_act.c.id > act.id).limit(1)
    is_last = session.scalar(later) is None
    if not is_last or act.undone_at is not None or not rules.may_be_undone(act.at, now):
        raise NotPossible("it is too late, or something was done after it")
    _require_nothing_since(session, act.stay_id)
    held = session.execute(select(stay).where(stay.c.id == act.stay_id)).one()
    _REQUIRES[What(act.act)](session, held, act, now)


def is_possible(session: Session, act: Any, now: int) -> bool:
    """Whether that would raise nothing."""
    try:
        require(session, act, now)
    except NotPossible:
        return False
    return True


def begins_again(act: Any, now: int) -> bool:
    """Whether a stay that was checked in goes back to a beginning that is still to come."""
    return bool(act.stay_state == StayState.PLANNED.value and act.begin > now)


def _require_nothing_since(session: Session, stay_id: int) -> None:
    """What an act of the desk brings about is in the log before it; what comes after it others have done."""
    last = audit.done(session, _OF_DESK | _OF_STAY, since=0, limit=1, of=[f"stay:{stay_id}"])
    if last and last[0].act in _OF_STAY:
        raise Followed(last[0])


def _of_walk_in(session: Session, held: Any, _act: Any, _now: int) -> None:
    if session.scalar(select(registration.c.id).where(registration.c.stay_id == held.id).limit(1)) is not None:
        raise NotPossible("somebody has registered already")


def _of_check_in(session: Session, held: Any, act: Any, now: int) -> None:
    _of_walk_in(session, held, act, now)
    if begins_again(act, now) and held.until <= act.begin:
        raise NotPossible("the stay would be over before it begins")


def _of_check_out(session: Session, held: Any, _act: Any, now: int) -> None:
    if held.state != StayState.ENDED.value or held.until <= now:
        raise NotPossible("the stay would be over by now")
    family = assigning.exception_of(session, held.id)
    wanted = Wanted(held.begin, held.until, held.places, stay_id=held.id, family=family)
    assigning.require(session, held.room_id, wanted)


def _of_late(*_: Any) -> None:
    """It changed nothing that could be in the way."""


_OF_DESK: Final = frozenset(f"desk.{what}" for what in What)
_OF_STAY: Final = frozenset({"stay.begin", "stay.dates", "stay.move", "stay.end", "stay.cancel"})
"""Acts after which nothing could be put back as it was."""
_REQUIRES: Final[Mapping[What, Callable[[Session, Any, Any, int], None]]] = {
    What.WALK_IN: _of_walk_in,
    What.CHECK_IN: _of_check_in,
    What.CHECK_OUT: _of_check_out,
    What.LATE: _of_late,
}
