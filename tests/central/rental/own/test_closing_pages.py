"""The office's form that closes a request whose box is gone: when it is there, what it asks, and what becomes of it."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select

from central.accepted import SecondFactor
from central.app import create_app
from central.audit.tables import audit
from central.config import Config
from central.db import database_of
from central.edges import service as edges
from central.rental import service as rental
from central.rental.own import asking
from central.rental.upkeep import keep_up
from central.web.grants import TOWN, Grant
from central.web.roles import Role
from tests.central.rental.pages_of import PagedHouse
from tests.central.rental.telling import PERSON, registered
from tests.fakes.staff import Staff, hire
from tests.fakes.town import now

TOLD = "陈房东说，11月23日"


@pytest.fixture
def app(sqlite_url: str) -> Iterator[Flask]:
    made = create_app(Config(database=sqlite_url, second_factor=SecondFactor.OFFERED))
    yield made
    database_of(made).close()


class Asked:
    """Somebody has left and asked that all is erased; their box was told, and has not proven it."""

    def __init__(self, house: PagedHouse) -> None:
        self.house, self.database, self.office = house, house.database, house.office
        stay_id, token = house.stay()
        house.register(registered(PERSON, stay=token))
        with house.app.app_context(), self.database.writing() as session:
            (person,) = rental.people(session, house.scope, stay_id)
            rental.end(session, house.scope, stay_id, now=now())
            self.path = f"/own-requests/{asking.erase(session, person.id, now=now())}"
        self.keep_up()

    def keep_up(self) -> None:
        with self.house.app.app_context():
            keep_up(self.database, now())

    def lose_the_box(self) -> None:
        with self.database.writing() as session:
            edges.revoke_box(session, self.house.box_id, now=now())

    def close(self, staff: Staff | None = None, **fields: str) -> int:
        sent = {"why": "lost", "words": TOLD} | fields
        return (staff or self.office).send(f"{self.path}/unproven", "/me", **sent).status_code

    def page(self) -> str:
        return self.office.get(self.path).text


@pytest.fixture
def asked(app: Flask) -> Asked:
    return Asked(PagedHouse(app))


def test_while_the_box_may_still_prove_it_there_is_no_form_and_none_is_taken(asked: Asked) -> None:
    assert "What is still to come is the box's proof" in asked.page()
    assert f"{asked.path}/unproven" not in asked.page()
    assert asked.close() == 303
    assert TOLD not in asked.page()
    assert "What is still to come is the box's proof" in asked.page()


def test_a_request_whose_box_is_gone_is_closed_with_who_says_so(asked: Asked) -> None:
    asked.lose_the_box()
    assert f'action="{asked.path}/unproven"' in asked.page()
    assert asked.close() == 303
    page = asked.page()
    assert TOLD in page
    assert "It is lost: nobody knows where it is" in page
    assert f"{asked.path}/unproven" not in page
    with asked.database.reading() as session:
        row = session.execute(select(audit).where(audit.c.act == "own.unproven")).one()
    assert "lost" in row.detail
    assert TOLD not in str(row)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"why": ""}, "Choose what has become of the box."),
        ({"why": "sold"}, "Choose what has become of the box."),
        ({"words": " "}, "Say who says so"),
        ({"words": "x" * 201}, "Say who says so"),
        ({"words": "Chen\u202e"}, "Letter 5 is U+202E"),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_stays(asked: Asked, fields: dict[str, str], said: str) -> None:
    asked.lose_the_box()
    answer = asked.office.send(f"{asked.path}/unproven", "/me", **{"why": "broken", "words": TOLD} | fields)
    assert answer.status_code == 422
    assert said in answer.text
    kept = TOLD if "words" not in fields else 'value="broken" selected'
    assert kept in answer.text
    assert "What is still to come is the box's proof" in asked.page()


def test_two_who_close_it_at_once_are_told_and_the_first_words_stay(asked: Asked) -> None:
    asked.lose_the_box()
    assert asked.close() == 303
    assert asked.close(words="somebody else") == 303
    assert "somebody else" not in asked.page()
    assert TOLD in asked.page()


@pytest.mark.parametrize("role", [Role.GRID_WORKER, Role.AUDITOR, Role.SYSTEM])
def test_it_is_closed_by_who_handles_documents_alone(app: Flask, asked: Asked, role: Role) -> None:
    asked.lose_the_box()
    hire(app, role.value, grants=[Grant(role, TOWN)])
    staff = Staff(app)
    staff.sign_in(role.value)
    assert asked.close(staff) == 403
    assert asked.close(asked.house.chen) == 403
    assert TOLD not in asked.page()
