"""What staff should look at: open until it is over or somebody has looked, told once however often it comes."""

import pytest
from flask import Flask
from sqlalchemy import select

from central.db import database_of
from central.edges import service
from central.edges.matters import KEPT
from central.edges.tables import matter
from central.keyset import SIZE
from central.place import service as places
from central.web.grants import TOWN
from tests.fakes.signing_box import SigningBox
from tests.fakes.staff import Staff, signed_in
from tests.fakes.town import now
from wire.kinds import Alarm, DoorChange, DoorState, Entry, WayAllowed

TAMPER = DoorState("Main", "tamper", "the lock's case was opened")


@pytest.fixture
def staff(app: Flask) -> Staff:
    return signed_in(app)


def tell(box: SigningBox, *bodies: DoorState | DoorChange | Alarm | Entry | WayAllowed) -> None:
    first = len(box.records) + 1
    for body in bodies:
        box.append(body)
    assert box.push(first).status_code == 200


def matters(app: Flask) -> list[tuple[str, str | None, int]]:
    with database_of(app).reading() as session:
        return [(row.code, row.door, row.times) for row in service.open_matters(session)]


def test_a_lock_that_comes_online_again_hides_no_tampering(app: Flask, box: SigningBox, staff: Staff) -> None:
    tell(
        box, TAMPER, Alarm("lock-tamper", "critical", "Main"), DoorState("Main", "offline"), DoorState("Main", "online")
    )

    assert matters(app) == [("lock-tamper", "Main", 1)]
    page = staff.get("/doors").text
    assert "Online" in page
    assert page.count("Lock reports tampering") >= 2


def test_power_and_tampering_are_over_when_the_lock_says_normal(app: Flask, box: SigningBox) -> None:
    tell(box, TAMPER, DoorState("Main", "power-fail"), DoorState("Gate", "tamper"), DoorState("Main", "normal"))

    assert matters(app) == [("lock-tamper", "Gate", 1)]


def test_a_door_that_was_forced_stays_a_matter_and_one_held_open_is_over_when_it_is_closed(
    app: Flask, box: SigningBox, staff: Staff
) -> None:
    tell(
        box,
        DoorChange("Main", "open", "released"),
        DoorChange("Main", "held-open", "open", "warning"),
        DoorChange("Gate", "forced", "secured", "critical"),
        Alarm("fire", "critical", "Yard"),
        DoorChange("Yard", "free", "secured", "critical"),
    )
    assert sorted(matters(app)) == [
        ("door-forced", "Gate", 1),
        ("door-free", "Yard", 1),
        ("door-held-open", "Main", 1),
        ("fire", "Yard", 1),
    ]
    page = staff.get("/doors").text
    assert "Door stands open for too long" in page
    assert "Door was opened without a release" in page

    tell(box, DoorChange("Main", "secured", "held-open"), DoorChange("Gate", "secured", "forced"))
    tell(box, Alarm("fire-over", "info", "Yard"), DoorChange("Yard", "secured", "free"))

    assert matters(app) == [("door-forced", "Gate", 1)]


def test_a_door_that_opens_and_closes_as_it_should_is_no_matter_and_makes_no_door(app: Flask, box: SigningBox) -> None:
    tell(box, DoorChange("Main", "open", "released"), DoorChange("Main", "secured", "open"))

    assert matters(app) == []
    with database_of(app).reading() as session:
        assert service.doors(session) == []


def test_a_matter_that_comes_again_is_one_matter_told_twice(app: Flask, box: SigningBox) -> None:
    tell(box, Alarm("storage-trouble", "critical", detail="first"))
    tell(box, Alarm("storage-trouble", "critical", detail="second"), Alarm("bell", "info", "Main"))

    assert matters(app) == [("storage-trouble", None, 2)]


def test_what_was_looked_at_is_gone_until_it_comes_again(app: Flask, box: SigningBox, staff: Staff) -> None:
    tell(box, TAMPER)
    with database_of(app).reading() as session:
        (row,) = service.open_matters(session)

    assert staff.send(f"/doors/matters/{row.id}", "/doors").status_code == 303
    assert matters(app) == []
    assert "Lock reports tampering" in staff.get("/doors").text, "its last state is still that"

    tell(box, DoorState("Main", "online"))
    assert "Lock reports tampering" not in staff.get("/doors").text
    tell(box, TAMPER)
    assert matters(app) == [("lock-tamper", "Main", 1)]


def test_a_camera_that_sees_again_is_no_matter_any_more(app: Flask, box: SigningBox) -> None:
    tell(box, Alarm("camera-gone", "critical", "Main"), Alarm("camera-live", "info", "Main"))

    assert matters(app) == []


def test_records_that_central_can_never_have_are_shown(app: Flask, box: SigningBox, staff: Staff) -> None:
    tell(box, Alarm("records-missing", "critical", detail="records 5 to 17 of outbox 3f2a9c1e"))

    page = staff.get("/doors").text
    assert "Records are missing here for good" in page
    assert "records 5 to 17 of outbox 3f2a9c1e" in page


def test_an_alarm_of_a_newer_box_is_shown_as_it_came(box: SigningBox, staff: Staff) -> None:
    tell(box, Alarm("moon-phase", "puzzling", "Main", "<b>full</b>"))

    page = staff.get("/doors").text
    assert "moon-phase" in page
    assert "<b>full" not in page


def test_words_with_a_nul_keep_no_record_from_central(app: Flask, box: SigningBox) -> None:
    # PostgreSQL keeps none in text.
    tell(box, Alarm("od\0d", "critical", "Ma\0in", "a\0b"), WayAllowed("Ma\0in", "p\0in", "l\0i"))

    assert matters(app) == [("odd", "Main", 1)]


def test_a_way_that_staff_allowed_again_is_shown_at_its_door(box: SigningBox, staff: Staff) -> None:
    tell(box, DoorState("Main", "online"), WayAllowed("Main", "pin", "li"))

    page = staff.get("/doors").text
    assert "Allowed again" in page
    assert "PIN, li" in page


def test_who_of_the_staff_opened_and_why_stands_with_the_entry(box: SigningBox, staff: Staff) -> None:
    tell(
        box,
        Entry("Main", True, "granted", "staff", by="li", why="parcel for 302"),
        Entry("Main", True, "granted", "pin"),
    )

    page = staff.get("/entries").text
    assert "li: parcel for 302" in page
    assert "li: parcel for 302" in staff.get("/entries/since?after=0").json["rows"][0]  # type: ignore[index]


def test_of_many_matters_the_page_of_doors_shows_the_newest_and_leads_to_the_others(
    app: Flask, box: SigningBox, staff: Staff
) -> None:
    tell(box, TAMPER)
    assert "Show all" not in staff.get("/doors").text
    with database_of(app).writing() as session:
        for number in range(SIZE):
            service.note_matter(session, 1, service.Matter(f"m-{number}", "warning", "", now() + number))

    page = staff.get("/doors").text

    assert page.count("I have looked at it") == SIZE
    assert 'href="/matters"' in page.partition('id="matters"')[2]
    assert "Lock reports tampering" in page.partition('class="doors"')[2]


def test_a_place_without_doors_says_so_and_asks_for_no_box(app: Flask, box: SigningBox, staff: Staff) -> None:
    tell(box, TAMPER)
    with database_of(app).writing() as session:
        village = places.add(session, kind=places.Kind.AREA, name="North", parent_id=TOWN, by="tests", now=1)

    page = staff.get(f"/doors?place={village}").text

    assert "No doors here" in page
    assert "Add a box" not in page


def test_only_staff_look_at_matters(app: Flask, box: SigningBox) -> None:
    tell(box, TAMPER)

    assert app.test_client().post("/doors/matters/1").status_code in (303, 400)
    assert matters(app) == [("lock-tamper", "Main", 1)]


def test_what_is_over_for_a_quarter_is_forgotten_and_what_is_open_never(app: Flask, box: SigningBox) -> None:
    tell(box, TAMPER, DoorState("Main", "normal"), DoorState("Gate", "tamper"))
    at = box.records[0].at + KEPT

    def kept_at(now: int) -> int:
        with database_of(app).writing() as session:
            service.forget_matters(session, now=now)
            return len(session.execute(select(matter.c.id)).all())

    assert [kept_at(at - 1), kept_at(at), kept_at(2 * at)] == [2, 1, 1]
