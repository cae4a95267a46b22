"""Brings the clocks of stays and registrations to where the facts are, in the transaction that has changed them.

It may be asked any number of times: a duty begins once, whatever becomes of it, and each move brings about another.
Times are Unix ms.
"""

from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property

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


@dataclass(frozen=True)
class _Turn:
    """What has happened to a subject, and who has brought it about."""

    session: Session
    subject: Subject
    seat: Seat
    by: str
    now: int

    @cached_property
    def calendar(self) -> clocks.Calendar:
        """Read where a clock begins or goes on, and once for all of them."""
        return clocks.load(self.session, clocks.office())


def follow_stay(
    session: Session, stay_id: int, *, by: str, now: int, moved_at: int | None = None, ends_now: bool = False
) -> None:
    """Something has happened to a stay or its people. moved_at: it was put behind another door just now; ends_now: it
    has ended just now.
    """
    found, seat = facts.of_stay(session, stay_id, moved_at, ends_now=ends_now)
    turn = _Turn(session, Subject(STAY, str(stay_id)), seat, by, now)
    _bring(turn, duties.of_stay(found, settings.load(session).staged))


def follow_person(session: Session, registration_id: int, *, by: str, now: int) -> None:
    """Something has happened to a registration."""
    found, seat = facts.of_person(session, registration_id)
    turn = _Turn(session, Subject(REGISTRATION, str(registration_id)), seat, by, now)
    _bring(turn, [duties.of_person(found, settings.load(session).staged)])


def follow_told(
    session: Session, box_id: int, person: str, *, by: str, now: int, stay_before: int | None = None
) -> None:
    """A box has told something of a person, whom central may know. stay_before: of which they were until then."""
    known = select(registration.c.id, registration.c.stay_id)
    row = session.execute(known.where(registration.c.box_id == box_id, registration.c.person == person)).one_or_none()
    if row is None:
        return
    follow_person(session, row.id, by=by, now=now)
    for stay_id in sorted({each for each in (stay_before, row.stay_id) if each is not None}):
        follow_stay(session, stay_id, by=by, now=now)


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
    over = [str(number) for number in session.scalars(select(stay.c.id).where(*ended).order_by(stay.c.id))]
    for stay_id, rows in clocks.clocks_of_each(session, STAY, over, now).items():
        if any(row.rule.name == deadlines.END.name and row.state in _OPEN for row in rows):
            with suppress(NotPossible):
                left(session, int(stay_id), by=by, now=now)


def _bring(turn: _Turn, wanted: list[Duty]) -> None:
    clocks.hand_over(turn.session, turn.subject, turn.seat.place_id, owner=turn.seat.owner)
    known = {row.rule.name: row for row in clocks.clocks_of(turn.session, turn.subject, turn.now)}
    for duty in wanted:
        row = known.get(duty.rule.name)
        if row is not None and row.state in _OPEN:
            _move(turn, row, duty)
        elif duty.begins is Begins.ANEW or (row is None and duty.begins is Begins.ONCE):
            _begin(turn, duty)


def _begin(turn: _Turn, duty: Duty) -> None:
    if duty.standing not in (Standing.RUNS, Standing.WAITS):
        return
    seat, act = turn.seat, Act(turn.by, duty.why, duty.since)
    made = clocks.start(
        turn.session, turn.calendar, duty.rule, turn.subject, act, owner=seat.owner, place_id=seat.place_id
    )
    if duty.standing is Standing.WAITS:
        with suppress(clocks.NotPossible):
            clocks.pause(turn.session, made, Act(turn.by, duty.why, turn.now))


def _move(turn: _Turn, row: ClockRow, duty: Duty) -> None:
    act = Act(turn.by, duty.why, turn.now)
    if duty.standing is Standing.DONE:
        clocks.meet(turn.session, row.id, act)
    elif duty.standing is Standing.VOID:
        clocks.cancel(turn.session, row.id, act)
    elif duty.standing is Standing.WAITS and row.state is State.RUNNING:
        # One whose time is over can't stand any more.
        with suppress(clocks.NotPossible):
            clocks.pause(turn.session, row.id, act)
    elif duty.standing is Standing.RUNS and row.state is State.PAUSED:
        clocks.resume(turn.session, turn.calendar, row.id, act)
