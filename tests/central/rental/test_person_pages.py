"""People are found by a number, seen masked, and one word is shown for a purpose, once, after the log has noted it."""

import re
from collections.abc import Iterator

import pytest
from sqlalchemy import select, text

from central.audit.tables import audit
from central.edges import service as edges
from central.place import service as places
from central.rental.looks import ACT, OFTEN
from central.rental.sealed_words import SealingAnew
from central.sealed.ring import ring
from central.web.grants import Grant
from central.web.roles import Role
from tests.central.rental.pages_of import PagedHouse
from tests.central.rental.telling import PERSON, registered
from tests.fakes.staff import Staff, hire
from wire.kinds import Identity

NAME, NUMBER, PHONE = "张三丰", "330482199001011234", "13800005678"
LOOK = {"purpose": "compare-document", "why": "stands at the counter"}


@pytest.fixture
def person(paged: PagedHouse) -> str:
    """Where somebody's page is, who has registered with a document and a phone."""
    _, token = paged.stay()
    words = {"name": NAME, "number": NUMBER, "phone": PHONE}
    sealed = {field: paged.sealed(field, word, PERSON) for field, word in words.items()}
    paged.register(registered(stay=token, identity=Identity(**sealed)))
    with paged.app.app_context():
        assert SealingAnew(paged.database, edges.sealing_key(), ring()).turn() == 1
    return "/people/1"


def noted(paged: PagedHouse, *acts: str) -> list[tuple[str, str, str]]:
    """Object, purpose and detail of what the log says of these acts."""
    with paged.database.reading() as session:
        rows = session.execute(select(audit.c.of, audit.c.why, audit.c.detail).where(audit.c.act.in_(acts)))
        return [tuple(row) for row in rows]


def look(paged: PagedHouse, person: str, word: str = "number", **fields: str) -> tuple[int, str]:
    answer = paged.office.send(f"{person}/look", person, word=word, **LOOK | fields)
    return answer.status_code, answer.text


@pytest.mark.parametrize("typed", [NUMBER, " 330482 19900101 1234 ", "+86 138 0000 5678"])
def test_somebody_is_found_by_the_whole_number(paged: PagedHouse, person: str, typed: str) -> None:
    page = paged.office.send("/people", "/people", number=typed)

    assert page.status_code == 200
    assert f'href="{person}"' in page.text
    assert "张**" in page.text
    assert not [word for word in (NAME, NUMBER, PHONE, typed.strip()) if word in page.text]
    assert noted(paged, "identity.find") == [("", "finding a person", '{"found":[1]}')]


@pytest.mark.parametrize(
    ("typed", "status"), [("330482199001011235", 200), (NUMBER[:-1], 200), ("", 422), ("1234", 422)]
)
def test_nobody_is_found_by_another_number_or_a_part(paged: PagedHouse, person: str, typed: str, status: int) -> None:
    page = paged.office.send("/people", "/people", number=typed)

    assert page.status_code == status
    assert person not in page.text


def test_a_number_is_never_asked_for_in_an_address(paged: PagedHouse, person: str) -> None:
    assert 'method="post"' in paged.office.get("/people").text
    assert person not in paged.office.get(f"/people?number={NUMBER}").text


def test_a_page_shows_masks_until_a_word_is_asked_for(paged: PagedHouse, person: str) -> None:
    page = paged.office.get(person)

    for masked in ("张**", "330****1234", "138****5678"):
        assert masked in page.text
    assert not [word for word in (NAME, NUMBER, PHONE) if word in page.text]


@pytest.mark.parametrize(("word", "plain"), [("name", NAME), ("number", NUMBER), ("phone", PHONE)])
def test_one_word_is_shown_on_that_answer_alone_and_noted(
    paged: PagedHouse, person: str, word: str, plain: str
) -> None:
    status, page = look(paged, person, word)

    assert status == 200
    assert [each for each in (NAME, NUMBER, PHONE) if each in page] == [plain]
    assert noted(paged, ACT) == [("registration:1", "compare-document: stands at the counter", f'{{"word":"{word}"}}')]
    assert plain not in paged.office.get(person).text


def test_what_is_shown_is_kept_by_no_browser(paged: PagedHouse, person: str) -> None:
    answer = paged.office.send(f"{person}/look", person, word="number", **LOOK)

    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("fields", "complaint"),
    [
        ({"purpose": ""}, "Choose what it is for."),
        ({"purpose": "curiosity"}, "Choose what it is for."),
        ({"why": "  "}, "Say why"),
        ({"why": "w" * 201}, "Say why"),
        ({"word": "address"}, "Choose what to show."),
    ],
)
def test_without_a_purpose_nothing_is_shown(
    paged: PagedHouse, person: str, fields: dict[str, str], complaint: str
) -> None:
    status, page = look(paged, person, **fields)

    assert (status, complaint in page, NUMBER in page) == (422, True, False)
    assert noted(paged, ACT) == []


def test_what_cannot_be_noted_is_not_shown(paged: PagedHouse, person: str) -> None:
    token = paged.office.token(person)
    with paged.database.writing() as session:
        session.execute(text("CREATE TRIGGER full BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'full'); END"))
    paged.app.config["PROPAGATE_EXCEPTIONS"] = False

    answer = paged.office.client.post(f"{person}/look", data={"csrf_token": token, "word": "number"} | LOOK)

    assert answer.status_code >= 500
    assert NUMBER not in answer.text


def test_unusually_many_looks_are_noted_themselves(paged: PagedHouse, person: str) -> None:
    paged.app.extensions["menlu-usual-looks"] = 2

    for _ in range(5):
        assert look(paged, person)[0] == 200

    assert len(noted(paged, ACT)) == 5
    assert [detail for _, _, detail in noted(paged, OFTEN)] == ['{"within_hour":3}', '{"within_hour":5}']


@pytest.fixture
def others(paged: PagedHouse) -> Iterator[Staff]:
    """A registrar of another part of the town, signed in."""
    with paged.database.writing() as session:
        area = places.add(session, name="Other", kind=places.Kind.AREA, parent_id=1, by="tests", now=1)
    hire(paged.app, "Registrar", grants=(Grant(Role.REGISTRAR, area),))
    browser = Staff(paged.app)
    assert browser.sign_in("Registrar").status_code == 303
    return browser


def test_who_is_out_of_reach_is_not_found_and_not_there(paged: PagedHouse, person: str, others: Staff) -> None:
    found = others.send("/people", "/people", number=NUMBER)

    assert (found.status_code, person in found.text) == (200, False)
    assert others.get(person).status_code == 404
    assert others.client.post(f"{person}/look", data=LOOK | {"csrf_token": others.token("/people")}).status_code == 404
    assert paged.chen.get("/people").status_code == 403
    assert noted(paged, ACT) == []


def test_what_does_not_open_here_says_so(paged: PagedHouse, person: str) -> None:
    with paged.database.writing() as session:
        session.execute(text("UPDATE identity SET phone = name"))

    page = paged.office.get(person).text

    assert "138****" not in page
    assert re.search(r"<dt>Phone</dt><dd>–", page)
