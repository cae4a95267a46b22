"""Lists of people: masked on the page, nameless in a file, and no further than whoever looks reaches."""

import csv
import io

import pytest
from sqlalchemy import select

from central.audit.tables import audit
from central.rental import service
from tests.central.rental.pages_of import PagedHouse
from tests.central.rental.telling import PERSON, registered
from tests.fakes.staff import Staff
from wire.kinds import Identity


@pytest.fixture
def asked(paged: PagedHouse) -> PagedHouse:
    """Two who wait at Chen's, for different reasons; one of them named a room."""
    _, token = paged.stay()
    words = {"name": "张三", "number": "330482199001011234"}
    identity = Identity(**{field: paged.sealed(field, word, PERSON) for field, word in words.items()})
    paged.register(registered(stay=token, outcome="review", reasons=["over-full"], identity=identity))
    paged.register(registered("p2", outcome="review", reasons=["no-invitation"], room="301"))
    return paged


def taken(staff: Staff, address: str) -> list[dict[str, str]]:
    answer = staff.get(f"{address}as=csv&for=work-through")
    assert answer.status_code == 200
    content = answer.data.decode("utf-8-sig")
    answer.close()
    return list(csv.DictReader(io.StringIO(content)))


def test_requests_are_chosen_by_room_house_and_reason(asked: PagedHouse) -> None:
    for query, count in {
        "": 2,
        "q=301": 2,
        "q=999": 0,
        "reason=no-invitation": 1,
        "reason=invitation": 2,
        f"box={asked.box_id}&reason=over-full": 1,
        "box=999": 0,
        "answered=1": 0,
        "sort=-since": 2,
    }.items():
        page = asked.office.get(f"/requests?{query}").text
        assert page.count('href="/requests/') == count, query


def test_an_answer_moves_a_request_to_the_other_list(asked: PagedHouse) -> None:
    asked.office.send("/requests/1", "/requests/1", answer="no", why="Another person's card")

    assert 'href="/requests/1"' not in asked.office.get("/requests").text
    page = asked.office.get("/requests?answered=1&reason=over-full").text
    assert 'href="/requests/1"' in page
    assert "Another person&#39;s card" in page
    assert [row["Why"] for row in taken(asked.office, "/requests?answered=1&")] == ["Another person's card"]


def test_registrations_show_a_masked_name_and_a_file_none(asked: PagedHouse) -> None:
    page = asked.office.get("/people/registrations").text
    assert 'href="/people/1"' in page
    assert "张*" in page
    assert "张三" not in page
    assert asked.office.get("/people/registrations?state=granted").text.count('href="/people/1"') == 0

    rows = taken(asked.office, "/people/registrations?state=waiting&")

    assert [(row["Room"], row["Registration"]) for row in rows] == [("301", "2"), ("301", "1")]
    assert not any("张" in cell for row in rows for cell in row.values())
    with asked.database.reading() as session:
        told = session.execute(select(audit.c.of, audit.c.why).where(audit.c.act == "export")).one()
        looks = session.scalars(select(audit.c.act).where(audit.c.act == "registrations.read")).all()
    assert tuple(told) == ("list:registrations", "work-through")
    assert len(looks) == 1


def test_a_landlord_takes_a_file_of_their_own_requests_alone(asked: PagedHouse) -> None:
    assert len(taken(asked.chen, "/requests?")) == 2
    assert taken(asked.lin, "/requests?") == []
    assert asked.chen.get("/people/registrations").status_code == 403
    with asked.database.reading() as session:
        assert service.count_requests(session, asked.scope) == 2
