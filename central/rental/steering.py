"""An enrolment that a phone steers, at a box without a screen (`wire.steering`): touches go down as orders, how it
stands comes up as Progress and is kept for the moment only.

What a box says is let in word by word (`let_in`): the page shows nothing that is not known, but one short sentence.
Each act is one transaction, which the caller holds. Times are Unix ms.
"""

from dataclasses import dataclass
from typing import Any, Final

import msgspec
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from central.audit import service as audit
from central.edges import service as edges
from central.rental import rules
from central.rental.phone_tables import preparation, steering
from central.rental.preparations import BY, Opened
from central.rental.rows import put
from central.rental.rules import NotPossible
from central.rental.scope import NotThere
from central.rental.tables import room, stay
from wire.kinds import MAX_INTEGER, Method
from wire.orders import Steer
from wire.steering import Act, Progress

TOUCH_LIFE: Final = 15_000
"""How long a touch may take to the box, ms; one that comes later does nothing."""
TOUCH_GAP: Final = 300
"""Between two touches on the same page, ms: nobody changes their mind faster."""
BEGIN_GAP: Final = 5_000
"""Between two beginnings, ms: the first has been answered by then, or will not be."""
FORGOTTEN_AFTER: Final = 60 * 60 * 1000
"""Of a box that fell silent, ms."""
OVER_AFTER: Final = 120_000
"""An enrolment that nobody touches ends by itself after 75 s (docs/enrolment.md): whoever has heard nothing for longer
looks at one that is over, ms."""
LONGEST_SAID: Final = 200
"""Characters of a box's own sentence."""

IDLE: Final = "idle"
STATES: Final = frozenset(
    {
        "invitation",
        "registration",
        "face-notice",
        "document",
        "confirm",
        "guardian",
        "no-guardian",
        "face",
        "face-failed",
        "other-way",
        "contact",
        "settling",
        "result",
    }
)
"""Where an enrolment may stand (docs/enrolment.md), besides IDLE."""
OUTCOMES: Final = frozenset(rules.TOLD)
REASONS: Final = frozenset(
    {
        "no-invitation",
        "without-face",
        "no-document",
        "not-from-chip",
        "liveness-in-doubt",
        "not-compared",
        "face-differs",
        "much-like-another",
        "number-form",
        "check-digit",
        "birth-differs",
        "birth-in-future",
        "sex-differs",
        "expired",
        "not-yet-valid",
        "under-age",
    }
)
"""Why a box lets nobody in at once, as its registrations say it."""


@dataclass(frozen=True)
class Standing:
    """How a steered enrolment stands. progress: None when none runs; said: why, where the box says it.

    heard_at: when the box said so.

    touched_at, act: the last touch. answer: what became of it: waiting, done, refused or expired; "" without any.
    box_seen: when the box spoke last, about anything. is_used: somebody has registered with the preparation.
    """

    progress: Progress | None
    heard_at: int | None
    touched_at: int | None
    act: str
    answer: str
    box_seen: int | None
    is_used: bool
    said: str = ""


def let_in(progress: Progress) -> Progress:
    """What may be kept and shown of a box's word. Raises ValueError for a state there is not, a serial that is none."""
    if progress.state not in STATES | {IDLE}:
        raise ValueError("there is no such state")
    if not 0 < progress.serial <= MAX_INTEGER:
        raise ValueError(f"a serial is a whole number from 1 to {MAX_INTEGER}")
    said = "".join(sign for sign in progress.said[:LONGEST_SAID] if sign.isprintable())
    until = progress.until if progress.until is not None and 0 < progress.until <= MAX_INTEGER else None
    return msgspec.structs.replace(
        progress,
        acts=_known(progress.acts, set(Act)),
        said=said,
        done=None if progress.done is None else min(max(progress.done, 0.0), 1.0),
        ways=_known(progress.ways, set(Method)),
        outcome=progress.outcome if progress.outcome in OUTCOMES else "",
        reasons=_known(progress.reasons, REASONS),
        until=until,
    )


def take(session: Session, box_id: int, progress: Progress, *, now: int) -> bool:
    """Keep what a box says, unless it has said something newer; False when it is none of its preparations.

    Raises ValueError for what can't be let in.
    """
    progress = let_in(progress)
    held = _at_box(session, box_id, progress.preparation)
    if held is None:
        return False
    row = _row(session, held.id)
    if row is not None and _is_older(progress, row, now):
        return True
    if progress.state == IDLE and not progress.said:
        session.execute(delete(steering).where(steering.c.preparation_id == held.id))
        return True
    untouched = {"serial": 0, "act": ""} if row is None else {}
    values = {"body": msgspec.json.encode(progress), "heard_at": now, **untouched}
    put(session, steering, {"preparation_id": held.id}, values)
    return True


def steer(session: Session, opened: Opened, serial: int, act: Act, *, now: int) -> None:
    """Order the box to do what was just touched on a page that showed Progress `serial`; 0 to begin.

    A touch on an older page, a second one of the same, and one right after another change nothing. Raises NotThere,
    NotPossible for what can't be touched now.
    """
    held = _opened(session, opened)
    row = _row(session, held.id)
    if row is not None and _is_again(row, serial, act, now):
        return
    progress = _progress(row, now)
    if act is Act.BEGIN:
        if held.registration_id is not None:
            raise NotPossible("somebody has registered with it")
        serial = 0
    elif progress is None or progress.state == IDLE or act not in _possible(progress):
        raise NotPossible(f"{act} can't be touched now")
    elif serial != progress.serial:
        return
    order = Steer(0, expires=now + TOUCH_LIFE, preparation=held.token, serial=serial, act=act)
    number = edges.send_order(session, held.box_id, order, by=BY, now=now)
    by = f"person:{held.token}"
    audit.note(session, act="enrolment.touch", of=f"box:{held.box_id}", by=by, detail={"touched": act.value})
    # What was said of an enrolment before this one is void.
    anew = {"body": None, "heard_at": None} if act is Act.BEGIN else {}
    touched = {"touched_at": now, "serial": serial, "act": act.value, "order_id": number}
    put(session, steering, {"preparation_id": held.id}, touched | anew)


def standing(session: Session, opened: Opened, *, now: int) -> Standing:
    """How it stands. Raises NotThere when the preparation is gone, or the stay over."""
    held = _opened(session, opened, for_update=False)
    row = _row(session, held.id)
    seen = next((box.last_seen for box in edges.boxes(session) if box.id == held.box_id), None)
    if row is None:
        return Standing(None, None, None, "", "", seen, held.registration_id is not None)
    order = edges.order_of(session, held.box_id, row.order_id) if row.order_id else None
    answer = order.state if order else ""
    used = held.registration_id is not None
    progress = _progress(row, now)
    if progress is not None and progress.state == IDLE:
        return Standing(None, row.heard_at, row.touched_at, row.act, answer, seen, used, progress.said)
    return Standing(progress, row.heard_at, row.touched_at, row.act, answer, seen, used)


def purge(session: Session, now: int) -> None:
    """Forget what was said and touched long ago."""
    session.execute(delete(steering).where(_is_forgotten(now)))


def is_to_be_purged(session: Session, now: int) -> bool:
    """Whether there is any such."""
    return session.execute(select(steering.c.preparation_id).where(_is_forgotten(now)).limit(1)).first() is not None


def _is_forgotten(now: int) -> Any:
    last = func.coalesce(steering.c.heard_at, 0) < now - FORGOTTEN_AFTER
    return last & (func.coalesce(steering.c.touched_at, 0) < now - FORGOTTEN_AFTER)


def _at_box(session: Session, box_id: int, token: str) -> Any:
    """The preparation, if its stay is in force and its room at the box."""
    chosen = _preparations().where(preparation.c.token == token, room.c.box_id == box_id)
    return session.execute(chosen.with_for_update(of=preparation)).one_or_none()


def _opened(session: Session, opened: Opened, *, for_update: bool = True) -> Any:
    chosen = _preparations().where(preparation.c.token == opened.preparation, stay.c.token == opened.stay)
    held = session.execute(chosen.with_for_update(of=preparation) if for_update else chosen).one_or_none()
    if held is None:
        raise NotThere
    return held


def _preparations() -> Any:
    columns = (preparation.c.id, preparation.c.token, preparation.c.registration_id, room.c.box_id)
    joined = select(*columns).join(stay, stay.c.id == preparation.c.stay_id).join(room, room.c.id == stay.c.room_id)
    return joined.where(stay.c.state.in_([state.value for state in rules.IN_FORCE]), room.c.box_id.is_not(None))


def _row(session: Session, preparation_id: int) -> Any:
    return session.execute(select(steering).where(steering.c.preparation_id == preparation_id)).one_or_none()


def _progress(row: Any, now: int) -> Progress | None:
    if row is None or row.body is None or now - row.heard_at > OVER_AFTER:
        return None
    return msgspec.json.decode(row.body, type=Progress)


def _is_older(progress: Progress, row: Any, now: int) -> bool:
    """Whether the box has said something newer; a box that begins anew counts from the beginning."""
    known = _progress(row, now)
    return known is not None and progress.serial < known.serial


def _is_again(row: Any, serial: int, act: Act, now: int) -> bool:
    """Whether the touch is one that was just made, on the page that was touched last."""
    if act is Act.BEGIN:
        serial = 0
    if row.touched_at is None or row.serial != serial:
        return False
    again = BEGIN_GAP if act is Act.BEGIN else TOUCH_LIFE
    return bool(0 <= now - row.touched_at < (again if row.act == act.value else TOUCH_GAP))


def _possible(progress: Progress) -> set[str]:
    return set(progress.acts) | ({Act.ALIVE.value} if progress.asks else set())


def _known(words: list[str], known: Any) -> list[str]:
    """Those of the words that are known, each once."""
    return [word for word in dict.fromkeys(words) if word in known]
