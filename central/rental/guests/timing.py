"""The deadline of a relative who stays longer than is free: by law they register. Times are Unix ms."""

from contextlib import suppress

from sqlalchemy import select
from sqlalchemy.orm import Session

from central.clock import service as clocks
from central.clock.service import Act, ClockRow, State, Subject
from central.rental.guests import rules
from central.rental.guests.rules import GuestState, Kind
from central.rental.guests.tables import guest
from central.rental.housing import sites
from central.rental.housing.deadlines import RELATIVES
from central.rental.tables import room, stay

GUEST = "guest"
"""What the clock is about."""
_OPEN = frozenset({State.RUNNING, State.PAUSED, State.BREACHED})


def follow(session: Session, guest_id: int, *, by: str, now: int) -> None:
    """Bring the clock to where the guest is, who is there. It may be asked any number of times."""
    row = session.execute(select(guest).where(guest.c.id == guest_id)).one()
    has_to = rules.has_to_register(Kind(row.kind), row.begin, row.until)
    running = _running(session, guest_id, now)
    if row.registered_at is not None:
        _end(session, running, Act(by, "they have registered", now), is_met=True)
    elif GuestState(row.state) not in rules.IN_FORCE or not has_to:
        _end(session, running, Act(by, "they do not stay for so long", now), is_met=False)
    elif running is None and GuestState(row.state) is GuestState.THERE:
        _start(session, row.id, row.stay_id, Act(by, "they stay longer than is free", row.begin))


def clock_of(session: Session, guest_id: int, now: int) -> ClockRow | None:
    """The clock of a guest, the last; None where none was begun."""
    rows = clocks.clocks_of(session, Subject(GUEST, str(guest_id)), now)
    return rows[-1] if rows else None


def _running(session: Session, guest_id: int, now: int) -> ClockRow | None:
    rows = clocks.clocks_of(session, Subject(GUEST, str(guest_id)), now)
    return next((row for row in rows if row.state in _OPEN), None)


def _end(session: Session, running: ClockRow | None, act: Act, *, is_met: bool) -> None:
    if running is None:
        return
    with suppress(clocks.NotPossible):
        (clocks.meet if is_met else clocks.cancel)(session, running.id, act)


def _start(session: Session, guest_id: int, stay_id: int, act: Act) -> None:
    columns = select(room.c.box_id, room.c.building_id, room.c.landlord_id).join(stay, stay.c.room_id == room.c.id)
    at = session.execute(columns.where(stay.c.id == stay_id)).one()
    owner, place = f"landlord:{at.landlord_id}", sites.of_room(session, at.box_id, at.building_id)
    calendar = clocks.load(session, clocks.office())
    clocks.start(session, calendar, RELATIVES, Subject(GUEST, str(guest_id)), act, owner=owner, place_id=place)
