"""A person who prepares on their phone, without the pages."""

from typing import Any

from sqlalchemy import select

from central.db import Database
from central.rental import service
from central.rental.phone_tables import preparation, preparation_consent
from central.rental.service import Answers, Opened
from wire import notice

CODE = "ABCDEFGH23"
TOKEN = "9d0c4e6b1f2a8375"
CONTACT = "c" * 64
"""As long as a phone number that was sealed; nobody opens it here."""


def answers(**values: Any) -> Answers:
    """All answered, face and all."""
    given: dict[str, Any] = {"language": "vi", "version": notice.current(), "told_at": 11, "face": True, "face_at": 12}
    return Answers(**(given | {"contact": CONTACT} | values))


def prepare(database: Database, opened: Opened, now: int, code: str = CODE, **values: Any) -> None:
    with database.writing() as session:
        service.prepare(session, opened, code, answers(**values), now=now)


def kept(database: Database) -> list[Any]:
    """The preparations there are."""
    with database.reading() as session:
        return list(session.execute(select(preparation).order_by(preparation.c.id)).all())


def consents(database: Database) -> list[Any]:
    with database.reading() as session:
        return list(session.execute(select(preparation_consent).order_by(preparation_consent.c.at)).all())
