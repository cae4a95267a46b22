"""The pages of houses: what stands on them, for whom, and what is done there."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from central.edges.claims import put
from central.place import service as places
from central.place.service import Kind
from central.rental import service
from central.rental.housing import buildings, findings, views
from central.rental.housing.buildings import Seat
from central.rental.housing.crowding import Measures
from central.rental.housing.room_states import Use
from central.rental.scope import Scope
from central.rental.service import Plan
from central.rental.views import room_of
from central.web.grants import TOWN, Grant
from central.web.roles import Role
from tests.central.rental.pages_of import DAY, PagedHouse
from tests.fakes.staff import Staff, hire
from tests.fakes.town import now

OFFICE = Scope("tests")


@pytest.fixture(autouse=True)
def without_tokens(app: Flask) -> None:
    """Forms are sent as they are; that they carry a token is tried elsewhere."""
    app.config["WTF_CSRF_ENABLED"] = False


def house_of(paged: PagedHouse) -> int:
    with paged.database.reading() as session:
        row = room_of(session, OFFICE, paged.room)
    assert row is not None
    assert row.building_id is not None
    return row.building_id


def send(staff: Staff, path: str, **fields: str) -> str:
    """The page that follows."""
    answer = staff.client.post(path, data=fields)
    return staff.get(str(answer.location)).text if answer.status_code == 303 else answer.text


def door_state(page: str) -> str:
    """The line of a house's colour, apart from the story of its judgements."""
    found = re.search(r'class="door-state">(.*?)</p>', page, re.DOTALL)
    assert found is not None
    return found[1]


def day(after: int) -> str:
    """The day so many days from now."""
    return (datetime.now(UTC) + timedelta(after)).date().isoformat()


def measure(paged: PagedHouse, area: int, bedrooms: int) -> None:
    with paged.database.writing() as session:
        where = Seat(house_of(paged), 1, Measures(Use.BEDROOM, area, bedrooms), 1)
        buildings.seat(session, OFFICE, paged.room, where)


def test_a_house_shows_its_rooms_by_storey_each_by_sign_and_word(paged: PagedHouse) -> None:
    paged.stay()
    house = f"/buildings/{house_of(paged)}"
    fields = {"name": "Old mill", "place": "1", "lowest": "-1", "highest": "2", "stairs": "1", "landlord": ""}
    said = send(paged.office, f"{house}/change", **fields)
    said = send(
        paged.office, f"/rooms/{paged.room}/measures", building=house[11:], floor="2", area="12,5", use="bedroom"
    )

    page = paged.office.get(house).text

    assert "12.5 m²" in said
    assert re.findall(r"<h3>((?:Storey|Basement) \d)</h3>", page) == ["Storey 2", "Storey 1", "Basement 1"]
    tile = re.search(r'board-good"[^>]*data-state="occupied">(.*?)</a>', page, re.DOTALL)
    assert tile is not None
    assert all(word in tile[1] for word in ("<strong>301</strong>", "<span>Let</span>", "#person"))
    assert "2 of 3 people" in page


def test_a_landlord_sees_their_house_and_no_other(paged: PagedHouse) -> None:
    listed = paged.chen.get("/buildings").text

    assert "1 Harbour Road" in listed
    assert "2 Harbour Road" not in listed
    assert paged.lin.get(f"/buildings/{house_of(paged)}").status_code == 404
    assert "Inspect" not in paged.chen.get(f"/buildings/{house_of(paged)}").text


def test_a_room_for_too_many_is_refused_with_the_numbers_and_a_family_is_asked_for_its_reason(
    paged: PagedHouse,
) -> None:
    measure(paged, 300, 1)
    path = f"/rooms/{paged.room}/invite"
    token = re.search(r'name="token" value="(\w+)"', paged.chen.get(path).text)
    assert token is not None
    plan = {"token": token[1], "first": day(1), "last": day(99), "places": "4"}

    refused = send(paged.chen, path, **plan)
    made = paged.chen.client.post(path, data=plan | {"family": "parents and two children"})

    assert "At most 2 may sleep in one, so 2" in refused
    assert 'name="family"' in refused
    assert made.status_code == 201


def test_a_room_too_small_is_refused_with_the_area_and_no_reason_helps(paged: PagedHouse) -> None:
    measure(paged, 70, 4)
    path = f"/rooms/{paged.room}/invite"
    token = re.search(r'name="token" value="(\w+)"', paged.chen.get(path).text)
    assert token is not None

    refused = send(paged.chen, path, token=token[1], first=day(1), last=day(99), places="2", family="a family")

    assert "2 people in 7 m²: each needs 4 m², so at most 1" in refused
    assert "If they have a legal duty" not in refused


def test_what_an_inspection_finds_is_put_right_and_the_judgement_follows(paged: PagedHouse) -> None:
    house = f"/buildings/{house_of(paged)}"
    form = {"purpose": "complaint", "found-bad-wiring": "on", "words-bad-wiring": "a bare wire", "note": ""}
    form |= {"room-bad-wiring": str(paged.room)}

    judged = send(paged.office, f"{house}/inspect", **form)
    hazard = str(re.search(r"/hazards/\d+", judged)[0])  # type: ignore[index]
    mended = send(paged.chen, hazard, event="mend", why="new cable")
    closed = send(paged.office, hazard, event="confirm", why="looked")

    assert "Yellow" in door_state(judged)
    assert "a bare wire" in judged
    assert "Said to be put right" in mended
    assert "Put right" in closed
    assert "Green" in door_state(paged.chen.get(house).text)


def test_somebody_else_decides_about_an_appeal(paged: PagedHouse) -> None:
    house = f"/buildings/{house_of(paged)}"
    send(paged.office, f"{house}/inspect", **{"purpose": "routine", "found-unclean": "on"})
    send(paged.chen, f"{house}/appeal", words="it was clean")
    appeal = str(re.search(r"/appeals/\d+", paged.office.get(house).text)[0])  # type: ignore[index]
    hire(paged.app, "Li")
    other = Staff(paged.app)
    other.sign_in("Li")
    with paged.database.reading() as session:
        (hazard,) = findings.hazards_of(session, OFFICE, house_of(paged))

    own = send(paged.office, appeal, why="no", wrong=str(hazard.id))
    decided = send(other, appeal, why="looked at the pictures", wrong=str(hazard.id))

    assert "somebody else decides" in own
    assert "Upheld" in decided
    assert paged.chen.client.post(appeal, data={"why": "yes"}).status_code == 403


def test_the_rules_stand_with_their_sources_and_an_assumption_says_that_it_is_one(paged: PagedHouse) -> None:
    page = paged.chen.get("/housing/rules").text
    assert re.search(r"up to \d+ points ", page)
    assert "up to 1 points" not in page

    chosen = send(paged.office, "/housing/rules", name="135", value="2/3/7", why="the town said so")
    wrong = send(paged.office, "/housing/rules", name="135", value="7/3/2", why="the town said so")

    assert "An assumption" in page
    assert "浙江省流动人口居住登记条例 9" in page
    assert "Choose something else" not in page
    assert "2/3/7" in chosen
    assert "the town said so" in chosen
    assert "Three numbers such as 1/3/5" in wrong
    assert paged.chen.client.post("/housing/rules", data={"name": "135"}).status_code == 403


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("highest", "0"),
        ("highest", "61"),
        ("lowest", "5"),
        ("name", ""),
        ("stairs", "-1"),
        ("appraised_on", "yesterday"),
    ],
)
def test_a_house_that_can_not_be_is_mended_field_by_field(paged: PagedHouse, field: str, value: str) -> None:
    fields = {"name": "Mill", "place": "1", "lowest": "1", "highest": "2", "stairs": "1"} | {field: value}

    answer = paged.office.client.post("/buildings/new", data=fields)

    assert answer.status_code == 422
    assert "Nothing was saved yet" in answer.text


@pytest.mark.parametrize(
    ("field", "value"), [("floor", "9"), ("area", "0.04"), ("area", "x"), ("beds", "0"), ("use", "")]
)
def test_measures_that_can_not_be_are_refused(paged: PagedHouse, field: str, value: str) -> None:
    fields = {"building": str(house_of(paged)), "floor": "1", "area": "12", "use": "bedroom"} | {field: value}

    assert paged.office.client.post(f"/rooms/{paged.room}/measures", data=fields).status_code == 422


def test_lines_that_are_broken_become_one_and_are_no_mistake(paged: PagedHouse) -> None:
    house = f"/buildings/{house_of(paged)}"
    form = {"purpose": "routine", "note": "two\r\nlines\u3000here", "found-unclean": "on", "words-unclean": "a\nb"}

    judged = send(paged.office, f"{house}/inspect", **form)

    assert "two lines here" in judged
    assert "a b" in judged


def test_an_inspection_keeps_what_it_found_though_what_is_gone_was_seen_before(paged: PagedHouse) -> None:
    house = house_of(paged)
    send(paged.office, f"/buildings/{house}/inspect", **{"purpose": "routine", "found-unclean": "on"})
    with paged.database.reading() as session:
        (hazard,) = findings.hazards_of(session, OFFICE, house)
    send(paged.office, f"/hazards/{hazard.id}", event="confirm", why="seen")

    again = {"purpose": "routine", f"gone-{hazard.id}": "on", "found-bad-wiring": "on"}
    judged = send(paged.office, f"/buildings/{house}/inspect", **again)

    assert "Yellow" in door_state(judged)


def test_an_appeal_that_comes_too_late_keeps_its_words(paged: PagedHouse) -> None:
    answer = paged.chen.client.post(f"/buildings/{house_of(paged)}/appeal", data={"words": "it was clean"})

    assert answer.status_code == 422
    assert "it was clean" in answer.text


def test_a_landlord_reads_no_notes_no_numbers_and_no_appeals_of_others(paged: PagedHouse) -> None:
    house = f"/buildings/{house_of(paged)}"
    owner = paged.lins.reach.owner
    assert owner is not None
    with paged.database.writing() as session:
        other = service.add_room(session, landlord_id=owner, box_id=paged.box_id, name="402", now=now())
    form = {"purpose": "routine", "note": "spoke with Chen", "found-unclean": "on", "room-unclean": str(other)}
    send(paged.office, f"{house}/inspect", **form)
    send(paged.office, f"{house}/appeal", words="in the landlord's name")

    seen, known = paged.chen.get(house).text, paged.office.get(house).text

    assert "spoke with Chen" in known
    assert "spoke with Chen" not in seen
    assert re.search(r"/hazards/\d+", known)
    assert not re.search(r"/hazards/\d+", seen)
    assert "/appeals/" in known
    assert "/appeals/" not in seen


def test_no_reason_is_kept_for_what_needs_none(paged: PagedHouse) -> None:
    paged.stay()
    send(paged.chen, f"/rooms/{paged.room}/state/notice", why="x" * 5000)

    with paged.database.reading() as session:
        story = views.room_story(session, paged.room)

    assert (story[0].event, story[0].why) == ("notice", "")


def test_a_stay_that_waits_for_its_room_says_why_and_what_to_do(paged: PagedHouse) -> None:
    plan = Plan(now() + DAY, now() + 9 * DAY)
    with paged.database.writing() as session:
        made = service.invite(session, paged.scope, paged.room, plan, token=service.new_token(), now=now())
    page = f"/stays/{made.stay_id}"
    assert "This stay can" not in paged.chen.get(page).text
    paged.office.client.post(f"/rooms/{paged.room}/state/block", data={"why": "wiring"})
    waits = paged.chen.get(page).text
    assert "for the room is: Suspended by order" in waits
    assert "when the office lifts the order" in waits
    assert "Waits, for the room is: Suspended by order" in paged.chen.get("/stays").text


def test_a_grid_worker_sees_and_inspects_the_houses_of_their_own_grid_and_nobody_in_them(paged: PagedHouse) -> None:
    with paged.database.writing() as session:
        own, beyond = (
            places.add(session, kind=Kind.GRID, name=name, parent_id=TOWN, by="tests", now=1) for name in ("东", "西")
        )
        put(session, paged.box_id, own)
        put(session, paged.other_id, beyond)
        other = room_of(session, OFFICE, paged.other)
    assert other is not None
    hire(paged.app, "网格员", grants=[Grant(Role.GRID_WORKER, own)])
    worker = Staff(paged.app)
    assert worker.sign_in("网格员").status_code == 303
    house = house_of(paged)

    listed = worker.get("/buildings").text
    assert f'href="/buildings/{house}"' in listed
    assert f'href="/buildings/{other.building_id}"' not in listed
    page = worker.get(f"/buildings/{house}").text
    assert "301" in page
    assert 'href="/rooms' not in page
    for path in ("", "/storeys", "/inspect"):
        assert worker.get(f"/buildings/{other.building_id}{path}").status_code == 404

    sent = {"purpose": "routine", "found-bad-wiring": "on", "room-bad-wiring": str(paged.room)}
    after = send(worker, f"/buildings/{house}/inspect", **sent)
    assert "网格员" in after
    (hazard,) = set(re.findall(r'href="(/hazards/\d+)"', after))
    told = worker.get(hazard).text
    assert "301" in told
    assert 'href="/rooms' not in told
    assert '<form method="post">' not in told
    assert worker.client.post(hazard, data={"event": "mend", "why": "because"}).status_code == 403
    assert f'href="{hazard}"' in worker.get("/hazards").text
