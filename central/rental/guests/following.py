"""What follows for guests from their host's stay, in the transaction that changes it. Times are Unix ms."""

from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from central.audit import service as audit
from central.clock.service import Subject
from central.rental.guests import rules, telling, timing
from central.rental.guests.rules import GuestState
from central.rental.guests.tables import guest
from central.rental.reporting import taken_back


def end_all(session: Session, stay_id: int, box_id: int | None, *, by: str, now: int) -> None:
    """The host's stay is over: their guests go at once. What stands for their codes is kept while that may be taken
    back.
    """
    for row in telling.in_force(session, guest.c.stay_id == stay_id):
        finish(session, row, box_id, by=by, now=now, code=row.code)


def fit(session: Session, stay_id: int, box_id: int | None, begin: int, until: int, *, by: str, now: int) -> None:
    """The host's stay has other dates: who would be there before it or after comes later or leaves earlier."""
    for row in telling.in_force(session, guest.c.stay_id == stay_id):
        first, last = max(row.begin, begin), min(row.until, until)
        if first >= last:
            finish(session, row, box_id, by=by, now=now)
        elif (first, last) != (row.begin, row.until):
            _fit(session, row, first, last, by, now)


def finish(session: Session, row: Any, box_id: int | None, *, by: str, now: int, code: str = "") -> GuestState:
    """A guest who is held has left, or does not come. box_id: of the box that knows them; code: what is kept of theirs.

    Raises NotPossible.
    """
    event = rules.ending(GuestState(row.state))
    state = rules.after(GuestState(row.state), event)
    telling.dismiss(session, box_id, row, by=by, now=now)
    over = {"state": state.value, "code": code, "ended_at": now, "ended_by": by}
    session.execute(update(guest).where(guest.c.id == row.id).values(over))
    audit.note(session, act=f"guest.{event}", of=f"guest:{row.id}", by=by)
    timing.follow(session, row.id, by=by, now=now)
    return state


def begin(session: Session, guest_id: int, *, by: str, now: int) -> None:
    """Their time has come. Raises NotPossible."""
    row = session.execute(select(guest).where(guest.c.id == guest_id).with_for_update()).one()
    state = rules.after(GuestState(row.state), rules.GuestEvent.BEGIN)
    session.execute(update(guest).where(guest.c.id == guest_id).values(state=state.value))
    audit.note(session, act="guest.begin", of=f"guest:{guest_id}", by=by)
    timing.follow(session, guest_id, by=by, now=now)


def come_back(session: Session, row: Any, *, by: str, now: int) -> None:
    """A guest who is held is where they were before they left: that was a mistake, and no step of a visit."""
    state = rules.before_ending(GuestState(row.state))
    again = {"state": state.value, "ended_at": None, "ended_by": None}
    session.execute(update(guest).where(guest.c.id == row.id).values(again))
    audit.note(session, act="guest.back", of=f"guest:{row.id}", by=by)
    subject = Subject(timing.GUEST, str(row.id))
    taken_back.run_on(session, [subject], ended_at=row.ended_at, by=by, now=now)
    timing.follow(session, row.id, by=by, now=now)


def _fit(session: Session, row: Any, first: int, last: int, by: str, now: int) -> None:
    session.execute(update(guest).where(guest.c.id == row.id).values(begin=first, until=last))
    detail = {"begin": first, "begin before": row.begin, "until": last, "until before": row.until}
    audit.note(session, act="guest.until", of=f"guest:{row.id}", by=by, detail=detail)
    timing.follow(session, row.id, by=by, now=now)
