"""The database is locked, full or gone in the middle of a form's transaction, at each statement and at the commit.

Whoever sent the form is told to try again; nothing is half done; and the next time it is done.
"""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from sqlalchemy import Connection, event
from sqlalchemy.exc import OperationalError

from tests.central.rental.pages_of import PagedHouse
from tests.fakes.staff import Staff

MOST = 60
"""Statements one form may take."""
TROUBLES = ["database is locked", "database or disk is full", "disk I/O error"]
NOT_LOOKED_AT = {"sent_form", "sign_in_attempt", "staff_session"}
"""When somebody was last here is no part of what the form does."""


@dataclass(frozen=True)
class Form:
    """Where it is sent, from which page, with what; {room} and the like stand for the house's own."""

    sent_to: str
    form_on: str
    fields: dict[str, str] = field(default_factory=dict)
    keeper: bool = False


FORMS = {
    "a place": Form("/places/new", "/places/new", {"name": "北村", "kind": "area", "place": "1"}),
    "a claim code": Form("/boxes/claim-codes", "/boxes", {"name": "3 Canal Road"}),
    "a box shut out": Form("/boxes/{box}/shut-out", "/boxes/{box}/shut-out"),
    "a landlord": Form("/landlords", "/landlords", {"name": "Zhou"}),
    "a room": Form("/rooms/new", "/rooms/new", {"name": "902", "landlord": "2", "box": ""}),
    "a room's change": Form(
        "/rooms/{room}/change", "/rooms/{room}/change", {"name": "301", "landlord": "3", "box": "1"}
    ),
    "a stay's end": Form("/stays/{stay}/end", "/stays/{stay}/end"),
    "a stay's code": Form("/stays/{stay}/code", "/stays/{stay}"),
    "somebody let in": Form("/staff/new", "/staff/new", {"name": "李", "role": "mediator", "place": "1"}, keeper=True),
    "somebody shut out": Form("/staff/1/shut-out", "/staff/1/shut-out", keeper=True),
    "a password": Form("/me/password", "/me", {"password": "nine loud windows over the sea"}),
}


class Trouble:
    """Fails the statement number `at` of those in writing transactions; the commit counts as one."""

    def __init__(self, words: str) -> None:
        self.words, self.at, self.met = words, 0, False
        self._seen = 0

    def next(self) -> None:
        self.at, self._seen, self.met = self.at + 1, 0, False

    def statement(self, connection: Connection, *_: Any) -> None:
        if connection.get_execution_options().get("menlu_writes"):
            self._count()

    def commit(self, connection: Connection) -> None:
        self.statement(connection)

    def _count(self) -> None:
        self._seen += 1
        if self._seen == self.at:
            self.met = True
            raise OperationalError("a statement", {}, sqlite3.OperationalError(self.words))


@contextmanager
def trouble(house: PagedHouse, words: str) -> Iterator[Trouble]:
    made = Trouble(words)
    engine = house.database.engine
    event.listen(engine, "before_cursor_execute", made.statement)
    event.listen(engine, "commit", made.commit)
    yield made
    event.remove(engine, "before_cursor_execute", made.statement)
    event.remove(engine, "commit", made.commit)


def kept(house: PagedHouse) -> dict[str, list[str]]:
    """Every row of every table."""
    with house.database.reading() as session:
        connection = session.connection()
        names = [row[0] for row in connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {
            name: sorted(repr(tuple(row)) for row in connection.exec_driver_sql(f'SELECT * FROM "{name}"'))
            for name in names
            if name not in NOT_LOOKED_AT
        }


@pytest.mark.parametrize("words", TROUBLES)
@pytest.mark.parametrize("name", FORMS)
def test_nothing_is_half_done_and_the_next_time_it_is_done(
    house: PagedHouse, keeper: Staff, name: str, words: str
) -> None:
    stay, _ = house.stay()
    form = FORMS[name]
    numbers = {"box": house.box_id, "room": house.room, "stay": stay}
    staff = keeper if form.keeper else house.office
    page = staff.get(form.form_on.format(**numbers)).text
    hidden = dict(re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)">', page))
    before = kept(house)

    with trouble(house, words) as met:
        for _ in range(MOST):
            met.next()
            answer = staff.client.post(form.sent_to.format(**numbers), data={**hidden, **form.fields})
            if not met.met or answer.status_code in (201, 303):
                # At the last, only the note of what was answered is lost.
                break
            assert answer.status_code == 503, (met.at, answer.text)
            assert words not in answer.text
            assert kept(house) == before, met.at

    assert answer.status_code in (201, 303), answer.text
    assert met.at > 2
    assert kept(house) != before
