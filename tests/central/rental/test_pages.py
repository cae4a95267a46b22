"""What landlords and the office see and do, from the invitation to the end of a stay."""

import re
from typing import Any

import pytest
from sqlalchemy import insert

from central.rental import service
from central.rental.tables import review_task
from central.web.grants import TOWN, Grant
from central.web.roles import Role
from tests.central.rental.pages_of import PagedHouse
from tests.central.rental.telling import PERSON, registered
from tests.fakes.staff import Staff, hire
from tests.fakes.town import now
from wire.claim import normalised
from wire.kinds import Identity
from wire.orders import code_digest

NUMBER = "330482199001011234"


def fill_in(paged: PagedHouse, **fields: str) -> tuple[int, str]:
    """Send the invitation form as it stands, but for these fields; status and page."""
    path = f"/rooms/{paged.room}/invite"
    page = paged.chen.get(path).text
    values = dict(re.findall(r'name="(token|first|last|places)"[^>]* value="([^"]*)"', page))
    answer = paged.chen.send(path, path, **(values | fields))
    return answer.status_code, answer.text


def register(paged: PagedHouse, token: str | None = None, **values: Any) -> None:
    identity = Identity(paged.sealed("name", "张三丰", PERSON), paged.sealed("number", NUMBER, PERSON), phone="x")
    paged.register(registered(stay=token, identity=identity, **values))


def test_landlords_see_their_rooms_and_no_others(paged: PagedHouse) -> None:
    page = paged.chen.get("/rooms").text

    assert "301" in page
    assert "401" not in page
    assert 'href="/entries"' not in page
    office = paged.office.get("/rooms").text
    assert all(word in office for word in ("301", "401", "陈房东", "Lin"))


def test_who_only_reads_rooms_is_asked_for_nothing(paged: PagedHouse) -> None:
    hire(paged.app, "Audit", grants=[Grant(Role.AUDITOR, TOWN)])
    auditor = Staff(paged.app)
    auditor.sign_in("Audit")
    _, token = paged.stay()
    register(paged, token)
    with paged.database.writing() as session:
        asked = {"registration_id": 1, "reasons": "over-full", "state": "open", "made_at": now()}
        session.execute(insert(review_task), asked)

    page, landlords = auditor.get("/rooms").text, paged.chen.get("/rooms").text

    assert "Waiting for your answer: 1" in landlords
    assert "cell-more" in landlords
    assert "Waiting for an answer: 1" in page
    assert "cell-more" not in page


def test_an_invitation_is_one_screen_with_sensible_dates_and_shows_the_code_once(paged: PagedHouse) -> None:
    status, page = fill_in(paged)
    found = re.search(r"<code>(\w{4}-\w{4}-\w{2})</code>", page)
    assert (status, found is not None) == (201, True)
    assert found is not None
    code = found[1]

    assert f"http://localhost/i#{code}" in page
    assert '<svg viewBox="0 0' in page
    assert all(words in page for words in ('lang="zh-Hans"', 'lang="en"', "Code: ", "邀请码："))
    with paged.database.reading() as session:
        (stay,) = service.stays(session, paged.scope)
    assert code not in paged.chen.get(f"/stays/{stay.id}").text


def test_what_the_box_gets_is_the_digest_of_the_code_that_was_shown(paged: PagedHouse) -> None:
    token = "0123456789abcdef" * 2
    _, page = fill_in(paged, token=token)
    code = re.search(r"<code>(\w{4}-\w{4}-\w{2})</code>", page)
    assert code is not None

    with paged.database.reading() as session:
        from central.edges import orders

        *_, raw = orders.orders_after(session, paged.box_id, 0)

    assert code_digest(normalised(code[1]), token) in bytes(raw).decode()


def test_a_form_sent_twice_makes_one_stay(paged: PagedHouse) -> None:
    token = "0123456789abcdef" * 2
    pages = [fill_in(paged, token=token) for _ in range(2)]

    with paged.database.reading() as session:
        assert len(service.stays(session, paged.scope)) == 1
    assert [status for status, _ in pages] == [201, 201]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"first": ""}, "Choose a day"),
        ({"first": "2026-02-30"}, "Choose a day"),
        ({"last": "2020-01-01"}, "The last day is today or later"),
        ({"last": "2999-01-01"}, "within ten years"),
        ({"places": "0"}, "Between 1 and 20"),
        ({"places": "²"}, "Between 1 and 20"),
        ({"places": "1", "minors": "on"}, "two people at least"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(paged: PagedHouse, fields: dict[str, str], words: str) -> None:
    status, page = fill_in(paged, **fields)

    assert status == 422
    assert words in page
    assert all(value in page for value in fields.values() if value not in ("on", ""))


def test_the_last_day_of_all_is_no_fault(paged: PagedHouse) -> None:
    assert fill_in(paged, last="9999-12-31")[0] == 422


def test_the_stay_shows_people_ways_and_what_is_missing_but_no_number(paged: PagedHouse) -> None:
    stay_id, token = paged.stay()
    register(paged, token)

    page = paged.chen.get(f"/stays/{stay_id}").text

    for words in ("张**", "May enter", "Face, PIN", "the face is not enrolled yet", "1 of 2 registered"):
        assert words in page
    assert not [word for word in ("三丰", NUMBER, NUMBER[:3] + "*", PERSON) if word in page]


def test_what_the_box_was_told_waits_until_it_answers(paged: PagedHouse) -> None:
    stay_id, _ = paged.stay()

    assert "Waiting for the box" in paged.chen.get(f"/stays/{stay_id}").text


def test_ending_a_stay_asks_first_and_says_what_will_happen(paged: PagedHouse) -> None:
    stay_id, token = paged.stay()
    register(paged, token)
    question = paged.chen.get(f"/stays/{stay_id}/end").text
    assert "the door closes at once to everybody who registered: 1" in question

    answer = paged.chen.send(f"/stays/{stay_id}/end", f"/stays/{stay_id}/end")

    page = paged.chen.get(answer.location).text
    assert "May not enter any more" in page
    assert "Door closed" in page
    late = paged.chen.send(f"/stays/{stay_id}/end", "/rooms")
    assert "Nothing was changed" in paged.chen.get(late.location).text


def test_dates_are_changed_and_a_stay_that_runs_keeps_its_first_day(paged: PagedHouse) -> None:
    stay_id, _ = paged.stay()
    path = f"/stays/{stay_id}/dates"
    with paged.database.reading() as session:
        before = service.stay_of(session, paged.scope, stay_id)
    wrong = paged.chen.send(path, path, first="2020-01-01", last="2020-01-02")

    assert paged.chen.send(path, path, first="1999-01-01", last="2031-05-31").status_code == 303

    with paged.database.reading() as session:
        after = service.stay_of(session, paged.scope, stay_id)
    assert before is not None
    assert after is not None
    assert (wrong.status_code, after.begin, after.until > before.until) == (422, before.begin, True)


def test_a_stay_moves_to_another_room(paged: PagedHouse) -> None:
    stay_id, _ = paged.stay()
    path = f"/stays/{stay_id}/move"
    assert "There is no other room" in paged.chen.get(path).text
    with paged.database.writing() as session:
        assert paged.scope.reach.owner is not None
        room = service.add_room(session, landlord_id=paged.scope.reach.owner, box_id=paged.box_id, name="302", now=1)

    answer = paged.chen.send(path, path, room=str(room))

    assert "Stay in room 302" in paged.chen.get(answer.location).text
    assert paged.chen.send(path, path, room=str(paged.other)).status_code == 404


def test_a_room_to_move_to_is_looked_for_in_another_house(paged: PagedHouse) -> None:
    stay_id, _ = paged.stay()
    path = f"/stays/{stay_id}/move"

    houses = re.findall(rf'href="({path}\?house=\d+)">([^<]+)<', paged.chen.get(f"{path}?q=").text)

    assert len(houses) == 1
    assert houses[0][1] in paged.chen.get(houses[0][0]).text
    assert "No house fits" in paged.chen.get(f"{path}?q=nowhere").text


@pytest.mark.parametrize(("act", "order"), [("revoke", "Door closed"), ("withdraw-face", "Face erased")])
def test_a_right_is_taken_or_a_face_withdrawn_after_a_question(paged: PagedHouse, act: str, order: str) -> None:
    stay_id, token = paged.stay()
    register(paged, token)
    with paged.database.reading() as session:
        (person,) = service.people(session, paged.scope, stay_id)
    path = f"/people/{person.id}/{act}"

    answer = paged.chen.send(path, path)

    assert order in paged.chen.get(answer.location).text


def request_path(who: Staff) -> str:
    found = re.search(r'href="(/requests/\d+)"', who.get("/requests").text)
    assert found is not None
    return found[1]


def test_a_landlord_says_yes_to_somebody_without_an_invitation(paged: PagedHouse) -> None:
    register(paged, outcome="review", reasons=["no-invitation"])
    path = request_path(paged.chen)
    page = paged.chen.get(path).text
    dates = dict(re.findall(r'name="(first|last)"[^>]* value="([^"]*)"', page))
    assert "Came without an invitation" in page
    assert NUMBER[:3] + "*" not in page

    incomplete = paged.chen.send(path, path, answer="yes", **dates)
    answer = paged.chen.send(path, path, answer="yes", room=str(paged.room), **dates)

    assert (incomplete.status_code, "Choose a room." in incomplete.text) == (422, True)
    assert "Said yes" in paged.chen.get(answer.location).text
    with paged.database.reading() as session:
        (stay,) = service.stays(session, paged.scope)
        assert service.people(session, paged.scope, stay.id)[0].state == "granted"


def test_staff_see_scores_and_a_masked_number_and_say_why_not(paged: PagedHouse) -> None:
    _, token = paged.stay()
    register(paged, token, outcome="review", reasons=["face-differs", "a-newer-reason"])
    assert "Nobody waits" in paged.chen.get("/requests").text
    path = request_path(paged.office)
    page = paged.office.get(path).text
    for words in ("330****1234", "0.710", "threshold 0.420", "a-newer-reason", "Living person"):
        assert words in page

    silent = paged.office.send(path, path, answer="no")
    paged.office.send(path, path, answer="no", why="Another person's card")

    assert (silent.status_code, "Say why not" in silent.text) == (422, True)
    assert "Another person&#39;s card" in paged.office.get("/requests?answered=1").text


def test_who_gives_no_face_is_compared_by_a_person(paged: PagedHouse) -> None:
    _, token = paged.stay()
    register(paged, token, outcome="review", reasons=["without-face"], comparison=None, ways=["pin"])
    path = request_path(paged.chen)

    assert "Compare the person with their document first" in paged.chen.send(path, path, answer="yes").text
    assert paged.chen.send(path, path, answer="yes", seen="on").status_code == 303


def test_the_office_gives_rooms_to_landlords_and_doors(paged: PagedHouse) -> None:
    landlord = str(paged.lins.reach.owner)
    form = {"name": "501", "landlord": landlord, "box": str(paged.other_id)}
    made = paged.office.send("/rooms/new", "/rooms/new", **form)
    taken = paged.office.send("/rooms/new", "/rooms/new", **form)
    empty = paged.office.send("/rooms/new", "/rooms/new", name="", landlord="", box="")

    assert "501" in paged.lin.get("/rooms").text
    assert "has a room by that name already" in taken.text
    assert "Choose whose room it is" in empty.text
    changed = f"{made.location}/change"
    paged.office.send(changed, changed, **(form | {"name": "502"}))
    assert "Room 502" in paged.lin.get(made.location).text


def test_a_room_with_stays_keeps_its_door_and_name(paged: PagedHouse) -> None:
    paged.stay()
    path = f"/rooms/{paged.room}/change"

    answer = paged.office.send(path, path, name="999", landlord=str(paged.scope.reach.owner), box="")

    assert "There are stays in this room" in answer.text


def test_no_page_that_is_only_fetched_again_keeps_a_session_alive(
    paged: PagedHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    noted: list[bytes] = []
    monkeypatch.setattr("central.account.service.note_use", lambda database, handle, now: noted.append(handle))
    paged.chen.get("/rooms", **{"Menlu-Refresh": "1"})
    assert noted == []
    paged.chen.get("/rooms")
    assert len(noted) == 1
