"""Brings the clocks of stays and registrations to where the facts are, in the transaction that has changed them.

It may be asked any number of times: a duty begins once, whatever becomes of it, and each move brings about another.
Times are Unix ms.
"""

from contextlib import suppress

from sqlalchemy import select
from sqlalchemy.orm import Session

from central.audit import service as audit
from central.clock import service as clocks
from central.clock.service import Act, ClockRow, State, Subject
from central.rental.housing import deadlines, settings
from central.rental.reporting import duties, facts
from central.rental.reporting.duties import REGISTRATION, STAY, Begins, Duty, Standing
from central.rental.reporting.facts import BY_TIME, Seat
from central.rental.rules import NotPossible, StayState
from central.rental.tables import registration, stay

_OPEN = frozenset({State.RUNNING, State.PAUSED, State.BREACHED})
_LAST = 20
"""Stays of a room that are looked at when it is checked; what is older was checked before."""


def follow_stay(session: Session, stay_id: int, *, by: str, now: int, moved_at: int | None = None) -> None:
    """Something has happened to a stay or its people. moved_at: it was put behind another door just now."""
    found, seat = facts.of_stay(session, stay_id, moved_at)
    _bring(session, Subject(STAY, str(stay_id)), duties.of_stay(found, settings.load(session).staged), seat, by, now)


def follow_person(session: Session, registration_id: int, *, by: str, now: int) -> None:
    """Something has happened to a registration."""
    found, seat = facts.of_person(session, registration_id)
    subject, staged = Subject(REGISTRATION, str(registration_id)), settings.load(session).staged
    _bring(session, subject, [duties.of_person(found, staged)], seat, by, now)


def follow_told(session: Session, box_id: int, person: str, *, by: str, now: int) -> None:
    """A box has told something of a person, whom central may know."""
    known = select(registration.c.id, registration.c.stay_id)
    row = session.execute(known.where(registration.c.box_id == box_id, registration.c.person == person)).one_or_none()
    if row is None:
        return
    follow_person(session, row.id, by=by, now=now)
    if row.stay_id is not None:
        follow_stay(session, row.stay_id, by=by, now=now)


def left(session: Session, stay_id: int, *, by: str, now: int) -> None:
    """Somebody says that the people of a stay, which the calendar has ended, have left. Raises NotPossible."""
    clock_id = clocks.open_clock(session, deadlines.END.name, Subject(STAY, str(stay_id)))
    if clock_id is None:
        raise NotPossible("it was said already that they left")
    try:
        clocks.meet(session, clock_id, Act(by, "they have left", now))
    except clocks.NotPossible as error:
        # Somebody else has said so since the clock was looked for.
        raise NotPossible(str(error)) from error
    audit.note(session, act="stay.left", of=f"stay:{stay_id}")


def room_checked(session: Session, room_id: int, *, by: str, now: int) -> None:
    """Somebody has checked a room after a stay: whoever lived there has left."""
    ended = stay.c.room_id == room_id, stay.c.state == StayState.ENDED.value, stay.c.ended_by == BY_TIME
    last = select(stay.c.id).where(*ended).order_by(stay.c.until.desc()).limit(_LAST)
    for stay_id in list(session.scalars(last)):
        with suppress(NotPossible):
            left(session, stay_id, by=by, now=now)


def _bring(session: Session, subject: Subject, wanted: list[Duty], seat: Seat, by: str, now: int) -> None:
    known = {row.rule.name: row for row in clocks.clocks_of(session, subject, now)}
    for duty in wanted:
        row = known.get(duty.rule.name)
        if row is not None and row.state in _OPEN:
            _move(session, row, duty.standing, Act(by, duty.why, now))
        elif duty.begins is Begins.ANEW or (row is None and duty.begins is Begins.ONCE):
            _begin(session, subject, duty, seat, by, now)


def _begin(session: Session, subject: Subject, duty: Duty, seat: Seat, by: str, now: int) -> None:
    if duty.standing not in (Standing.RUNS, Standing.WAITS):
        return
    act, calendar = Act(by, duty.why, duty.since), clocks.load(session, clocks.office())
    made = clocks.start(session, calendar, duty.rule, subject, act, owner=seat.owner, place_id=seat.place_id)
    if duty.standing is Standing.WAITS:
        with suppress(clocks.NotPossible):
            clocks.pause(session, made, Act(by, duty.why, now))


def _move(session: Session, row: ClockRow, standing: Standing, act: Act) -> None:
    if standing is Standing.DONE:
        clocks.meet(session, row.id, act)
    elif standing is Standing.VOID:
        clocks.cancel(session, row.id, act)
    elif standing is Standing.WAITS and row.state is State.RUNNING:
        # One whose time is over can't stand any more.
        with suppress(clocks.NotPossible):
            clocks.pause(session, row.id, act)
    elif standing is Standing.RUNS and row.state is State.PAUSED:
        clocks.resume(session, clocks.load(session, clocks.office()), row.id, act)
