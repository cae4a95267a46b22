"""People who answer on their phone before they come: by the invitation's code, then by a code of their own.

Each act and its orders are one transaction, which the caller holds. Times are Unix ms. There is nobody signed in: a
code, or what a signed cookie remembers of one, opens one stay, and one preparation in it.
"""

import hmac
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, func, insert, or_, select, update
from sqlalchemy.orm import Session

from central.audit import service as audit
from central.edges import service as edges
from central.rental import effects, prepared, rules, stays
from central.rental.effects import Prepared
from central.rental.orders import send
from central.rental.phone_tables import preparation, preparation_consent
from central.rental.rows import put
from central.rental.rules import NotPossible
from central.rental.scope import NotThere, Scope
from central.rental.tables import invitation, room, stay
from wire.claim import normalised
from wire.notice import Purpose, notice
from wire.orders import code_digest

BY = "phone"
"""Who acts, for the record; also the way of a consent."""
SPARE = 2
"""Preparations a stay may have beyond its places: of phones that were lost, of people who did not come after all."""


class AllTaken(Exception):
    """As many have registered as the stay has places, or more have prepared than may."""


@dataclass(frozen=True)
class Opened:
    """What a code opens. stay: its opaque name. invitation: digest of the code, "" where it was somebody's own.

    preparation: that of their own code, else None.
    """

    stay: str
    invitation: str
    preparation: str | None


@dataclass(frozen=True)
class Home:
    """Where somebody is invited to. house: what the box at its door is called."""

    stay_id: int
    room: str
    house: str


@dataclass(frozen=True)
class Answers:
    """What somebody has answered on their phone. told_at, face_at: when they took note of the registration, and when
    they said yes or no to the use of their face. contact: their phone number, sealed (`contacts`).
    """

    language: str
    version: str
    told_at: int
    face: bool
    face_at: int
    contact: str


@dataclass(frozen=True)
class PreparationRow:
    """What was answered, and whether somebody has registered with it."""

    token: str
    language: str
    version: str
    face: bool
    contact: str
    is_used: bool


def open_by(session: Session, code: str, *, now: int) -> Opened | None:
    """What `code` opens; None where nothing does. Every code there is gets compared, so that time tells nothing."""
    code, found = normalised(code), None
    mine = select(stay.c.token, preparation.c.code, preparation.c.token)
    invited = select(stay.c.token, invitation.c.digest).join(stay, stay.c.id == invitation.c.stay_id)
    for token, digest in session.execute(invited.where(_in_force(now))).all():
        if hmac.compare_digest(code_digest(code, token), digest):
            found = Opened(token, digest, None)
    prepared_for = mine.join(stay, stay.c.id == preparation.c.stay_id).where(_in_force(now))
    for token, digest, own in session.execute(prepared_for).all():
        if hmac.compare_digest(code_digest(code, token), digest):
            found = Opened(token, "", own)
    return found


def home(session: Session, opened: Opened, *, now: int) -> Home | None:
    """Where it opens; None when the stay is over, the code void, or the preparation taken back."""
    chosen = (
        select(stay.c.id, room.c.name, room.c.box_id)
        .join(room, room.c.id == stay.c.room_id)
        .outerjoin(invitation, invitation.c.stay_id == stay.c.id)
        .where(stay.c.token == opened.stay, _in_force(now), _still_opens(opened))
    )
    found = session.execute(chosen).one_or_none()
    if found is None:
        return None
    houses = {box.id: box.name for box in edges.boxes(session)}
    return Home(found.id, found.name, houses.get(found.box_id, ""))


def preparation_of(session: Session, opened: Opened) -> PreparationRow | None:
    """What was answered before; None until then."""
    chosen = select(preparation).join(stay, stay.c.id == preparation.c.stay_id)
    found = session.execute(chosen.where(_is(opened))).one_or_none()
    if found is None:
        return None
    values = {field: getattr(found, field) for field in ("token", "language", "version", "face", "contact")}
    return PreparationRow(**values, is_used=found.registration_id is not None)


def prepare(session: Session, opened: Opened, code: str, answers: Answers, *, now: int) -> None:
    """Keep the answers, and tell the box; answers given before are replaced.

    code: the person's own. Raises NotThere (the stay is over, or the code void), AllTaken, NotPossible when somebody
    has registered with them; KeyError for a notice there is not.
    """
    held = _hold(session, opened, now)
    known = _unused(session, opened)
    if known is None:
        _require_place(session, held)
    digest = code_digest(normalised(code), opened.stay)
    kept = {name: getattr(answers, name) for name in ("language", "version", "face", "contact")}
    row = kept | {"stay_id": held.id, "code": digest, "changed_at": now}
    put(session, preparation, {"token": opened.preparation}, row if known else row | {"made_at": now})
    number = session.execute(select(preparation.c.id).where(_token(opened))).scalar_one()
    session.execute(delete(preparation_consent).where(preparation_consent.c.preparation_id == number))
    session.execute(insert(preparation_consent), _consents(number, answers))
    kept_of: dict[str, str | bool] = {"language": answers.language, "notice": answers.version, "face": answers.face}
    _note(session, opened, "preparation.answer", held.id, kept_of)
    told = Prepared(str(opened.preparation), digest, answers.language, answers.version, answers.face)
    send(session, held.box_id, effects.prepare(held.terms, told), by=BY, now=now, stay_id=held.id)


def take_back(session: Session, opened: Opened, *, now: int) -> None:
    """Forget the answers, and have the box forget them. Raises NotThere, NotPossible."""
    held = _hold(session, opened, now)
    if _unused(session, opened) is None:
        raise NotThere
    prepared.forget(session, _token(opened))
    _note(session, opened, "preparation.take-back", held.id, {})
    send(session, held.box_id, effects.unprepare(str(opened.preparation)), by=BY, now=now, stay_id=held.id)


def taken_over(session: Session, token: str | None, registration_id: int, stay_id: int | None) -> Any:
    """Link the preparation somebody has registered with, of the stay they registered for; its row (token, contact).

    Where the record names none, that which the person has registered with before; None without any.
    """
    named = and_(preparation.c.token == token, preparation.c.stay_id == stay_id)
    mine = preparation.c.registration_id == registration_id
    update_it = update(preparation).where(named, preparation.c.registration_id.is_(None))
    session.execute(update_it.values(registration_id=registration_id))
    chosen = select(preparation.c.token, preparation.c.contact).where(mine).order_by(preparation.c.changed_at.desc())
    return session.execute(chosen.limit(1)).one_or_none()


def _note(session: Session, opened: Opened, act: str, stay_id: int, detail: audit.Detail) -> None:
    """Somebody without a name did it: their preparation stands for them."""
    by = f"person:{opened.preparation}"
    audit.note(session, act=act, of=f"preparation:{opened.preparation}", by=by, detail={"stay": stay_id, **detail})


def _hold(session: Session, opened: Opened, now: int) -> stays.Held:
    """The stay, for changing what hangs on it. Raises NotThere."""
    stay_id = session.scalar(select(stay.c.id).where(stay.c.token == opened.stay))
    if stay_id is None:
        raise NotThere
    held = stays.hold(session, Scope(BY), stay_id)
    if home(session, opened, now=now) is None:
        raise NotThere
    return held


def _unused(session: Session, opened: Opened) -> Any:
    """The preparation's row, None where there is none. Raises NotPossible when somebody has registered with it."""
    found = session.execute(select(preparation.c.id, preparation.c.registration_id).where(_token(opened))).one_or_none()
    if found is not None and found.registration_id is not None:
        raise NotPossible("somebody has registered with it")
    return found


def _require_place(session: Session, held: stays.Held) -> None:
    waiting = preparation.c.stay_id == held.id, preparation.c.registration_id.is_(None)
    count = session.execute(select(func.count()).select_from(preparation).where(*waiting)).scalar_one()
    if len(held.people) >= held.terms.places or len(held.people) + count >= held.terms.places + SPARE:
        raise AllTaken


def _consents(number: int, answers: Answers) -> list[dict[str, Any]]:
    """Both purposes, each with the digest of the words that were seen, and when."""
    asked = ((Purpose.REGISTRATION, True, answers.told_at), (Purpose.FACE, answers.face, answers.face_at))
    same = {"preparation_id": number, "version": answers.version, "language": answers.language, "way": BY}
    return [
        same
        | {"purpose": purpose.value, "given": given, "at": at}
        | {"digest": notice(answers.version, purpose, answers.language).digest}
        for purpose, given, at in asked
    ]


def _in_force(now: int) -> ColumnElement[bool]:
    return and_(stay.c.state.in_([state.value for state in rules.IN_FORCE]), stay.c.until > now)


def _token(opened: Opened) -> ColumnElement[bool]:
    return preparation.c.token == opened.preparation


def _is(opened: Opened) -> ColumnElement[bool]:
    return and_(_token(opened), stay.c.token == opened.stay)


def _still_opens(opened: Opened) -> ColumnElement[bool]:
    """The invitation's code is the one in force, or there is a preparation: a new code for the stay keeps that."""
    mine = select(preparation.c.id).where(_token(opened), preparation.c.stay_id == stay.c.id).exists()
    return or_(invitation.c.digest == opened.invitation, mine) if opened.invitation else mine
