"""What somebody asks for of what is kept of them: each is a row with a clock, and somebody, or time, answers it.

Each act is one transaction, which the caller holds. Times are Unix ms.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, and_, false, insert, or_, select, true, update
from sqlalchemy.orm import Session

from central.audit import service as audit
from central.clock import service as clocks
from central.clock.service import Act, Subject
from central.edges import service as edges
from central.rental import people
from central.rental.own import erasing
from central.rental.own.rules import ANSWER, FIELDS, GONE_AFTER, KIND, Kind, Lost, State
from central.rental.own.tables import own_request
from central.rental.own.words import words_of
from central.rental.rules import OVER, NotPossible, RegistrationState
from central.rental.scope import NotThere, Scope
from central.rental.sealed_words import By
from central.rental.tables import identity, registration, stay
from central.sealed.columns import sealed_columns
from central.sealed.ring import ring
from central.web.grants import TOWN

BY = "person"
"""Who acts, for the record: whoever it is about."""


def copied(session: Session, registration_id: int, *, now: int) -> None:
    """Somebody takes a copy of all that is kept of them: that is answered at once."""
    answered(session, _insert(session, hold(session, registration_id), Kind.COPY, State.DONE, now), by=BY, now=now)


def answered(session: Session, request_id: int, *, by: str, now: int) -> None:
    """Write down that a request was answered as soon as it was made: it has no clock."""
    row = {"answered_at": now, "answered_by": by}
    session.execute(update(own_request).where(own_request.c.id == request_id).values(row))


def correct(session: Session, registration_id: int, field: str, new: str, *, now: int) -> int:
    """Ask the office to put `new` in place of what a field holds; the request's number.

    Raises NotPossible when it was asked for already, or all of it is to be erased.
    """
    held = hold(session, registration_id)
    _require_kept(session, held)
    if field not in FIELDS or _asked(session, registration_id, field):
        raise NotPossible("it is asked for already")
    made = _insert(session, held, Kind.CORRECT, State.OPEN, now, field)
    seal(session, made, {"old": words_of(session, registration_id)[field], "new": new})
    _start(session, held, made, now)
    return made


def withdraw_face(session: Session, registration_id: int, *, now: int) -> int:
    """Have the box erase the face; its proof answers the request. Raises NotPossible without one."""
    held = hold(session, registration_id)
    if erasing.is_asked(session, registration_id, people.FACE):
        raise NotPossible("it is asked for already")
    people.withdraw_face(session, Scope(BY), registration_id, now=now)
    made = _insert(session, held, Kind.FACE, State.TOLD, now)
    _start(session, held, made, now)
    return made


def erase(session: Session, registration_id: int, *, now: int) -> int:
    """Erase what nobody needs at once, the rest as soon as the law lets it go. Raises NotPossible when asked before."""
    held = hold(session, registration_id)
    _require_kept(session, held)
    erasing.what_nobody_needs(session, held, by=BY, now=now)
    overtake(session, own_request.c.registration_id == registration_id, own_request.c.field == "phone", now=now)
    made = _insert(session, held, Kind.ERASE, State.WAITING, now)
    clock_id = _start(session, held, made, now)
    why = erasing.held_back(session, registration_id, now)
    if why:
        # The office owes nothing while the law asks that it is kept.
        clocks.pause(session, clock_id, Act(BY, ", ".join(why), now))
    return made


def answer(session: Session, scope: Scope, request_id: int, words: str, *, is_yes: bool, now: int) -> None:
    """The office corrects what is wrong, or says why not. Raises NotThere, NotPossible."""
    held = _held_request(session, scope, request_id)
    if held.state != State.OPEN.value:
        raise NotPossible("it is answered already")
    state = State.DONE if is_yes else State.REFUSED
    if is_yes:
        _put_right(session, held)
    seal(session, request_id, {"words": words})
    settle(session, request_id, state, by=scope.by, why=state.value, now=now)
    audit.note(session, act=f"own.{state}", of=f"own-request:{request_id}", detail={"field": held.field})


def close_unproven(session: Session, scope: Scope, request_id: int, why: Lost, words: str, *, now: int) -> None:
    """The box is gone: nobody can prove any more what it has erased. words: who says so, for the person to read.

    Raises NotThere, NotPossible: also while the box may still be heard.
    """
    held = _held_request(session, scope, request_id)
    box_id = session.scalar(select(registration.c.box_id).where(registration.c.id == held.registration_id))
    if held.state != State.TOLD.value or not is_gone(session, box_id or 0, now):
        raise NotPossible("nothing waits for a proof, or the box may still give it")
    seal(session, request_id, {"words": words})
    session.execute(update(own_request).where(own_request.c.id == request_id).values(why=why.value))
    settle(session, request_id, State.UNPROVEN, by=scope.by, why=why.value, now=now)
    detail = {"why": why.value, "box": box_id}
    audit.note(session, act="own.unproven", of=f"own-request:{request_id}", detail=detail)


def is_gone(session: Session, box_id: int, now: int) -> bool:
    """Whether a box may be said to be gone: it is shut out, or was not heard for long."""
    box = edges.box_of(session, box_id)
    return box is None or box.revoked_at is not None or now - (box.last_seen or 0) >= GONE_AFTER


def overtake(session: Session, *chosen: ColumnElement[bool], now: int) -> None:
    """These requests, and their words, say nothing any more: what they were about is erased."""
    waiting = select(own_request.c.id).where(*chosen, own_request.c.state == State.OPEN.value)
    for number in session.scalars(waiting.order_by(own_request.c.id)).all():
        settle(session, number, State.CLOSED, by="calendar", why="erased", now=now)
    nothing = {column.name: "" for column in sealed_columns(own_request)}
    session.execute(update(own_request).where(*chosen).values(nothing))


def hold(session: Session, registration_id: int) -> Any:
    """The registration's row, for changing what hangs on it. Raises NotThere."""
    # The stay before its people, as whoever ends it does: so neither waits for the other for ever.
    of = select(registration.c.stay_id).where(registration.c.id == registration_id)
    session.execute(select(stay.c.id).where(stay.c.id == session.scalar(of)).with_for_update())
    chosen = select(registration).where(registration.c.id == registration_id)
    found = session.execute(chosen.with_for_update()).one_or_none()
    if found is None:
        raise NotThere
    return found


def tell(session: Session, request_id: int, *, by: str, now: int) -> None:
    """Central's part of an erasure is done, and the clock goes on until the box has proven its own."""
    session.execute(update(own_request).where(own_request.c.id == request_id).values(state=State.TOLD.value))
    clock_id = clocks.open_clock(session, ANSWER.name, Subject(KIND, str(request_id)))
    clock = clocks.clock_of(session, clock_id, now) if clock_id is not None else None
    if clock is not None and clock.state is clocks.State.PAUSED:
        clocks.resume(session, clocks.load(session, clocks.office()), clock.id, Act(by, State.TOLD.value, now))


def settle(session: Session, request_id: int, state: State, *, by: str, why: str, now: int) -> None:
    """A request has its answer, and its clock ends."""
    row = {"state": state.value, "answered_at": now, "answered_by": by}
    session.execute(update(own_request).where(own_request.c.id == request_id).values(row))
    clock_id = clocks.open_clock(session, ANSWER.name, Subject(KIND, str(request_id)))
    if clock_id is not None:
        end = clocks.cancel if state is State.CLOSED else clocks.meet
        end(session, clock_id, Act(by, why, now))


def _held_request(session: Session, scope: Scope, request_id: int) -> Any:
    # The person first, as whoever erases does: else each would wait for the other.
    of = select(own_request.c.registration_id).where(own_request.c.id == request_id).scalar_subquery()
    session.execute(select(registration.c.id).where(registration.c.id == of).with_for_update())
    mine = own_request.c.id == request_id, scope.registrations()
    chosen = select(own_request).join(registration, registration.c.id == own_request.c.registration_id).where(*mine)
    found = session.execute(chosen.with_for_update(of=own_request)).one_or_none()
    if found is None:
        raise NotThere
    return found


def _require_kept(session: Session, held: Any) -> None:
    """Raises NotPossible when all of it is erased, or will be, and they have not registered again since."""
    erased = own_request.c.registration_id == held.id, own_request.c.kind == Kind.ERASE.value
    # Done counts for as long as they are erased, unproven while it is over: then they have registered again.
    is_erased, is_over = held.state == RegistrationState.ERASED.value, RegistrationState(held.state) in OVER
    unproven = and_(own_request.c.state == State.UNPROVEN.value, true() if is_over else false())
    counts = true() if is_erased else or_(own_request.c.answered_at.is_(None), unproven)
    if session.scalar(select(own_request.c.id).where(*erased, counts).limit(1)) is not None:
        raise NotPossible("it is asked for already that all is erased")


def _asked(session: Session, registration_id: int, field: str) -> bool:
    """Whether the same correction is asked for and has no answer yet."""
    same = own_request.c.registration_id == registration_id, own_request.c.kind == Kind.CORRECT.value
    waits = own_request.c.field == field, own_request.c.state == State.OPEN.value
    return session.scalar(select(own_request.c.id).where(*same, *waits).limit(1)) is not None


def make(session: Session, of: tuple[str, int], kind: Kind, state: State, *, by: str, now: int, field: str = "") -> int:
    """A request as it is written down; its number. of: the column that says who asks, and their number."""
    column, number = of
    row = {column: number, "kind": kind.value, "state": state.value, "field": field, "asked_at": now}
    values = row | {"old": "", "new": "", "words": ""}
    made = int(session.execute(insert(own_request).values(values).returning(own_request.c.id)).scalar_one())
    detail = {column.removesuffix("_id"): number} | ({"field": field} if field else {})
    audit.note(session, act=f"own.{kind}", of=f"own-request:{made}", by=by, detail=detail)
    return made


def start(session: Session, request_id: int, place_id: int, *, by: str, now: int) -> int:
    """The clock of a request; its number."""
    calendar, subject = clocks.load(session, clocks.office()), Subject(KIND, str(request_id))
    return clocks.start(session, calendar, ANSWER, subject, Act(by, "asked", now), place_id=place_id)


def _insert(session: Session, held: Any, kind: Kind, state: State, now: int, field: str = "") -> int:
    of = "registration_id", held.id
    return make(session, of, kind, state, by=f"person:{held.person}", now=now, field=field)


def seal(session: Session, request_id: int, words: Mapping[str, str]) -> None:
    """Keep words of a request, sealed."""
    values = ring().sealing(session).row(own_request, request_id, words)
    session.execute(update(own_request).where(own_request.c.id == request_id).values(values))


def _start(session: Session, held: Any, request_id: int, now: int) -> int:
    box = edges.box_of(session, held.box_id)
    return start(session, request_id, box.place_id if box else TOWN, by=BY, now=now)


def _put_right(session: Session, held: Any) -> None:
    """Write the word that was asked for. Raises NotPossible while the box's own seal is on the row."""
    known = identity.c.registration_id == held.registration_id
    by = session.scalar(select(identity.c.sealed_by).where(known))
    if by is None:
        # Nothing was read from a document, and no number given.
        nothing = {column.name: "" for column in sealed_columns(identity)}
        row = {"registration_id": held.registration_id, "sealed_by": By.CENTRAL.value, **nothing}
        session.execute(insert(identity), row)
    elif by != By.CENTRAL.value:
        raise NotPossible("what the box has sealed was not opened yet")
    word = ring().unseal(own_request.c.new, held.id, held.new)
    values = ring().sealing(session).row(identity, held.registration_id, {held.field: word})
    session.execute(update(identity).where(known).values(values))
