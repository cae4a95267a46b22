"""Clocks of what was a mistake at a desk, and is taken back: what it began waits, what it ended runs again.

In the transaction that takes it back. Times are Unix ms.
"""

from collections.abc import Iterable
from contextlib import suppress

from sqlalchemy.orm import Session

from central.clock import service as clocks
from central.clock.service import Act, State, Subject
from central.rental.reporting import following
from central.rental.reporting.duties import REGISTRATION, STAY


def beginning(session: Session, stay_id: int, *, by: str, now: int) -> None:
    """A stay that was begun early is awaited again: its clocks stand until it begins, and lose no day by that."""
    for row in clocks.clocks_of(session, Subject(STAY, str(stay_id)), now):
        if row.state is State.RUNNING:
            with suppress(clocks.NotPossible):
                clocks.pause(session, row.id, Act(by, "the stay has not begun yet", now))


def end(session: Session, stay_id: int, people: Iterable[int], *, ended_at: int, by: str, now: int) -> None:
    """A stay that ended at that moment runs on, and these registrations are good: what was cancelled by it goes on
    with its extensions and pauses, as if nothing had happened.
    """
    numbers = list(people)
    subjects = (Subject(STAY, str(stay_id)), *(Subject(REGISTRATION, str(number)) for number in numbers))
    run_on(session, subjects, ended_at=ended_at, by=by, now=now)
    for number in numbers:
        following.follow_person(session, number, by=by, now=now)
    following.follow_stay(session, stay_id, by=by, now=now)


def run_on(session: Session, subjects: Iterable[Subject], *, ended_at: int, by: str, now: int) -> None:
    """What the end of the stay at that moment cancelled about these goes on."""
    calendar = clocks.load(session, clocks.office())
    for subject in subjects:
        for row in clocks.clocks_of(session, subject, now):
            if row.state is State.CANCELLED and row.ended_at == ended_at:
                with suppress(clocks.NotPossible):
                    clocks.reopen(session, calendar, row.id, Act(by, "the end of the stay was taken back", now))
