import re
import time

import pytest
from flask import Flask

from central.db import database_of
from central.edges import news, service
from central.edges.projecting import Projector
from central.web.streams import PER_SESSION
from tests.fakes.signing_box import SigningBox
from tests.fakes.staff import Staff, signed_in
from wire.kinds import DoorState, Entry, Release

PERSON = "3f9c2e71a0b4d586"
DENIED = Entry("Main entrance", False, "not-recognised", "face")
GRANTED = Entry("Main entrance", True, "granted", "face", PERSON)


@pytest.fixture
def staff(app: Flask) -> Staff:
    """The first administrator, signed in."""
    return signed_in(app)


def rows(page: str) -> list[int]:
    return [int(number) for number in re.findall(r'<tr id="entry-(\d+)"', page)]


def test_an_entry_shows_door_box_outcome_reason_and_what_the_lock_did(staff: Staff, box: SigningBox) -> None:
    box.append(GRANTED)
    box.append(Release("Main entrance", "done", entry=1))
    box.push()
    page = staff.get("/entries").text
    for words in ("Main entrance", "1 Harbour Road", "Let in", "May enter", "Face", "Released"):
        assert words in page


def test_a_person_is_six_signs_and_nothing_leads_to_their_other_entries(staff: Staff, box: SigningBox) -> None:
    box.append(GRANTED)
    box.push()
    page = staff.get("/entries").text
    assert f"<code>{PERSON[:6]}</code>" in page
    assert PERSON not in page
    assert "person=" not in page
    assert rows(staff.get(f"/entries?person={PERSON}").text) == [1]


def test_codes_of_a_newer_box_are_shown_as_they_came(staff: Staff, box: SigningBox) -> None:
    box.append(Entry("Main entrance", False, "moon-phase", "palm"))
    box.append(GRANTED)
    box.append(Release("Main entrance", "perhaps", entry=2))
    box.push()
    page = staff.get("/entries").text
    for code in ("moon-phase", "palm", "perhaps"):
        assert code in page


def test_names_that_look_like_markup_are_only_text(staff: Staff, box: SigningBox) -> None:
    box.append(Entry("<script>alert(1)</script>", False, "<b>", "face"))
    box.push()
    for path in ("/entries", "/doors"):
        assert "<script>alert" not in staff.get(path).text
    assert "<script>alert" not in staff.get("/entries/since?after=0").text.replace("&lt;", "")


def test_the_list_is_filtered_by_door_and_outcome(staff: Staff, box: SigningBox) -> None:
    box.append(DENIED)
    box.append(GRANTED)
    box.append(Entry("Courtyard gate", False, "revoked", "face"))
    box.push()
    assert rows(staff.get("/entries").text) == [3, 2, 1]
    assert rows(staff.get("/entries?outcome=denied").text) == [3, 1]
    main = re.search(r'<option value="(\d+)">Main entrance', staff.get("/entries").text)
    assert main is not None
    assert rows(staff.get(f"/entries?door={main[1]}&outcome=denied").text) == [1]
    assert rows(staff.get("/entries?door=999").text) == []


def test_pages_lead_to_older_and_back_to_newer_without_losing_a_row(
    staff: Staff, box: SigningBox, projector: Projector
) -> None:
    for _ in range(2 * news.PAGE + 10):
        box.append(DENIED)
    box.push()
    projector.catch_up()
    seen, path = [], "/entries?outcome=denied"
    while path:
        page = staff.get(path).text
        seen.append(rows(page))
        path = address(page, "next")
    assert [len(ids) for ids in seen] == [news.PAGE, news.PAGE, 10]
    assert [number for ids in seen for number in ids] == list(range(2 * news.PAGE + 10, 0, -1))
    back = address(page, "prev")
    assert rows(staff.get(back).text) == seen[1]
    assert rows(staff.get(address(staff.get(back).text, "prev")).text) == seen[0]


@pytest.mark.parametrize("query", ["before=0", "before=x", "door=-1", "outcome=maybe", f"before={'9' * 30}", "door="])
def test_an_odd_address_is_answered_with_a_page(staff: Staff, query: str) -> None:
    assert staff.get(f"/entries?{query}").status_code == 200


def test_an_empty_list_says_what_to_do_next(staff: Staff, box: SigningBox) -> None:
    assert "Add a box first" in staff.get("/entries").text
    assert "Nothing fits" in staff.get("/entries?outcome=denied").text
    box.append(DoorState("Main entrance", "online"))
    box.push()
    assert "As soon as somebody comes to a door" in staff.get("/entries").text


def test_today_is_counted_by_the_time_at_the_door(staff: Staff, box: SigningBox) -> None:
    now = time.time_ns() // 1_000_000
    for body, at in ((GRANTED, now), (DENIED, now), (DENIED, now), (DENIED, now - 3 * 24 * 3600_000)):
        box.append(body, at=at)
    box.push()
    figures = dict(re.findall(r'data-figure="(\w+)">(\d+)<', staff.get("/entries").text))
    assert (figures["granted"], figures["denied"]) == ("1", "2")


def test_asking_again_brings_the_rows_that_are_new(staff: Staff, box: SigningBox) -> None:
    box.append(DENIED)
    box.push()
    answer = staff.get("/entries/since?after=0").json
    assert answer is not None
    assert answer["after"] == 1
    assert rows(answer["rows"][0]) == [1]
    again = staff.get("/entries/since?after=1").json
    assert again is not None
    assert again["rows"] == []


def test_the_stream_goes_on_from_the_last_event_the_browser_had(staff: Staff, box: SigningBox) -> None:
    for _ in range(3):
        box.append(DENIED)
    box.push()
    answer = staff.client.get("/entries/stream?after=0", headers={"Last-Event-ID": "2"}, buffered=False)
    events = iter(answer.iter_encoded())
    told = next(events) + next(events)
    answer.close()
    assert answer.mimetype == "text/event-stream"
    assert rows(told.decode().replace('\\"', '"')) == [3]


def test_streams_beyond_the_seats_are_refused_and_a_closed_one_frees_its_seat(staff: Staff) -> None:
    answers = [staff.client.get("/entries/stream", buffered=False) for _ in range(PER_SESSION + 1)]
    assert [answer.status_code for answer in answers] == [200] * PER_SESSION + [503]
    answers[0].close()
    another = staff.client.get("/entries/stream", buffered=False)
    assert another.status_code == 200
    for answer in (*answers, another):
        answer.close()


def test_a_door_tells_its_state_and_its_last_entry(staff: Staff, box: SigningBox) -> None:
    for state in ("online", "tamper"):
        box.append(DoorState("Main entrance", state))
    box.append(DENIED)
    box.push()
    page = staff.get("/doors").text
    assert "Lock reports tampering" in page
    assert "Not let in" in page
    assert 'href="/entries?door=1"' in page


def test_a_claim_code_is_shown_once_and_makes_a_box_known(app: Flask, staff: Staff) -> None:
    page = staff.send("/boxes/claim-codes", "/boxes", name="3 Canal Lane").text
    code = re.search(r"menlu-edge claim (\S+)</code>", page)
    assert code is not None
    assert code[1] not in staff.get("/boxes").text
    assert SigningBox(app.test_client(), now=int(time.time())).claim(code[1]).status_code == 201
    assert "3 Canal Lane" in staff.get("/boxes").text


def test_a_code_that_was_withdrawn_is_worth_nothing(app: Flask, staff: Staff) -> None:
    page = staff.send("/boxes/claim-codes", "/boxes", name="3 Canal Lane").text
    code = re.search(r"menlu-edge claim (\S+)</code>", page)
    assert code is not None
    assert staff.send("/boxes/claim-codes/1/withdraw", "/boxes").location == "/boxes"
    assert SigningBox(app.test_client(), now=int(time.time())).claim(code[1]).status_code == 403


@pytest.mark.parametrize(
    ("name", "told"),
    [*((name, "Use 1 to 100 letters") for name in ("", "   ", "x" * 101)), ("a\nb", "Letter 2 is U+000A")],
)
def test_a_box_needs_a_name(staff: Staff, name: str, told: str) -> None:
    answer = staff.send("/boxes/claim-codes", "/boxes", name=name)
    assert answer.status_code == 422
    assert told in answer.text


def test_a_box_is_shut_out_only_after_asking(app: Flask, staff: Staff, box: SigningBox) -> None:
    box.append(DENIED)
    assert "Shut out 1 Harbour Road?" in staff.get("/boxes/1/shut-out").text
    assert box.push().status_code == 200
    assert staff.send("/boxes/1/shut-out", "/boxes/1/shut-out").location == "/boxes"
    assert box.push().status_code == 401
    with database_of(app).reading() as session:
        assert service.boxes(session)[0].revoked_at is not None


def test_who_would_shut_out_a_box_twice_is_told_that_it_is_done(staff: Staff, box: SigningBox) -> None:
    staff.send("/boxes/1/shut-out", "/boxes/1/shut-out")
    assert staff.get("/boxes/1/shut-out").status_code == 303
    assert staff.get("/boxes/999/shut-out").status_code == 404


def address(page: str, rel: str) -> str:
    found = re.search(rf'<a rel="{rel}"([^>]*?)href="([^"]*)"([^>]*)>', page)
    return "" if found is None or "hidden" in found[3] else found[2].replace("&amp;", "&")
