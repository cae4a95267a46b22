"""What landlords and agents ask for of what is kept of them: seen, copied, corrected, erased; each with a clock."""

import io
import json
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from central.accepted import SecondFactor
from central.account import service as account
from central.app import create_app
from central.clock import service as clocks
from central.clock.service import Subject
from central.config import Config
from central.db import database_of
from central.place import service as places
from central.place.service import Kind as PlaceKind
from central.rental import stored
from central.rental.housing.tables import building
from central.rental.letting import agents, listings
from central.rental.letting.agents import Business, What
from central.rental.letting.listings import Offer
from central.rental.letting.rules import AgentKind, Answers
from central.rental.letting.tables import agent, mandate
from central.rental.own import lessor_kept, lessors
from central.rental.own.lessors import Lessor, StillLets
from central.rental.own.rules import KIND, Kind, State
from central.rental.own.tables import own_request
from central.rental.rules import NotPossible
from central.rental.scope import NotThere, Scope
from central.rental.tables import room
from central.sealed.ring import ring
from central.web.grants import TOWN, Grant, Reach
from central.web.roles import Role
from tests.central.rental.pages_of import PASSWORD, PagedHouse
from tests.fakes.staff import Staff, hire
from tests.fakes.town import now

OFFICE = Scope("tests")
CONTACT = "王先生 13812345678"


@pytest.fixture
def app(url: str, tmp_path: Path) -> Iterator[Flask]:
    """Central's app, on both kinds of database."""
    key = str(tmp_path / "sealing-key")
    made = create_app(Config(database=url, sealing_key=key, second_factor=SecondFactor.OFFERED))
    yield made
    database_of(made).close()


@pytest.fixture
def paged(app: Flask) -> PagedHouse:
    return PagedHouse(app)


class Asked:
    """Chen, who lets rooms, and an agent who does so for them."""

    def __init__(self, paged: PagedHouse) -> None:
        self.paged, self.app, self.database = paged, paged.app, paged.database
        assert paged.scope.reach.owner is not None
        self.chen = Lessor.landlord(paged.scope.reach.owner)
        with self.writing() as session:
            said = Business(AgentKind.AGENCY, "安居中介", "91330481", CONTACT)
            self.firm = Lessor.agent(agents.add(session, ring(), OFFICE, said, now=now()))
            agents.give(session, OFFICE, self.firm.number, What(room_id=paged.room), Answers.AGENT, now=now())
            listings.draft(session, OFFICE, paged.room, Offer(date(2031, 1, 1), 900, "面朝河"), now=now())

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session of the app's, which seals and names people."""
        with self.app.app_context(), self.database.writing() as session:
            yield session

    def state(self, request_id: int) -> tuple[State, clocks.State | None]:
        with self.writing() as session:
            row = session.execute(select(own_request).where(own_request.c.id == request_id)).one()
            clock = next(iter(clocks.clocks_of(session, Subject(KIND, str(request_id)), now())), None)
        return State(row.state), clock.state if clock else None

    def ask(self, lessor: Lessor, field: str, new: str) -> int:
        with self.writing() as session:
            return lessors.correct(session, lessor, field, new, by="tests", now=now())

    def ask_to_erase(self, lessor: Lessor) -> int:
        with self.writing() as session:
            return lessors.erase(session, lessor, by="tests", now=now())

    def answer(self, request_id: int, *, is_yes: bool = True, scope: Scope = OFFICE) -> None:
        with self.writing() as session:
            lessors.answer(session, scope, 0, request_id, "说明", is_yes=is_yes, now=now())

    def words(self, lessor: Lessor) -> dict[str, str]:
        with self.writing() as session:
            return lessors.words_of(session, lessor)

    def let_nothing(self) -> None:
        """Chen sells all they have to Lin, and the agent lets nothing any more."""
        lin = self.paged.lins.reach.owner
        with self.writing() as session:
            session.execute(delete(mandate))
            session.execute(update(room).values(landlord_id=lin))
            session.execute(update(building).values(landlord_id=lin))


@pytest.fixture
def asked(paged: PagedHouse) -> Asked:
    return Asked(paged)


def test_a_correction_has_a_clock_is_answered_once_and_done(asked: Asked) -> None:
    for lessor, field, new in ((asked.chen, "name", "Chen Wei"), (asked.firm, "contact", "李 13900001111")):
        made = asked.ask(lessor, field, new)
        with pytest.raises(NotPossible):
            asked.ask(lessor, field, "another")
        assert asked.state(made) == (State.OPEN, clocks.State.RUNNING)
        asked.answer(made)
        with pytest.raises(NotPossible):
            asked.answer(made)
        assert asked.state(made) == (State.DONE, clocks.State.MET)
        assert asked.words(lessor)[field] == new

    refused = asked.ask(asked.firm, "licence", "1")
    asked.answer(refused, is_yes=False)
    assert asked.state(refused) == (State.REFUSED, clocks.State.MET)
    assert asked.words(asked.firm)["licence"] == "91330481"
    taken = asked.ask(asked.chen, "name", "Lin")
    with pytest.raises(account.NameTaken):
        asked.answer(taken)
    assert asked.state(taken) == (State.OPEN, clocks.State.RUNNING)


def test_nothing_is_erased_of_whoever_lets_rooms_and_then_everything(asked: Asked) -> None:
    waits = asked.ask(asked.chen, "name", "Chen Wei")
    made = {lessor: asked.ask_to_erase(lessor) for lessor in (asked.chen, asked.firm)}
    for lessor, number in made.items():
        with pytest.raises(NotPossible):
            asked.ask_to_erase(lessor)
        with pytest.raises(StillLets):
            asked.answer(number)
        assert asked.state(number) == (State.OPEN, clocks.State.RUNNING)

    asked.let_nothing()
    for number in made.values():
        asked.answer(number)

    assert asked.words(asked.chen) == {"name": f"№ {asked.chen.number}"}
    assert asked.words(asked.firm) == {"name": f"№ {asked.firm.number}", "licence": "", "contact": ""}
    assert asked.state(waits) == (State.CLOSED, clocks.State.CANCELLED)
    browser = Staff(asked.paged.app)
    assert browser.sign_in("陈房东", PASSWORD).status_code == 422
    assert asked.paged.chen.get("/own-data").status_code == 303


def test_all_that_is_kept_stands_in_it_and_nothing_of_others(asked: Asked) -> None:
    with asked.writing() as session:
        chen, firm = (lessor_kept.kept_of(session, each, now=now()) for each in (asked.chen, asked.firm))
        lin = lessor_kept.kept_of(session, Lessor.landlord(asked.paged.lins.reach.owner or 0), now=now())
        with pytest.raises(NotThere):
            lessor_kept.kept_of(session, Lessor.agent(99), now=now())

    assert {(row.house, row.room) for row in chen.places} >= {("1 Harbour Road", ""), ("1 Harbour Road", "301")}
    assert [row.words for row in chen.listings] == ["面朝河"]
    assert [(row.agent, row.room) for row in chen.let] == [("安居中介", "301")]
    assert chen.lets
    assert not lin.listings + lin.let
    assert "301" not in {row.room for row in lin.places}
    assert firm.words["contact"] == CONTACT
    assert [(row.room, row.ended_at) for row in firm.let] == [("301", None)]


def test_words_of_answered_requests_go_after_their_time_and_keep_nobody_else_s(asked: Asked) -> None:
    done, still = asked.ask(asked.firm, "licence", "1"), asked.ask(asked.chen, "name", "Chen Wei")
    asked.answer(done)
    later = now() + 1000
    with asked.writing() as session:
        assert stored.count_old_identities(session, later) == stored.forget_identities(session, later, 9) == 1
        assert stored.count_old_identities(session, later) == 0
        rows = {row.id: bool(row.new) for row in session.execute(select(own_request))}
    assert rows == {done: False, still: True}


def test_a_landlord_sees_copies_and_asks_on_their_own_page(asked: Asked) -> None:
    chen = asked.paged.chen
    page = chen.get("/own-data").text
    assert "面朝河" in page
    assert "1 Harbour Road" in page
    assert 'href="/own-data"' in chen.get("/").text

    copy = chen.send("/own-data/copy", "/own-data")
    with zipfile.ZipFile(io.BytesIO(copy.data)) as made:
        data = json.loads(made.read("my-data.json"))
        assert "面朝河" in made.read("my-data.html").decode()
    assert data["who"] == {"name": "陈房东"}
    assert [row["kind"] for row in data["requests"]] == ["copy"]
    assert data["acts"]

    assert chen.send("/own-data/ask", "/own-data", field="name", new="").status_code == 422
    assert chen.send("/own-data/ask", "/own-data", field="contact", new="1").status_code == 422
    assert "Letter 2 is U+202E" in chen.send("/own-data/ask", "/own-data", field="name", new="陈\u202e房").text
    assert chen.send("/own-data/ask", "/own-data", field="other", new="202 室不是我的").status_code == 303
    assert chen.send("/own-data/ask", "/own-data", erase="on").status_code == 303
    page = chen.get("/own-data").text
    assert "202 室不是我的" in page
    assert page.count("Waits for an answer") == 2
    assert "202 室不是我的" not in asked.paged.lin.get("/own-data").text


def test_the_office_answers_landlords_and_agents_where_it_answers_everybody(asked: Asked) -> None:
    office, chen = asked.paged.office, asked.paged.chen
    assert chen.send("/own-data/ask", "/own-data", field="name", new="Chen Wei").status_code == 303
    own = f"/agents/{asked.firm.number}/own-data"
    assert CONTACT not in office.get(own).text
    assert office.send(f"{own}/ask", own, field="contact", new="李 13900001111").status_code == 303
    assert office.send(f"{own}/ask", own, erase="on").status_code == 303

    listed = office.get("/own-requests?state=office").text
    name, contact, erase = sorted(set(re.findall(r'href="(/own-requests/\d+)"', listed)))
    assert "安居中介" in listed
    assert "Chen Wei" in office.get(name).text
    hidden = office.get(contact).text
    assert "13900001111" not in hidden
    assert "13900001111" in office.send(contact, contact, look="1").text
    for path in (name, contact):
        assert office.send(path, path, answer="yes", words="").status_code == 303
    assert office.send(erase, erase, answer="yes", words="").status_code == 422
    assert office.send(erase, erase, answer="no", words="还在代理出租").status_code == 303

    assert "还在代理出租" in office.get(own).text
    assert asked.words(asked.chen) == {"name": "Chen Wei"}
    with zipfile.ZipFile(io.BytesIO(office.send(f"{own}/copy", own).data)) as made:
        assert json.loads(made.read("my-data.json"))["who"]["contact"] == "李 13900001111"


def test_a_registrar_answers_the_landlords_of_their_own_part(asked: Asked) -> None:
    made = asked.ask(asked.chen, "name", "Chen Wei")
    with asked.writing() as session:
        area = places.add(session, kind=PlaceKind.AREA, name="北村", parent_id=TOWN, by="tests", now=1)
    hire(asked.paged.app, "Registrar", grants=[Grant(Role.REGISTRAR, area)])
    registrar = Staff(asked.paged.app)
    assert registrar.sign_in("Registrar").status_code == 303

    assert registrar.get(f"/own-requests/{made}").status_code == 404
    with pytest.raises(NotThere):
        asked.answer(made, scope=Scope("Registrar", Reach(places=frozenset({area}))))
    with asked.writing() as session:
        session.execute(update(building).values(place_id=area))
        session.execute(update(room).values(box_id=None))
    assert registrar.get(f"/own-requests/{made}").status_code == 200
    with asked.writing() as session:
        kinds = session.scalars(select(own_request.c.kind).where(asked.chen.requests)).all()
        assert session.scalar(select(agent.c.name)) == "安居中介"
    assert kinds == [Kind.CORRECT]
