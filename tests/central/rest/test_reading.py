"""What a third party reads: all that is within its token's reach, page by page, and nothing about a person."""

import json
from typing import Any

import pytest
from sqlalchemy import select

from central.audit.tables import audit
from central.clock import service as clocks
from central.rest.rules import Scope
from tests.central.clock.conftest import REPORT
from tests.central.rest.asking import BORDER, Town
from tests.fakes.town import now
from wire.kinds import Entry

LISTS = ("/places", "/outlines", "/boxes", "/doors", "/rooms", "/stays", "/registrations", "/matters")


@pytest.mark.parametrize("path", LISTS)
def test_a_list_is_read_page_by_page_and_nothing_twice(town: Town, path: str) -> None:
    whole = town.third_party().get(path).json
    assert whole is not None

    found = town.third_party().all(path, limit=1)

    assert found == whole["items"]
    assert len(found) >= 2


@pytest.mark.parametrize("path", LISTS)
def test_a_list_holds_only_what_is_within_reach(town: Town, path: str) -> None:
    here, there = (town.third_party(place_id=place).all(path, limit=50) for place in (town.here, town.there))

    assert here
    assert there
    assert not {row["id"] for row in here} & {row["id"] for row in there}


def test_the_next_page_is_linked(town: Town) -> None:
    answer = town.third_party().get("/places?limit=2")

    assert answer.json is not None
    assert answer.headers["Link"] == f'</rest/v1/places?limit=2&after={answer.json["next"]}>; rel="next"'


def test_a_row_that_is_gone_does_not_begin_the_list_again(town: Town) -> None:
    assert town.third_party().get("/places?after=999").json == {"items": [], "next": None}


def test_an_outline_is_a_feature_of_geojson_that_names_its_place(town: Town) -> None:
    first, second = town.third_party().all("/outlines")

    assert first == {
        "type": "Feature",
        "id": town.here,
        "geometry": {"type": "Point", "coordinates": [118.15, 24.48]},
        "properties": {"id": town.here, "kind": "area", "name": "Harbour", "parent_id": 1},
    }
    assert (second["id"], second["geometry"]) == (town.there, json.loads(BORDER.as_json()))


def test_a_stay_says_nothing_of_who_stays(town: Town) -> None:
    stay: Any = town.third_party().get(f"/stays/{town.stay}").json

    assert set(stay) == {
        *("id", "room_id", "box_id", "state", "first", "last", "places", "registered", "made_at", "ended_at")
    }
    assert stay["registered"] == 1


def test_a_registration_says_how_it_stands_and_not_who(town: Town) -> None:
    (row,) = town.third_party(place_id=town.here).all("/registrations")

    assert set(row) == {"id", "box_id", "stay_id", "state", "registered_at", "changed_at"}
    assert (row["stay_id"], row["state"]) == (town.stay, "granted")


def test_passages_are_counts_by_hour_and_fewer_than_five_are_not_told(town: Town) -> None:
    entry = Entry("front", True, "granted", "face", "3f9c2e71a0b4d586", 0.7)
    denied = Entry("front", False, "not-recognised", "face")
    town.house.tell(*[entry] * 6, denied)
    town.house.tell(*[entry] * 4, box=town.house.other_box)
    # By the town's clocks, not by those of this machine.
    today = town.third_party().get(f"/stays/{town.stay}").json
    assert today is not None
    day = today["made_at"][:10]

    counted = town.third_party().all(f"/entry-counts?day={day}")
    by_place = town.third_party().all(f"/entry-counts?day={day}&by=place")

    assert [(row["granted"], row["denied"]) for row in counted] == [(6, None)]
    assert [(row["place_id"], row["granted"]) for row in by_place] == [(town.here, 6)]
    assert "3f9c2e71a0b4d586" not in str(counted)


def test_deadlines_are_read_by_how_pressing_they_are(town: Town) -> None:
    with town.database.writing() as session:
        office = town.app.extensions["menlu-office"]
        for place, number in ((town.here, 1), (town.there, 2)):
            subject = clocks.Subject("stay", str(number))
            act = clocks.Act("tests", "because", now())
            clocks.start(session, clocks.load(session, office), REPORT, subject, act, place_id=place)

    found = [
        [
            row["subject"]
            for when in clocks.When
            for row in asking.all(f"/clocks?show={when}")
            if row["rule"] == REPORT.name
        ]
        for asking in (town.third_party(), town.third_party(place_id=town.here))
    ]

    assert [sorted(subjects) for subjects in found] == [["stay:1", "stay:2"], ["stay:1"]]


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=101",
        "limit=1_0",
        "limit=%2B1",
        "limit=1&limit=2",
        "after=x",
        "after=-1",
        "sort=name",
        "after=",
    ],
)
def test_what_is_asked_in_a_way_that_is_not_known_is_refused(town: Town, query: str) -> None:
    answer = town.third_party().get(f"/places?{query}")

    assert answer.status_code == 422
    assert answer.mimetype == "application/problem+json"
    assert answer.json is not None
    assert answer.json["errors"][0]["where"].startswith("query/")


@pytest.mark.parametrize("day", ["2026-02-30", "26-01-01", "1999-12-31", "20260101", "2026-1-1", ""])
def test_a_day_is_one_of_the_calendar(town: Town, day: str) -> None:
    assert town.third_party().get(f"/entry-counts?day={day}").status_code == 422


def test_what_is_beyond_reach_is_not_there_and_no_other_than_what_is_not(town: Town) -> None:
    other = town.third_party(place_id=town.there)

    answers = [other.get(f"/stays/{number}") for number in (town.stay, 999_999)]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].json == answers[1].json


def test_reading_of_registrations_is_in_the_audit_log(town: Town) -> None:
    asking = town.third_party([Scope.REGISTRATIONS_READ])
    asking.get("/registrations")
    with town.database.reading() as session:
        rows = session.execute(select(audit.c.by, audit.c.act, audit.c.why).where(audit.c.at > now() - 60_000)).all()
    assert (f"token:{asking.id}", "registration.list", "Housing office") in [tuple(row) for row in rows]
