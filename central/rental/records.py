"""What boxes tell of people, written as rows: consents, registrations, enrolments, erasures.

A record is written once: the follower's cursor moves in the same transaction.
"""

from collections.abc import Callable
from typing import Any, TypeVar

import msgspec
from sqlalchemy import insert, or_, select, update
from sqlalchemy.orm import Session

from central.edges import service as edges
from central.edges.service import RecordRow
from central.rental import proofs, registering, rights, rules
from central.rental.people import ALL, FACE
from central.rental.reporting import following
from central.rental.rows import BY, Told, put
from central.rental.rules import RegistrationEvent, RegistrationState
from central.rental.tables import consent, enrolment, erasure, registration, stay, withdrawal
from wire.erasure import proof_by
from wire.kinds import Consent, Enrolment, Erasure, Level, Registration

LONGEST = 200
"""Characters of a word, and entries of a list: a sealed word has 160."""
_ABOUT_REFERENCES = {"enrolled", "erased"}
"""Changes after which the box keeps as many references of a face as they say."""

_Body = TypeVar("_Body", bound=msgspec.Struct)


def apply(session: Session, box_id: int, record: RecordRow, *, now: int) -> None:
    """Write what the record says. Raises msgspec.MsgspecError, ValueError for a body that can't be used."""
    decoder, write = _KINDS[record.kind]
    told = Told(session, box_id, record.outbox_id, record.seq, record.at, now)
    body = _plausible(decoder.decode(record.body))
    stay_before = _hold_stays(told, body)
    write(told, body)
    following.follow_told(session, box_id, body.person, by=BY, now=now, stay_before=stay_before)


def _hold_stays(told: Told, body: Any) -> int | None:
    """The stay a person is of, held until the record is written, and that they register for. Before the person, as
    whoever ends or moves a stay does: so neither waits for the other for ever.
    """
    of_person = registration.c.box_id == told.box_id, registration.c.person == body.person
    before = told.session.scalar(select(registration.c.stay_id).where(*of_person))
    token = body.stay if isinstance(body, Registration) else None
    if before is not None or token:
        either = select(stay.c.id).where(or_(stay.c.id == (before or 0), stay.c.token == (token or "")))
        told.session.execute(either.order_by(stay.c.id).with_for_update())
    return before


def _consent(told: Told, body: Consent) -> None:
    of = {"box_id": told.box_id, "at": told.at}
    told.session.execute(insert(consent), msgspec.structs.asdict(body) | of | told.source)


def _enrolment(told: Told, body: Enrolment) -> None:
    if body.change in _ABOUT_REFERENCES:
        row = {"change": body.change, "reference_count": body.references, "at": told.at}
        put(told.session, enrolment, {"box_id": told.box_id, "person": body.person}, row)
    rights.follow(told, body)


def _erasure(told: Told, body: Erasure) -> None:
    """Keep the proof; a person of whom all is gone has no more ways to open. What waited for the erasure is done if the
    proof holds; if it does not, staff have to look.
    """
    row = {"what": body.what, "deleted": " ".join(body.references), "signature": body.signature, "at": told.at}
    of = {"box_id": told.box_id, "person": body.person}
    told.session.execute(insert(erasure), row | of | told.source)
    kept = enrolment.c.box_id == told.box_id, enrolment.c.person == body.person
    told.session.execute(update(enrolment).where(*kept).values(reference_count=0))
    known = told.registration_of(body.person)
    if known is not None:
        _forget(told, known, body.what)
    if not _is_proven(told, body):
        _raise(told, body.person)
    elif known is not None:
        _settle(told, known.id, body.what)


def _forget(told: Told, known: Any, what: str) -> None:
    if what != ALL:
        told.change(known.id, ways=" ".join(way for way in known.ways.split() if way != FACE))
        return
    told.change(known.id, ways="")
    before = RegistrationState(known.state)
    state = rules.after_registration(before, RegistrationEvent.TOLD_ERASED)
    if state is not before:
        told.set_state(known.id, state, rights.AT_DOOR)
    told.close_tasks(known.id)


def _settle(told: Told, registration_id: int, what: str) -> None:
    waiting = withdrawal.c.registration_id == registration_id, withdrawal.c.done_at.is_(None)
    covered = withdrawal.c.what.in_([FACE, ALL] if what == ALL else [FACE])
    told.session.execute(update(withdrawal).where(*waiting, covered).values(done_at=told.now))


def _is_proven(told: Told, body: Erasure) -> bool:
    key = edges.key_of(told.session, told.box_id)
    return proofs.holds(proof_by(key, body.person, body.what, told.at, body.references, body.signature))


def _raise(told: Told, person: str) -> None:
    detail = f"the signature under the erasure of {person[:6]}…, record {told.seq}, is not this box's over what it says"
    edges.note_matter(told.session, told.box_id, edges.Matter("proof-wrong", Level.CRITICAL, detail, told.now))


def _plausible(body: _Body) -> _Body:
    """The body, unless it holds a word that no box of ours says and no database keeps. Raises ValueError."""
    for value in _leaves(msgspec.to_builtins(body)):
        if isinstance(value, str) and (len(value) > LONGEST or not value.isprintable()):
            raise ValueError("a word is too long or not printable")
        if isinstance(value, int | float) and not -(2**53) <= value <= 2**53:
            raise ValueError("a number is out of range")
    return body


def _leaves(value: Any) -> list[Any]:
    if not isinstance(value, dict | list):
        return [value]
    if len(value) > LONGEST:
        raise ValueError("a list is too long")
    return [leaf for each in (value.values() if isinstance(value, dict) else value) for leaf in _leaves(each)]


_KINDS: dict[str, tuple[msgspec.json.Decoder[Any], Callable[[Told, Any], None]]] = {
    "consent": (msgspec.json.Decoder(Consent), _consent),
    "enrolment": (msgspec.json.Decoder(Enrolment), _enrolment),
    "erasure": (msgspec.json.Decoder(Erasure), _erasure),
    "registration": (msgspec.json.Decoder(Registration), registering.write),
}

KINDS = frozenset(_KINDS)
"""Kinds of records that are read here."""
