"""Looks at what is hidden of a person, or of an agent: one word, for a purpose, noted in the log before it is shown."""

import logging
from dataclasses import dataclass
from enum import StrEnum, unique
from typing import Final, cast

from flask import Flask
from sqlalchemy.orm import Session

from central.audit import service as audit
from central.db import Database
from central.rental import names
from central.rental.registrants import PersonRow, person_of
from central.rental.scope import NotThere, Scope

log = logging.getLogger(__name__)

ACT = "identity.read"
OFTEN = "identity.read-often"
"""That somebody has looked more often within an hour than is usual."""
HOUR = 60 * 60 * 1000
"""ms."""
WHY_LENGTH = 200
_USUAL: Final = "menlu-usual-looks"


@unique
class Word(StrEnum):
    """What can be looked at. CONTACT: whom to call at an agent."""

    NAME = "name"
    NUMBER = "number"
    PHONE = "phone"
    CONTACT = "contact"


OF_PERSON: Final = (Word.NAME, Word.NUMBER, Word.PHONE)


@unique
class Purpose(StrEnum):
    """What for (PIPL article 6: for a purpose that is said)."""

    COMPARE = "compare-document"
    REACH = "reach-the-person"
    ASKED = "the-person-asked"
    CORRECT = "correct-a-mistake"
    AUTHORITY = "an-authority-asked"


@dataclass(frozen=True)
class Look:
    """One look. why: in the looker's own words."""

    word: Word
    purpose: Purpose
    why: str


def init_app(app: Flask, *, usual: int) -> None:
    """Give `app` its number of looks at hidden words, by one person within an hour, that nobody wonders about."""
    app.extensions[_USUAL] = usual


def usual_of(app: Flask) -> int:
    """That number."""
    return cast(int, app.extensions[_USUAL])


def look(database: Database, scope: Scope, registration_id: int, wanted: Look, *, usual: int, now: int) -> str:
    """The word in the clear, "" where it does not open here; noted first, so what can't be noted is not shown either.

    usual: looks of one person within an hour before the log says that they were many. Raises NotThere.
    """
    with database.writing() as session:
        person = person_of(session, scope, registration_id)
        if person is None:
            raise NotThere
        note(session, f"registration:{registration_id}", wanted, usual=usual, now=now)
    return opened(person, wanted.word)


def note(session: Session, of: str, wanted: Look, *, usual: int, now: int) -> None:
    """Note a look at what is hidden of somebody, by whoever acts, and that they look often. of: as the log names it."""
    by = audit.doer()
    why = f"{wanted.purpose}: {wanted.why}"
    audit.note(session, act=ACT, of=of, by=by, why=why, detail={"word": wanted.word.value}, at=now)
    looks = 1 + audit.count(session, act=ACT, by=by, since=now - HOUR)
    if looks > usual and (looks - 1) % usual == 0:
        audit.note(session, act=OFTEN, of=by, by="central", detail={"within_hour": looks}, at=now)
        log.warning("%s has looked at what is hidden of people %d times within an hour", by, looks)


def opened(person: PersonRow, word: Word) -> str:
    """The word itself; "" where there is none, or it does not open here."""
    bound_to = person.phone_of or person.person if word is Word.PHONE else person.person
    return names.word(word.value, getattr(person, word.value), person.id, bound_to)
