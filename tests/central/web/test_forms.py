"""Forms lose nothing and do nothing twice: a session that ends, a second click, somebody else who was quicker."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from central.accepted import SecondFactor
from central.account.tables import staff_session
from central.app import create_app
from central.audit import service as audit
from central.audit.views import last
from central.clock.tables import calendar_change
from central.config import Config
from central.db import database_of
from central.rental import service as rental
from central.web import kept_forms, moments, once
from central.web.tables import kept_form, sent_form
from tests.central.rental.pages_of import DAY, PagedHouse
from tests.fakes.staff import Staff, hire
from tests.fakes.town import now

PASSWORD = "nine red kites over the bay"
CALENDAR = "/calendar/2026"
OVERRIDES = f"{CALENDAR}/overrides"
TYPHOON = {"day": "2026-03-04", "kind": "free", "why": "typhoon <b>"}


def hidden(page: str) -> dict[str, str]:
    """The fields that a form brings along by itself."""
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page))


def fields_of(staff: Staff, path: str) -> dict[str, str]:
    return hidden(staff.get(path).text.partition('class="day-form"')[2])


def sent_from(staff: Staff, page: str, path: str, form: dict[str, str]) -> str:
    """Send a form that stands on `page`; the page where that leads."""
    answer = staff.client.post(path, data=form, headers={"Referer": f"http://localhost{page}"})
    assert (answer.status_code, answer.location) == (303, page)
    return staff.get(page).text


def end_session(app: Flask) -> None:
    """Everybody has rested for a day."""
    with database_of(app).writing() as session:
        session.execute(update(staff_session).values(used_at=1))


def how_many(app: Flask) -> int:
    with database_of(app).reading() as session:
        return session.scalar(select(func.count()).select_from(calendar_change)) or 0


def cut_off(app: Flask, staff: Staff, **fields: str) -> str:
    """Send the form of a day after the session has ended; where that leads."""
    form = fields_of(staff, CALENDAR) | TYPHOON | fields
    end_session(app)
    answer = staff.client.post(OVERRIDES, data=form, headers={"Referer": f"http://localhost{CALENDAR}"})
    assert answer.status_code == 303
    return str(answer.location)


def test_what_was_typed_is_there_again_after_signing_in_and_was_not_sent(app: Flask, staff: Staff) -> None:
    assert cut_off(app, staff) == "/sign-in?next=/calendar/2026"
    assert staff.sign_in(next=CALENDAR).location == CALENDAR

    page = staff.get(CALENDAR).text

    assert "It was not sent yet" in page
    assert 'value="2026-03-04"' in page
    assert 'value="typhoon &lt;b&gt;"' in page
    assert 'value="free" required checked' in page
    assert how_many(app) == 0


def test_it_is_there_once_and_on_its_own_page_alone(app: Flask, staff: Staff) -> None:
    cut_off(app, staff)
    staff.sign_in()
    assert "typhoon" not in staff.get("/calendar/notice").text
    assert "typhoon" in staff.get(CALENDAR).text
    assert "typhoon" not in staff.get(CALENDAR).text


def test_nobody_else_gets_it(app: Flask, staff: Staff) -> None:
    cut_off(app, staff)
    hire(app, "Li", PASSWORD)
    staff.sign_in("Li", PASSWORD)
    assert "typhoon" not in staff.get(CALENDAR).text


def test_what_is_kept_can_not_be_read_where_it_is_kept(app: Flask, staff: Staff) -> None:
    cut_off(app, staff, password="seven quiet doors", code="ABCD-EFGH-JKLM")
    with database_of(app).reading() as session:
        row = session.execute(select(kept_form)).one()
    assert "typhoon" not in "".join(map(str, row))
    staff.sign_in()
    page = staff.get(CALENDAR).text
    assert "seven quiet doors" not in page
    assert "ABCD" not in page


def test_it_is_kept_for_minutes(app: Flask, staff: Staff, monkeypatch: pytest.MonkeyPatch) -> None:
    cut_off(app, staff)
    staff.sign_in()
    later = now() + kept_forms.KEPT
    monkeypatch.setattr(moments, "now", lambda: later)
    assert "typhoon" not in staff.get(CALENDAR).text


def test_a_form_that_is_not_ours_is_not_kept(app: Flask, staff: Staff) -> None:
    cut_off(app, staff, csrf_token="forged")
    with database_of(app).reading() as session:
        assert session.execute(select(kept_form)).first() is None


def test_a_strangers_form_is_not_kept(app: Flask, staff: Staff) -> None:
    stranger = Staff(app)
    token = stranger.token("/sign-in")
    assert stranger.client.post(OVERRIDES, data=TYPHOON | {"csrf_token": token}).status_code == 303
    with database_of(app).reading() as session:
        assert session.execute(select(kept_form)).first() is None


def test_a_form_sent_twice_is_done_once_and_answered_twice(app: Flask, staff: Staff) -> None:
    form = fields_of(staff, CALENDAR) | TYPHOON
    first, second = (staff.client.post(OVERRIDES, data=form) for _ in range(2))

    assert (first.status_code, first.location) == (second.status_code, second.location) == (303, CALENDAR)
    assert how_many(app) == 1
    assert "counted anew" in staff.get(CALENDAR).text


def test_two_clicks_at_the_same_moment_are_one(app: Flask, staff: Staff) -> None:
    form = fields_of(staff, CALENDAR) | TYPHOON
    cookies = {key: staff.client.get_cookie(key) for key in ("menlu", "menlu-form")}

    def click(_number: int) -> tuple[int, str | None]:
        client = app.test_client()
        for name, cookie in cookies.items():
            assert cookie is not None
            client.set_cookie(name, cookie.value)
        answer = client.post(OVERRIDES, data=form)
        return answer.status_code, answer.location

    with ThreadPoolExecutor(4) as clicks:
        assert set(clicks.map(click, range(4))) == {(303, CALENDAR)}
    assert how_many(app) == 1


def test_a_form_that_had_to_be_mended_can_be_sent_again(app: Flask, staff: Staff) -> None:
    form = fields_of(staff, CALENDAR) | TYPHOON
    assert staff.client.post(OVERRIDES, data=form | {"why": ""}).status_code == 422
    assert staff.client.post(OVERRIDES, data=form).status_code == 303
    assert how_many(app) == 1


def test_whoever_clicks_again_while_nobody_knows_is_told_to_look(
    app: Flask, staff: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(once, "PATIENCE", 0.05)
    form = fields_of(staff, CALENDAR) | TYPHOON
    assert staff.client.post(OVERRIDES, data=form).status_code == 303
    with database_of(app).writing() as session:
        session.execute(update(sent_form).values(location=None))
    staff.client.post(OVERRIDES, data=form)
    assert "Look before you send it again" in staff.get("/").text
    assert how_many(app) == 1


def test_what_is_wrong_is_said_above_the_form_and_leads_to_its_field(staff: Staff) -> None:
    page = staff.send(OVERRIDES, CALENDAR, **TYPHOON | {"day": "", "why": ""}).text
    assert 'role="alert"' in page
    assert '<a href="#day">Choose a day.</a>' in page
    assert '<a href="#why">Give a reason' in page
    assert 'id="day"' in page


def test_who_changes_a_day_that_somebody_has_changed_meanwhile_is_told_what_and_loses_nothing(
    app: Flask, staff: Staff
) -> None:
    form = fields_of(staff, CALENDAR) | TYPHOON
    staff.send(OVERRIDES, CALENDAR, day="2026-03-04", kind="working", why="flood")

    page = sent_from(staff, CALENDAR, OVERRIDES, form)

    assert re.search(r"王丽 has changed this since you opened it, on \w+ \d+ at \d\d:\d\d", page)
    assert "Made a working day (王丽: flood)" in page
    assert 'value="typhoon &lt;b&gt;"' in page
    assert how_many(app) == 1
    again = hidden(page.partition('class="day-form"')[2]) | TYPHOON
    assert staff.client.post(OVERRIDES, data=again).status_code == 303


def test_another_day_is_no_hindrance(app: Flask, staff: Staff) -> None:
    form = fields_of(staff, CALENDAR) | TYPHOON
    staff.send(OVERRIDES, CALENDAR, day="2026-03-05", kind="working", why="flood")
    assert staff.client.post(OVERRIDES, data=form).status_code == 303


def test_who_changes_dates_that_somebody_has_changed_meanwhile_is_told(paged: PagedHouse) -> None:
    stay_id, _ = paged.stay()
    path = f"/stays/{stay_id}/dates"
    opened = hidden(paged.chen.get(path).text)
    with paged.database.writing() as session:
        rental.change_dates(session, paged.scope, stay_id, 0, now() + 30 * DAY, now=now())
    wanted = {"last": "2027-01-31"}

    page = sent_from(paged.chen, path, path, opened | wanted)

    assert "Last day</strong>: was" in page
    assert 'value="2027-01-31"' in page
    assert paged.chen.client.post(path, data=hidden(page) | wanted).status_code == 303
    with paged.database.reading() as session:
        row = rental.stay_of(session, paged.scope, stay_id)
    assert row is not None
    assert row.until > now() + 31 * DAY


def test_a_code_that_is_shown_once_is_the_same_one_on_the_second_click(app: Flask, staff: Staff) -> None:
    form = hidden(staff.get("/landlords").text.partition('id="add"')[2]) | {"name": "Zhou"}
    first, second = (staff.client.post("/landlords", data=form) for _ in range(2))

    assert first.status_code == second.status_code == 201
    assert first.text == second.text
    code = re.search(r"\b\w{4}-\w{4}-\w{4}\b", first.text)
    assert code is not None
    with database_of(app).reading() as session:
        row = session.execute(select(sent_form)).one()
    assert code[0] not in "".join(map(str, row))


@pytest.fixture
def house(url: str, tmp_path: Path) -> Iterator[PagedHouse]:
    """A house on pages, on both kinds of database."""
    key = str(tmp_path / "sealing-key")
    made = create_app(Config(database=url, sealing_key=key, second_factor=SecondFactor.OFFERED))
    yield PagedHouse(made)
    database_of(made).close()


def test_of_two_who_change_a_room_at_the_same_moment_the_second_is_told(house: PagedHouse) -> None:
    path = f"/rooms/{house.room}/change"
    hire(house.app, "Li", PASSWORD)
    both = [house.office, Staff(house.app)]
    both[1].sign_in("Li", PASSWORD)
    forms = [hidden(staff.get(path).text) | {"landlord": "2", "box": str(house.box_id)} for staff in both]

    def save(number: int) -> str | None:
        form = forms[number] | {"name": f"30{number + 2}"}
        return both[number].client.post(path, data=form, headers={"Referer": f"http://localhost{path}"}).location

    with ThreadPoolExecutor(2) as people:
        led_to = list(people.map(save, range(2)))

    assert sorted(map(str, led_to)) == [f"/rooms/{house.room}", path]
    slower = led_to.index(path)
    page = both[slower].get(path).text
    told = f"<strong>Room</strong>: was 301, is now 30{3 - slower}"
    assert told in page
    assert f"{('王丽', 'Li')[1 - slower]} has changed this" in page
    assert f'value="30{slower + 2}"' in page
    again = hidden(page) | {"landlord": "2", "box": str(house.box_id), "name": "304"}
    assert both[slower].client.post(path, data=again).location == f"/rooms/{house.room}"


def test_numbers_of_people_are_never_kept_wherever_they_stand() -> None:
    assert kept_forms.may_be_kept("why", "the lock at 3 Harbour Road, seen 2026-03-04")
    assert not kept_forms.may_be_kept("why", "call 138 1234 5678 first")
    assert not kept_forms.may_be_kept("q", "11010119900307123X")
    assert not kept_forms.may_be_kept("new_password", "x")


def test_a_browser_that_does_not_say_where_the_form_stood_is_led_to_the_page_above(app: Flask, staff: Staff) -> None:
    form = fields_of(staff, CALENDAR) | TYPHOON
    end_session(app)
    assert staff.client.post(OVERRIDES, data=form).location == f"/sign-in?next={CALENDAR}"
    staff.sign_in()
    assert 'value="typhoon &lt;b&gt;"' in staff.get(CALENDAR).text


@pytest.mark.parametrize(("sent_to", "stands_on"), [(OVERRIDES, CALENDAR), ("/staff/1/grants", "/staff/1")])
def test_a_form_that_had_to_be_mended_leads_to_the_page_above_it(
    app: Flask, staff: Staff, sent_to: str, stands_on: str
) -> None:
    form = fields_of(staff, CALENDAR) | TYPHOON
    end_session(app)

    answer = staff.client.post(sent_to, data=form, headers={"Referer": f"http://localhost{sent_to}"})

    assert answer.location == f"/sign-in?next={stands_on}"


def test_who_was_quicker_is_who_changed_it_and_not_who_signed_in_since(app: Flask, staff: Staff) -> None:
    with database_of(app).writing() as session, app.test_request_context():
        for by, act in (("staff:1", "role.give"), ("staff:2", "sign-in"), ("staff:2", "password.change")):
            audit.note(session, act=act, of="staff:9", by=by)
    hire(app, "Li", PASSWORD)

    with app.test_request_context():
        told = last("staff:9", ("role.", "staff.shut-out"))
        nothing = last("staff:9", ("staff.shut-out",))

    assert told is not None
    assert told[0] == "王丽"
    assert nothing is None
