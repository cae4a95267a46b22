"""The map: what lies where and how many there are, for each as far as they reach; and the page that brings outlines."""

import io
import json
import re
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import insert
from sqlalchemy.orm import Session

from central.accepted import SecondFactor
from central.app import create_app
from central.config import Config
from central.db import database_of
from central.edges import counting
from central.edges import service as edges
from central.edges.tables import box, door
from central.place import features, geometry, outlines, service
from central.place.service import Kind
from central.web import moments
from central.web.grants import TOWN, Grant
from central.web.roles import Role
from tests.central.place.shapes import collection, feature, square
from tests.fakes.staff import Staff, hire, signed_in
from tests.fakes.town import now

NORTH, SOUTH, FIRST, SECOND, HOUSE = 2, 3, 4, 5, 6
PLACES = (
    (Kind.AREA, "北村", TOWN),
    (Kind.AREA, "南村", TOWN),
    (Kind.GRID, "一格", NORTH),
    (Kind.GRID, "二格", NORTH),
    (Kind.BUILDING, "1 Canal Road", FIRST),
)
OUTLINED = (TOWN, NORTH, SOUTH, FIRST, HOUSE)


@pytest.fixture
def app(sqlite_url: str) -> Iterator[Flask]:
    made = create_app(Config(database=sqlite_url, second_factor=SecondFactor.OFFERED))
    database = database_of(made)
    with database.writing() as session:
        for kind, name, parent in PLACES:
            service.add(session, kind=kind, name=name, parent_id=parent, by="tests", now=1)
        wanted = {number: geometry.read(square(number)) for number in OUTLINED}
        outlines.note(session, wanted, by="tests", now=1)
        house, village = new_box(session, HOUSE, heard=now()), new_box(session, SOUTH, heard=1)
        edges.note_matter(session, house, edges.Matter("camera-gone", "warning", "", 1))
        counting.add(session, [(now(), house, True), (now(), house, False), (1, house, True), (now(), village, True)])
    yield made
    database.close()


def new_box(session: Session, place: int, heard: int) -> int:
    """A box with one door, at a place; both have one number here."""
    row = {"name": f"box at {place}", "public_key": b"", "thumbprint": str(place), "version": "1", "claimed_at": 1}
    made = session.execute(insert(box).values(row | {"last_seen": heard, "place_id": place}).returning(box.c.id))
    number = int(made.scalar_one())
    session.execute(insert(door).values(id=number, box_id=number, name=f"door at {place}"))
    return number


def visitor(app: Flask, *grants: Grant) -> Staff:
    hire(app, "李", grants=grants)
    staff = Staff(app)
    assert staff.sign_in("李").status_code == 303
    return staff


def lying(staff: Staff, query: str = "?in=") -> set[int]:
    body = staff.get(f"/places/outlines.geojson{query}").get_json()
    return {each["properties"]["place_id"] for each in body["features"] if each["geometry"]}


def test_the_parts_of_a_place_have_what_is_counted_in_all_that_lies_in_them(app: Flask) -> None:
    staff = signed_in(app)

    page = staff.get("/places/map").text

    cells = [
        re.sub(r"<[^>]*>", "", each) for each in re.findall(r"<td role=\"cell\" data-count>(.*?)</td>", page, re.DOTALL)
    ]
    numbers = [re.sub(r"\D", "", cell) for cell in cells]
    # Doors, to be looked at, boxes, silent boxes, entries today: of the north, then of the south.
    assert numbers == ["1", "1", "1", "0", "2", "1", "0", "1", "1", "1"]
    assert 'href="/boxes?state=silent&amp;place=3"' in page
    assert 'data-place="2" data-href="/doors?place=2" data-trouble="1"' in page


def test_each_number_opens_to_the_list_it_was_counted_from(app: Flask) -> None:
    staff = signed_in(app)

    for path in ("/doors", "/matters", "/boxes"):
        page = staff.get(f"{path}?place={NORTH}").text
        assert f"box at {HOUSE}" in page, path
        assert f"box at {SOUTH}" not in page.replace(f"box at {SOUTH}</span>", ""), path
    for path in ("/doors", "/matters", "/boxes", "/entries", "/entries/since"):
        assert staff.get(f"{path}?place={HOUSE}").status_code == 200, path
        assert staff.get(f"{path}?place=99999999999999999999").status_code == 200, path
    with app.test_request_context():
        today = moments.local(moments.now()).date()
    assert f'href="/entries?from={today}&amp;place={NORTH}"' in staff.get("/places/map").text


def test_a_grid_worker_sees_their_grid_and_no_number_of_another(app: Flask) -> None:
    staff = visitor(app, Grant(Role.GRID_WORKER, FIRST), Grant(Role.SQUAD_LEADER, SOUTH))

    page = staff.get("/places/map").text

    assert "一格" in page
    assert "二格" not in page
    assert "北村" not in page
    assert lying(staff) == {FIRST, SOUTH}
    assert lying(staff, "") == {FIRST, SOUTH, HOUSE}
    # Entries are for the squad leader alone.
    row = page[page.index(f'data-place="{FIRST}"') :]
    assert '<span class="none">–</span>' in row[: row.index("</tr>")]
    for path in (f"/places/map?in={NORTH}", f"/places/outlines.geojson?in={TOWN}", f"/places/{FIRST}/outline"):
        assert staff.get(path).status_code in (403, 404), path


def test_a_place_is_drawn_around_its_parts_and_one_without_parts_alone(app: Flask) -> None:
    staff = signed_in(app)

    assert lying(staff) == {TOWN, NORTH, SOUTH}
    assert lying(staff, f"?in={NORTH}") == {NORTH, FIRST}
    assert lying(staff, f"?in={SOUTH}") == {SOUTH}
    assert "no outline yet" in staff.get(f"/places/map?in={NORTH}").text


def hidden(staff: Staff, path: str, form: str) -> dict[str, str]:
    """What the form of that kind on a page sends by itself."""
    inside = staff.get(path).text.partition(form)[2].partition("</form>")[0]
    return dict(re.findall(r'type="hidden" name="([^"]*)" value="([^"]*)"', inside))


def bring(staff: Staff, place: int, data: bytes) -> tuple[int, str]:
    """Send the form of the page with a file chosen."""
    path = f"/places/{place}/outline"
    file = {"file": (io.BytesIO(data), "town.geojson")}
    answer = staff.client.post(path, data=hidden(staff, path, 'enctype="multipart/form-data"') | file)
    return answer.status_code, answer.text


def test_what_was_taken_from_here_can_be_filled_in_and_brought_again(app: Flask) -> None:
    staff = signed_in(app)
    file = staff.get("/places/outlines.geojson").get_json()
    empty = [each for each in file["features"] if each["geometry"] is None]
    assert [each["properties"] for each in empty] == [{"place_id": SECOND, "name": "二格"}]

    empty[0]["geometry"] = square(9)
    assert bring(staff, TOWN, json.dumps(file).encode())[0] == 303

    assert "Outlines: new 1, changed 0, unchanged 5" in staff.get("/places/map").text
    assert SECOND in lying(staff, "")


def test_a_file_too_long_to_be_brought_again_is_a_sentence(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    staff = signed_in(app)
    whole = staff.get("/places/outlines.geojson")
    assert "attachment" in whole.headers["Content-Disposition"]

    for most in (len(whole.data) - 1, 100):
        monkeypatch.setattr(features, "MOST_BYTES", most)
        refused = staff.get("/places/outlines.geojson")
        assert (refused.status_code, "when it is brought again" in refused.text) == (413, True)
    assert lying(staff) == {TOWN, NORTH, SOUTH}


def test_one_shape_is_that_of_the_place_and_can_be_taken_away(app: Flask) -> None:
    staff = signed_in(app)

    assert bring(staff, SECOND, json.dumps(square(9)).encode())[0] == 303
    assert SECOND in lying(staff, "?in=2")
    path = f"/places/{SECOND}/outline/remove"
    assert staff.client.post(path, data=hidden(staff, f"/places/{SECOND}/outline", path)).status_code == 303
    assert SECOND not in lying(staff, "?in=2")


def test_a_file_says_nothing_of_what_lies_elsewhere_and_is_noted_as_a_whole(app: Flask) -> None:
    staff = visitor(app, Grant(Role.OFFICE, NORTH))

    status, page = bring(staff, NORTH, collection(feature(square(), name="二格"), feature(square(), place_id=SOUTH)))

    assert status == 422
    assert "Feature 2: There is no place 3 here" in page
    assert SECOND not in lying(staff, "")
    assert staff.get(f"/places/{SOUTH}/outline").status_code == 404


def test_what_is_no_file_of_outlines_is_said_beside_the_field(app: Flask) -> None:
    staff = signed_in(app)

    for data in (b"", b"\xff\xd8\xff\xe0 a photograph", b"[" * 5000):
        status, page = bring(staff, NORTH, data)
        assert (status, "The file is not JSON." in page) == (422, True)


def test_names_of_markup_stay_names(app: Flask) -> None:
    with database_of(app).writing() as session:
        service.rename(session, NORTH, "<b>北村</b>")
    staff = signed_in(app)

    assert "<b>北村" not in staff.get("/places/map").text
    assert staff.get("/places/outlines.geojson").content_type == "application/geo+json"
