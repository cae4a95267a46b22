"""When somebody came in is seen for a case, after a second person's yes, for a day; each look is a row of theirs."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from central.account import service as account
from central.account.tables import staff
from central.audit import about
from central.audit.service import acting_as
from central.rental import service as rental
from central.rental.tables import registration
from central.rental.timeline import rules
from central.rental.timeline.rules import AskState
from central.rental.timeline.tables import timeline_ask
from central.web.grants import TOWN, Grant
from central.web.roles import Role
from tests.central.clock.conftest import ZONE
from tests.central.rental.furnished import Furnished, furnished
from tests.central.rental.pages_of import PagedHouse
from tests.central.rental.telling import registered
from tests.fakes.staff import Staff, hire
from tests.fakes.town import NAME, now
from wire.kinds import Entry

PERSON = "aaaaaaaaaaaaaaaa"


class Case:
    """Somebody who lives in a house and came in twice, and two people of the office."""

    def __init__(self, house: PagedHouse) -> None:
        self.house, self.database, self.asker = house, house.database, house.office
        _, token = house.stay()
        house.register(registered(PERSON, stay=token))
        house.tell(Entry("north", True, "granted", "face", PERSON), Entry("south", True, "granted", "face", "somebody"))
        hire(house.app, "second", grants=[Grant(Role.OFFICE, TOWN)])
        hire(house.app, "registrar", grants=[Grant(Role.REGISTRAR, TOWN)])
        self.second, self.registrar = Staff(house.app), Staff(house.app)
        assert self.second.sign_in("second").status_code == self.registrar.sign_in("registrar").status_code == 303

    def ask(self, by: Staff, **instead: str) -> Any:
        today = datetime.fromtimestamp(now() / 1000, ZONE).date()
        days = {"first": (today - timedelta(days=1)).isoformat(), "last": today.isoformat()}
        fields = {"purpose": "incident", "case": "2026-17", "why": "a theft", **days}
        return by.client.post("/people/1/timeline", data=fields | instead)

    def answer(self, by: Staff, said: str) -> Any:
        return by.client.post("/timelines/1", data={"answer": said, "why": "it is needed"})

    def look(self, by: Staff) -> str:
        return by.client.post("/timelines/1/look", follow_redirects=True).text

    def looks(self) -> list[tuple[str, str]]:
        """What the person finds of it."""
        with self.database.reading() as session:
            return [(row.by, row.why) for row in about.about(session, "registration:1", ["timeline.read"], 9)]


@pytest.fixture(scope="module")
def kept(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Furnished, Case]]:
    with furnished(sqlite_template, tmp_path_factory.mktemp("timeline")) as made:
        case = Case(made.house)
        made.keep()
        yield made, case


@pytest.fixture
def case(kept: tuple[Furnished, Case]) -> Case:
    kept[0].put_back()
    return kept[1]


def test_nobody_looks_without_a_case_and_a_second_persons_yes(case: Case) -> None:
    for lacking in ({"case": ""}, {"why": ""}, {"purpose": "curious"}, {"last": "2026-01-01"}, {"first": "2020-01-01"}):
        assert case.ask(case.asker, **lacking).status_code == 422
    tomorrow = datetime.fromtimestamp(now() / 1000 + 86400, ZONE).date().isoformat()
    assert case.ask(case.asker, last=tomorrow).status_code == 422
    assert case.ask(case.asker).status_code == 303
    assert "north" not in case.look(case.asker)
    own = case.answer(case.asker, "yes")
    assert (own.status_code, "has to answer" in own.text) == (422, True)
    assert case.answer(case.registrar, "yes").status_code == 403
    assert case.look(case.asker).count("north") == 0
    assert case.looks() == []

    assert case.answer(case.second, "yes").status_code == 303

    for other in (case.second, case.registrar):
        assert "north" not in case.look(other)
    page = case.look(case.asker)
    assert "north, 1 Harbour Road" in page
    assert "south" not in page
    ((by, why),) = case.looks()
    assert why == "incident: a theft"
    assert by.startswith("staff:")
    assert "1 entries" in case.second.get("/timelines/1").text
    assert "north" not in case.asker.get("/timelines/1").text


def test_a_yes_is_good_for_a_day_and_an_ask_for_three(case: Case) -> None:
    case.ask(case.asker)
    assert "Timelines that wait" in case.second.get("/").text
    lasts(case, -1)
    assert case.answer(case.second, "yes").status_code == 303
    assert "Its time is over" in case.asker.get("/timelines/1").text

    lasts(case, rules.WAITS)
    case.answer(case.second, "yes")
    lasts(case, -1)

    assert "north" not in case.look(case.asker)
    assert rules.state_at(AskState.REFUSED, 0, 1) is AskState.REFUSED


def test_a_no_is_a_no_and_who_is_erased_is_looked_at_no_more(case: Case) -> None:
    case.ask(case.asker)
    # One person with two accounts is no second person; to say no they are.
    with case.database.writing() as session:
        named = select(staff.c.id).where(staff.c.name.in_([NAME, "second"])).order_by(staff.c.id)
        asker, second = session.scalars(named)
        # By way of somebody in between, so that it shows less.
        with acting_as(f"staff:{asker}"):
            between = account.invite(session, "between", [], by="office", now=now())
    with case.database.writing() as session, acting_as(f"staff:{between.person}"):
        account.invite_again(session, second, by="between", now=now())

    refused = case.answer(case.second, "yes")

    assert (refused.status_code, "One of you let the other in" in refused.text) == (422, True)
    with case.database.reading() as session:
        assert account.beholden(session, asker, 0) == account.beholden(session, second, now() + 1) == set()
    assert case.answer(case.second, "no").status_code == 303
    assert "north" not in case.look(case.asker)
    assert case.answer(case.second, "yes").status_code == 303
    assert "Refused" in case.asker.get("/timelines").text
    with case.database.writing() as session:
        session.execute(update(timeline_ask).values(state=AskState.APPROVED.value, good_until=now() + rules.GOOD_FOR))
    assert "north" in case.look(case.asker)

    with case.database.writing() as session:
        person = rental.person_of(session, rental.Scope("tests"), 1)
        assert person is not None
        session.execute(update(registration).values(state=rental.RegistrationState.ERASED.value))

    assert "north" not in case.look(case.asker)
    assert case.ask(case.asker).location == "/people/1"
    assert len(case.looks()) == 1


def lasts(case: Case, span: int) -> None:
    """Its time ends so many ms from now."""
    with case.database.writing() as session:
        session.execute(update(timeline_ask).values(good_until=now() + span))
