"""Whether boxes may use faces: where an assessment of it holds, and during the time of grace of an older town.

Boxes are told when that changes, each by an order of its own; every other way to open goes on.
"""

from dataclasses import dataclass

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from central.audit import service as audit
from central.clock import service as clocks
from central.clock.service import Act, Calendar, State, Subject
from central.db import Database
from central.duties import assessing, assessments
from central.duties.assessing import Purpose
from central.duties.tables import face_grace, face_use
from central.edges import service as edges
from wire.orders import FaceUse

GRACE = Subject("face-grace", "1")
"""What the deadline of the time of grace is about."""
BY = "central"
SUBJECT = "face-use"
"""What the order says the state of (central.edges.last_words)."""
AGAIN = 24 * 3600 * 1000
"""A box that refused to have faces rest is told so again after that, ms: its programs may be newer by then."""
AT_ONCE = 50
"""Boxes that are told in one transaction: others wait to write meanwhile."""


@dataclass(frozen=True)
class Standing:
    """How the gate stands. boxes: that are in use; resting: those of them whose faces rest, as they were told last.

    grace_until: the end of the time of grace while it lasts, Unix ms. is_covered: whether any assessment holds.
    """

    boxes: int
    resting: int
    grace_until: int | None
    is_covered: bool


def turn(database: Database, calendar: Calendar, now: int) -> int:
    """Do what is due at `now` (Unix ms); how many boxes were told something. Looks without writing where nothing is."""
    with database.reading() as session:
        has_grace = _grace_is_to_begin(session) or _grace_is_to_end(session, calendar, now)
        wanted = _changes(session, calendar, now)
    if has_grace:
        with database.writing() as session:
            _tend_grace(session, calendar, now)
        with database.reading() as session:
            wanted = _changes(session, calendar, now)
    for begin in range(0, len(wanted), AT_ONCE):
        with database.writing() as session:
            for box_id, allowed in wanted[begin : begin + AT_ONCE]:
                _tell(session, box_id, allowed=allowed, now=now)
    return len(wanted)


def standing(session: Session, calendar: Calendar, now: int) -> Standing:
    """How it stands now."""
    in_use = [box.id for box in edges.boxes(session) if box.revoked_at is None]
    told = _told(session)
    covered = assessments.covered(session, Purpose.FACE_DOOR, calendar.day_of(now))
    resting = sum(not told.get(box, True) for box in in_use)
    return Standing(len(in_use), resting, _grace_until(session, now), bool(covered.places))


def _changes(session: Session, calendar: Calendar, now: int) -> list[tuple[int, bool]]:
    """The boxes that have to be told something else than they were told last."""
    covered = assessments.covered(session, Purpose.FACE_DOOR, calendar.day_of(now))
    may_all = covered.is_town or _grace_until(session, now) is not None
    within = set() if may_all else set(session.scalars(edges.boxes_within(covered)))
    wanted = {box.id: may_all or box.id in within for box in edges.boxes(session) if box.revoked_at is None}
    told, lately = _told(session), _told_to_rest(session, now - AGAIN)
    news = [(box, allowed) for box, allowed in wanted.items() if told.get(box, True) is not allowed]
    return [(box, allowed) for box, allowed in news if allowed or box not in lately]


def _tell(session: Session, box_id: int, *, allowed: bool, now: int) -> None:
    edges.send_order(session, box_id, FaceUse(0, allowed=allowed), by=BY, now=now)
    session.execute(delete(face_use).where(face_use.c.box_id == box_id))
    session.execute(insert(face_use), {"box_id": box_id, "allowed": allowed, "told_at": now})
    audit.note(session, act="face.use" if allowed else "face.rest", of=f"box:{box_id}", by=BY)


def _told(session: Session) -> dict[int, bool]:
    """What boxes were told last. One that refused it goes on as before: its programs do not know the order."""
    told = {row.box_id: row.allowed for row in session.execute(select(face_use.c.box_id, face_use.c.allowed))}
    refusing = set() if all(told.values()) else edges.refusing(session, SUBJECT)
    return {box: allowed or box in refusing for box, allowed in told.items()}


def _told_to_rest(session: Session, since: int) -> set[int]:
    chosen = select(face_use.c.box_id).where(face_use.c.allowed.is_(False), face_use.c.told_at > since)
    return set(session.scalars(chosen))


def _grace_until(session: Session, now: int) -> int | None:
    since = session.scalar(select(face_grace.c.since))
    if since is None:
        return None
    clock = next(iter(clocks.clocks_of(session, GRACE, now)), None)
    if clock is None:
        # It begins at the next turn.
        return int(since)
    return clock.due_at if clock.state is State.RUNNING else None


def _grace_is_to_begin(session: Session) -> bool:
    has_grace = session.scalar(select(face_grace.c.id)) is not None
    return has_grace and not clocks.clocks_of(session, GRACE, 0)


def _grace_is_to_end(session: Session, calendar: Calendar, now: int) -> bool:
    covered = assessments.covered(session, Purpose.FACE_DOOR, calendar.day_of(now))
    return covered.is_town and clocks.open_clock(session, assessing.GRACE.name, GRACE) is not None


def _tend_grace(session: Session, calendar: Calendar, now: int) -> None:
    """Begin its deadline, counted from when it was granted, or end it: what it was given for is done."""
    if _grace_is_to_begin(session):
        since = session.scalar(select(face_grace.c.since)) or now
        act = Act(BY, "faces were used before an assessment was asked for", since)
        clocks.start(session, calendar, assessing.GRACE, GRACE, act, owner="role:system-administrator")
        audit.note(session, act="face.grace", of="town", by=BY)
    if _grace_is_to_end(session, calendar, now):
        running = clocks.open_clock(session, assessing.GRACE.name, GRACE)
        if running is not None:
            clocks.meet(session, running, Act(BY, "an assessment holds for the whole town", now))
            audit.note(session, act="face.grace-over", of="town", by=BY)
