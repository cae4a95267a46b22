"""Whether boxes may use faces: where an assessment of it holds, and during the time of grace of an older town.

Boxes are told when that changes, each by an order of its own; every other way to open goes on.
"""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from central.audit import service as audit
from central.clock import service as clocks
from central.clock.service import Act, Calendar, Course, State, Subject
from central.db import Database
from central.duties import assessing, assessments
from central.duties.assessing import Purpose
from central.duties.tables import face_grace, face_use
from central.edges import service as edges
from central.web.grants import TOWN, Reach
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
WARNED = 14 * 24 * 3600 * 1000
"""ms before faces rest that whoever has boxes is warned, and as long after it. An assumption."""


@dataclass(frozen=True)
class Standing:
    """How the gate stands. boxes: that are in use; resting: those of them whose faces rest, as they were told last.

    grace_until: the end of the time of grace while it lasts, Unix ms. is_covered: whether any assessment holds.
    rests_at: when the next faces come to rest, if nothing is done about it; rest_then: at how many boxes.
    """

    boxes: int
    resting: int
    grace_until: int | None
    is_covered: bool
    rests_at: int | None
    rest_then: int


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
    told = 0
    for begin in range(0, len(wanted), AT_ONCE):
        with database.writing() as session:
            some = wanted[begin : begin + AT_ONCE]
            told += sum(_tell(session, box_id, allowed=allowed, now=now) for box_id, allowed in some)
    return told


def standing(session: Session, calendar: Calendar, now: int) -> Standing:
    """How it stands now."""
    rest_at, told = ends(session, calendar, now), _told(session)
    resting = sum(not told.get(box, True) for box in rest_at)
    is_covered = any(end > now for _, end in assessments.lasting(session, calendar, Purpose.FACE_DOOR))
    soon = min((end for end in rest_at.values() if end > now), default=None)
    then = sum(end == soon for end in rest_at.values())
    return Standing(len(rest_at), resting, _grace_until(session, calendar, now), is_covered, soon, then)


def ends(session: Session, calendar: Calendar, now: int) -> dict[int, int]:
    """Each box in use, and when its faces rest, as far as is known now: Unix ms, 0 where nothing allowed them."""
    grace = _grace_until(session, calendar, now) or 0
    found = {box.id: grace for box in edges.boxes(session) if box.revoked_at is None}
    for place_id, end in assessments.lasting(session, calendar, Purpose.FACE_DOOR):
        for box_id in found if place_id == TOWN else _boxes_at(session, place_id) & found.keys():
            found[box_id] = max(found[box_id], end)
    return found


def warned(session: Session, calendar: Calendar, boxes: Collection[int], now: int) -> dict[int, int]:
    """Those of these boxes whose faces come to rest soon, or have lately, and when (Unix ms)."""
    lasting = assessments.lasting(session, calendar, Purpose.FACE_DOOR)
    if any(place_id == TOWN and end > now + WARNED for place_id, end in lasting):
        return {}
    rest_at = ends(session, calendar, now)
    return {box_id: rest_at[box_id] for box_id in boxes if abs(rest_at.get(box_id, 0) - now) <= WARNED}


def greet(session: Session, calendar: Calendar, box_id: int, now: int) -> None:
    """A box has just become known: it hears before anything else that it may use no faces, where that is so."""
    if ends(session, calendar, now).get(box_id, 0) <= now:
        _tell(session, box_id, allowed=False, now=now)


def _boxes_at(session: Session, place_id: int) -> set[int]:
    return set(session.scalars(edges.boxes_within(Reach(places=frozenset({place_id})))))


def _changes(session: Session, calendar: Calendar, now: int) -> list[tuple[int, bool]]:
    """The boxes that have to be told something else than they were told last."""
    wanted = {box_id: end > now for box_id, end in ends(session, calendar, now).items()}
    told, lately = _told(session), _told_to_rest(session, now - AGAIN)
    news = [(box, allowed) for box, allowed in wanted.items() if told.get(box, True) is not allowed]
    return [(box, allowed) for box, allowed in news if allowed or box not in lately]


def _tell(session: Session, box_id: int, *, allowed: bool, now: int) -> bool:
    """False where the box was shut out meanwhile: it hears nothing any more."""
    try:
        edges.send_order(session, box_id, FaceUse(0, allowed=allowed), by=BY, now=now)
    except edges.BoxUnknown:
        return False
    session.execute(delete(face_use).where(face_use.c.box_id == box_id))
    session.execute(insert(face_use), {"box_id": box_id, "allowed": allowed, "told_at": now})
    audit.note(session, act="face.use" if allowed else "face.rest", of=f"box:{box_id}", by=BY)
    return True


def _told(session: Session) -> dict[int, bool]:
    """What boxes were told last. One that refused it goes on as before: its programs do not know the order."""
    told = {row.box_id: row.allowed for row in session.execute(select(face_use.c.box_id, face_use.c.allowed))}
    refusing = set() if all(told.values()) else edges.refusing(session, SUBJECT)
    return {box: allowed or box in refusing for box, allowed in told.items()}


def _told_to_rest(session: Session, since: int) -> set[int]:
    chosen = select(face_use.c.box_id).where(face_use.c.allowed.is_(False), face_use.c.told_at > since)
    return set(session.scalars(chosen))


def _grace_until(session: Session, calendar: Calendar, now: int) -> int | None:
    since = session.scalar(select(face_grace.c.since))
    if since is None:
        return None
    clock = next(iter(clocks.clocks_of(session, GRACE, now)), None)
    if clock is None:
        # It begins at the next turn.
        due = clocks.due(assessing.GRACE, Course(int(since)), calendar).at
        return assessing.rests_from(calendar, calendar.day_of(due - 1))
    until = assessing.rests_from(calendar, calendar.day_of(clock.due_at - 1))
    return until if clock.state in (State.RUNNING, State.BREACHED) and until > now else None


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
