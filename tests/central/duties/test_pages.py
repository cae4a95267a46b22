"""One walk by the client: assess, approve, hand over the file that was made for it, report, print."""

import re
from collections.abc import Iterator
from itertools import product

import pytest
from flask import Flask
from markupsafe import escape
from sqlalchemy import select, update

from central.accepted import SecondFactor
from central.app import create_app
from central.clock import service as clocks
from central.config import Config
from central.db import database_of
from central.duties import faces, handing
from central.duties.assessing import Purpose, questions
from central.duties.turn import Duties
from central.edges.tables import box_order
from central.rental.tables import registration
from central.web import moments
from tests.central.duties.conftest import NOW
from tests.central.duties.test_purging import register
from tests.central.rental.conftest import new_box
from tests.central.rental.pages_of import PagedHouse
from tests.fakes.duties import OFFICE, assess
from tests.fakes.staff import Staff, hire
from wire import notice


@pytest.fixture
def app(sqlite_url: str) -> Iterator[Flask]:
    app = create_app(Config(database=sqlite_url, second_factor=SecondFactor.OFFERED))
    yield app
    database_of(app).close()


@pytest.fixture
def lin(app: Flask) -> Staff:
    return signed_in(app, "Lin")


def signed_in(app: Flask, name: str) -> Staff:
    hire(app, name)
    staff = Staff(app)
    assert staff.sign_in(name).status_code == 303
    return staff


def test_what_one_has_answered_another_approves(app: Flask, lin: Staff) -> None:
    form = "/duties/assessments/new/face-door"
    answers = {each.code: "in our words" for each in questions(Purpose.FACE_DOOR)}
    assert lin.send(form, form, **answers, until="2020-01-01").status_code == 422
    assert lin.send(form, form, **answers, until="2027-06-01", place="99").status_code == 422
    made = lin.send(form, form, **answers, until="2027-06-01", place="1").location
    assert 'value="approve"' not in lin.get(made).text
    assert "Not assessed" in lin.get("/duties").text
    assert "No assessment holds: Opening the door by face" in lin.get("/duties").text
    assert "Nothing is due" not in lin.get("/duties").text

    chen = signed_in(app, "Chen")
    assert chen.send(made, made, decision="approve", why="").status_code == 303

    assert "in our words" in chen.get(made).text
    assert re.search(r"Opening the door by face</dt><dd><span class=\"state state-good", chen.get("/duties").text)


def test_a_file_for_an_authority_waits_for_its_entry(app: Flask, lin: Staff) -> None:
    hire(app, "Chen")
    with lin.get("/people/registrations?as=csv&for=an-authority-asked") as file:
        assert file.status_code == 200
    waits = re.search(r"/duties/handovers/new\?file=(\d+)", lin.get("/duties/handovers").text)
    assert waits is not None
    told = {"asker": "police", "office": "Port station", "reference": "2026-7", "ground": "刑事诉讼法 54"}
    told |= {"fields": "states", "people": "0", "way": "disc", "approved_by": "Lin", "handed_on": "2026-11-20"}
    form = "/duties/handovers/new"

    assert lin.send(form, form, **told, file=waits[1]).status_code == 422
    told |= {"people": "3", "approved_by": "Chen"}
    assert lin.send(form, form, **told, file=waits[1]).status_code == 303

    register = lin.get("/duties/handovers").text
    assert "2026-7" in register
    assert "?file=" not in register


def test_papers_are_printed_in_both_languages_and_name_each_group(lin: Staff) -> None:
    told = {"kind": "leak", "level": "larger", "words": "a list lay on the street", "measures": "", "people": "12"}
    told |= {"groups": "tenants", "found_on": "2026-11-20", "found_at": "08:00", "is_drill": "on"}
    made = lin.send("/duties/incidents/new", "/duties/incidents/new", **told).location

    papers = lin.get(f"{made}/papers").text

    assert "告知书（租客）" in papers
    assert "Notice to those concerned: Tenants" in papers
    assert papers.count("a list lay on the street") == 4
    assert lin.send(made, made, step="assessed", told="of all houses").status_code == 422
    assert lin.send(made, made, step="assessed", level="major", told="of all houses").status_code == 303
    assert "It is graver than was thought: Major" in lin.get(made).text
    assert lin.send(made, made, step="closed", told="over").status_code == 303
    assert "Not over yet" in lin.get(made).text
    assert "An assumption: a closing report" not in lin.get(made).text
    assert lin.send(made, made, step="ended", told="done").status_code == 303
    assert "An assumption: a closing report within 30 days" in lin.get(made).text


def test_each_notice_is_shown_in_its_own_language(lin: Staff) -> None:
    page = lin.get("/duties/notices").text
    version = notice.current()
    for purpose, language in product(notice.Purpose, notice.languages(version)):
        title = str(escape(notice.notice(version, purpose, language).title))
        assert re.search(rf'<div lang="{language}" dir="auto">\s*<p><strong>{re.escape(title)}<', page), (
            purpose,
            language,
        )
    assert "Notice on registration · " in page


def test_who_keeps_their_face_in_a_box_that_was_stolen_is_not_told_that_it_lies_at_their_door(lin: Staff) -> None:
    told = {"level": "larger", "words": "it is gone", "measures": "", "people": "2"}
    told |= {"groups": "tenants", "found_on": "2026-11-20", "found_at": "08:00"}
    for kind, is_comforting in (("leak", True), ("box-lost", False)):
        made = lin.send("/duties/incidents/new", "/duties/incidents/new", **told, kind=kind).location
        assert ("Your face is in the box" in lin.get(f"{made}/papers").text) is is_comforting


def test_before_faces_rest_the_page_tells_of_those_who_would_stand_outside(app: Flask, lin: Staff) -> None:
    database = database_of(app)
    with database.writing() as session:
        new_box(session, "1 Harbour Road")
    for number, ways in ((1, "face"), (2, "face pin")):
        register(database, number, "granted", NOW)
        with database.writing() as session:
            session.execute(update(registration).where(registration.c.id == number).values(ways=ways))
    with database.writing() as session:
        assess(session, moments.now(), days=300)
    assert "no other way than their face" not in lin.get("/duties").text

    with database.writing() as session:
        assess(session, moments.now(), days=5)

    page = lin.get("/duties").text
    assert "on faces rest at 1 boxes, unless" in page
    assert "1 people have no other way than their face" in page


def test_each_number_of_faces_that_was_reached_has_a_form_of_its_own(app: Flask, lin: Staff) -> None:
    database = database_of(app)
    with database.writing() as session:
        faces.follow(session, clocks.load(session, OFFICE), 100_000, NOW, before=0)

    page = lin.get("/duties").text
    assert [page.count(f'id="why-{people}"') for people in (80_000, 95_000, 100_000)] == [1, 1, 1]
    wrong = lin.send("/duties", "/duties", people="95000", why="")
    assert (wrong.status_code, 'id="why-95000-complaint"' in wrong.text) == (422, True)


def test_a_new_box_hears_that_faces_rest_before_anything_else_and_its_landlord_before_they_do(app: Flask) -> None:
    house = PagedHouse(app)
    with house.database.writing() as session:
        orders = select(box_order.c.kind).where(box_order.c.box_id == house.box_id).order_by(box_order.c.id)
        assert session.scalars(orders).first() == "face-use"
        assess(session, moments.now(), days=3)

    mine, others = (each.get("/").text for each in (house.chen, house.lin))

    assert "on faces rest at 1 Harbour Road: by then everybody there needs a PIN" in mine
    assert "on faces rest at 2 Harbour Road" in others


def test_a_file_that_waits_too_long_is_due_and_its_entry_meets_that(app: Flask, lin: Staff) -> None:
    hire(app, "Chen")
    with lin.get("/people/registrations?as=csv&for=an-authority-asked") as file:
        assert file.status_code == 200
    with app.app_context(), database_of(app).reading() as session:
        Duties(database_of(app)).turn(moments.now())
        [waits] = handing.waiting(session).files
    assert "Note to whom a file for an authority was handed" in lin.get("/duties").text

    told = {
        "asker": "police",
        "office": "Port station",
        "reference": "2026-7",
        "ground": "刑事诉讼法 54",
        "people": "1",
    }
    told |= {"fields": "states", "way": "disc", "approved_by": "Chen", "handed_on": "2026-11-20"}
    form = "/duties/handovers/new"
    assert lin.send(form, form, **told, file=str(waits.seq)).status_code == 303
    assert "Note to whom a file for an authority was handed" not in lin.get("/duties").text
