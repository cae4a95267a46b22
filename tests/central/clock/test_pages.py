"""The pages of the calendar and of clocks: what is shown, what is refused, and who may see it."""

import csv
import io
import re
import time
from datetime import date, timedelta
from functools import partial
from urllib.parse import quote

import pytest
from flask import Flask
from sqlalchemy import select

from central.account import service as account
from central.clock import service
from central.clock.passing import bring_on
from central.clock.service import Act, Subject, Unit
from central.clock.tables import calendar_override, clock
from central.db import database_of
from tests.central.clock.conftest import CALENDAR, SUBJECT, rule
from tests.fakes.staff import Staff, signed_in

PASSWORD = "nine red kites over the bay"
HOUR = 3_600_000
ROUTES = {
    "/clocks": "GET",
    "/clocks/<int:clock_id>": "GET",
    "/calendar": "GET",
    "/calendar/<int:number>": "GET",
    "/calendar/<int:number>/overrides": "POST",
    "/calendar/<int:number>/<int:month>/<int:day>/remove": "GET POST",
    "/calendar/notice": "GET POST",
}


@pytest.fixture
def office(app: Flask) -> Staff:
    return signed_in(app)


def now() -> int:
    return time.time_ns() // 1_000_000


def start(app: Flask, hours: int, ago: int = 2, subject: Subject = SUBJECT, owner: str = "office") -> int:
    """A clock of so many hours that began `ago` hours ago."""
    with app.app_context(), database_of(app).writing() as session:
        calendar = service.load(session, service.office())
        act = Act("Wang", "the stay <began>", now() - ago * HOUR)
        return service.start(session, calendar, rule(hours, Unit.HOURS), subject, act, owner=owner)


def most_pressing(office: Staff) -> str:
    """The list that comes first."""
    return office.get(office.get("/clocks").location).text


def override(app: Flask, day: date, why: str = "typhoon") -> None:
    with app.app_context(), database_of(app).writing() as session:
        service.override(session, service.office(), day, Act("Li", why, now()), is_working=False)


def test_every_route_is_for_the_office_alone(app: Flask, office: Staff) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    with database_of(app).writing() as session:
        code = account.add_landlord(session, "Chen", by="tests", now=now()).code
    account.join(database_of(app), code, PASSWORD, "tests", now())
    landlord, nobody = Staff(app), Staff(app)
    landlord.sign_in("Chen", PASSWORD)
    clock_id = start(app, 10)
    found = {}

    for rule_ in app.url_map.iter_rules():
        if rule_.endpoint.startswith("clock."):
            methods = sorted((rule_.methods or set()) & {"GET", "POST"})
            found[rule_.rule] = " ".join(methods)
            path = rule_.rule.replace("<int:clock_id>", str(clock_id)).replace("<int:number>", "2026")
            path = path.replace("<int:month>/<int:day>", "3/4")
            for method in methods:
                refused = [who.client.open(path, method=method).status_code for who in (nobody, landlord)]
                assert refused == [303, 403], path
                assert office.client.open(path, method=method).status_code in (200, 303, 404, 422)

    assert found == ROUTES


def test_a_year_shows_each_day_with_what_it_is_in_words(office: Staff) -> None:
    page = office.get("/calendar/2026").text

    assert page.count('<li class="day day-') == 365
    assert len(re.findall(r'class="day day-holiday', page)) == 33 + 1
    assert len(re.findall(r'class="day day-make-up', page)) == 6 + 1
    assert "Make-up workday: Spring Festival" in page
    assert "By the notice of the State Council" in page


def test_the_calendar_of_today_is_the_first(office: Staff) -> None:
    assert office.get("/calendar").headers["Location"].startswith("/calendar/20")


@pytest.mark.parametrize("year", [2003, 2101])
def test_a_year_out_of_reach_is_not_there(office: Staff, year: int) -> None:
    assert office.get(f"/calendar/{year}").status_code == 404


def test_a_year_that_is_not_announced_says_so(office: Staff) -> None:
    page = office.get(f"/calendar/{CALENDAR.last_year + 1}").text

    assert "The notice of this year is not known" in page
    assert "year-provisional" in page


def test_pages_warn_while_the_table_ends_soon_and_not_else(
    app: Flask, office: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    last = CALENDAR.last_year
    for day, warns in ((date(last, 9, 1), False), (date(last, 10, 15), True)):
        monkeypatch.setattr("central.clock.pages._today", lambda day=day: day)
        for path in ("/clocks?show=later", f"/calendar/{last}"):
            assert (f"known up to the end of {last}" in office.get(path).text) == warns


def test_a_day_is_changed_with_a_reason_and_taken_back(app: Flask, office: Staff) -> None:
    form = {"day": "2026-03-04", "kind": "free", "why": "typhoon <b>"}

    sent = office.send("/calendar/2026/overrides", "/calendar/2026", **form)
    page = office.get("/calendar/2026").text
    assert sent.status_code == 303
    assert "Made a free day: typhoon &lt;b&gt;" in page
    assert "counted anew within a minute" in page

    path = "/calendar/2026/3/4/remove"
    assert "typhoon &lt;b&gt;" in office.get(path).text
    assert office.send(path, path, why="").status_code == 422
    assert office.send(path, path, why="over").status_code == 303
    assert office.get(path).status_code == 303
    page = office.get("/calendar/2026").text
    assert "As the notice says again" in page
    assert "None in this year." in page


def test_who_takes_back_a_day_that_somebody_has_taken_back_is_told_who_it_was(app: Flask, office: Staff) -> None:
    override(app, date(2026, 3, 4))
    path = "/calendar/2026/3/4/remove"
    office.send(path, path, why="over")

    for ask in (partial(office.get, path), partial(office.send, path, "/calendar/2026", why="over")):
        again = ask()
        assert (again.status_code, again.location) == (303, "/calendar/2026")
        assert "王丽 has done it already" in office.get("/calendar/2026").text


@pytest.mark.parametrize(
    ("fields", "complaint"),
    [
        ({"day": ""}, "Choose a day."),
        ({"day": "2026-02-30"}, "Choose a day."),
        ({"kind": "maybe"}, "Say whether the day is worked."),
        ({"why": " "}, "Give a reason"),
        ({"why": "x" * 301}, "Give a reason"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_lost(
    app: Flask, office: Staff, fields: dict[str, str], complaint: str
) -> None:
    form = {"day": "2026-03-04", "kind": "free", "why": "typhoon"} | fields

    sent = office.send("/calendar/2026/overrides", "/calendar/2026", **form)

    assert sent.status_code == 422
    assert complaint in sent.text
    assert all(f'value="{form[name]}"' in sent.text for name in ("day", "why"))
    with database_of(app).reading() as session:
        assert session.execute(select(calendar_override)).first() is None


def test_a_notice_is_typed_as_it_stands(office: Staff) -> None:
    year = CALENDAR.last_year + 1
    saturday = next(day for number in range(1, 8) if (day := date(year, 1, number)).weekday() == 5)
    form = {
        "year": str(year),
        "free": "01-01, 02-05..02-09；10-01至10-02",
        "make_up": f"{saturday:%m-%d}",
        "source": "a test",
    }
    form["free"] = form["free"].replace("01-01", "01-01" if date(year, 1, 1) != saturday else "01-02")

    sent = office.send("/calendar/notice", "/calendar/notice", **form)
    page = office.get(f"/calendar/{year}").text

    assert (sent.status_code, sent.headers["Location"]) == (303, f"/calendar/{year}")
    assert len(re.findall(r'class="day day-holiday', page)) == 8 + 1
    assert "(a test)" in page


@pytest.mark.parametrize(
    ("fields", "complaint"),
    [
        ({"year": "26"}, "Type a year"),
        ({"year": "2026"}, "announced already"),
        ({"free": ""}, "Type month and day"),
        ({"free": "02-30"}, "Type month and day"),
        ({"free": "02-09..02-05"}, "Type month and day"),
        ({"make_up": "soon"}, "Type month and day"),
        ({"make_up": "02-05"}, "Days worked are at weekends"),
        ({"source": ""}, "Say which notice it is"),
    ],
)
def test_a_notice_that_can_not_be_one_is_refused(office: Staff, fields: dict[str, str], complaint: str) -> None:
    form = {"year": str(CALENDAR.last_year + 1), "free": "02-05..02-09", "make_up": "", "source": "a test"} | fields

    sent = office.send("/calendar/notice", "/calendar/notice", **form)

    assert sent.status_code == 422
    assert complaint in sent.text


def test_clocks_are_listed_by_how_pressing_they_are(app: Flask, office: Staff) -> None:
    start(app, 1)
    start(app, 24 * 40, subject=Subject("case", "9"))

    overdue, later = most_pressing(office), office.get("/clocks?show=later").text

    assert "Registration 17" in overdue
    assert "case 9" not in overdue
    assert "case 9" in later
    assert office.get("/clocks?show=nonsense&after=nonsense").location == "/clocks?show=overdue"
    assert office.get("/clocks?show=later&after=nonsense").status_code == 200
    assert "Nothing in this list" in office.get("/clocks?show=paused").text


def test_the_most_pressing_list_that_is_not_empty_comes_first(
    app: Flask, office: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    start(app, 24 * 40)
    assert "Nothing in this list" in most_pressing(office)

    with database_of(app).reading() as session:
        due_at = session.scalar(select(clock.c.due_at))
    monkeypatch.setattr("central.clock.pages._now", lambda: due_at - 1)
    assert "Registration 17" in most_pressing(office)
    assert "Registration 17" not in office.get("/clocks?show=overdue").text


def test_a_long_list_goes_on(app: Flask, office: Staff) -> None:
    for number in range(53):
        start(app, 24 * 40, subject=Subject("case", str(number)))

    first = office.get("/clocks?show=later").text
    following = re.search(r'href="(/clocks\?show=later&amp;after=[^"]+)"', first)
    assert following is not None
    second = office.get(following[1].replace("&amp;", "&")).text

    numbers = [re.findall(r'href="/clocks/(\d+)"', page) for page in (first, second)]
    assert [len(found) for found in numbers] == [50, 3]
    assert len({*numbers[0], *numbers[1]}) == 53
    assert 'rel="next"' not in second


def test_a_clock_tells_its_story(app: Flask, office: Staff) -> None:
    clock_id = start(app, 1, ago=2)
    with app.app_context():
        bring_on(database_of(app), CALENDAR, {}, now())
    with app.app_context(), database_of(app).writing() as session:
        calendar = service.load(session, service.office())
        service.extend(session, calendar, clock_id, 5, Act("Li", "the person is in hospital", now()))

    page = office.get(f"/clocks/{clock_id}").text

    for words in ("the stay &lt;began&gt;", "Overdue", "the person is in hospital", "by 5 hours", "office"):
        assert words in page
    assert office.get("/clocks/999").status_code == 404


def test_the_pages_speak_chinese(app: Flask, office: Staff) -> None:
    override(app, date.today() + timedelta(days=1))
    clock_id = start(app, 1)
    chinese = {"Accept-Language": "zh-CN"}

    assert "调休上班" in office.get("/calendar/2026", **chinese).text
    assert "已逾期" in office.get("/clocks?show=overdue", **chinese).text
    assert "规则" in office.get(f"/clocks/{clock_id}", **chinese).text


def rows_of(office: Staff, address: str) -> list[dict[str, str]]:
    """A list as a file."""
    with office.get(f"{address}&as=csv") as answer:
        return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))


def test_a_file_tells_no_day_for_a_deadline_that_is_paused(app: Flask, office: Staff) -> None:
    paused, _ = (start(app, 24 * 30, subject=Subject("stay", number)) for number in ("12", "13"))
    with app.app_context(), database_of(app).writing() as session:
        service.pause(session, paused, Act("Wang", "waits", now()))

    (waiting,), (running,) = (rows_of(office, f"/clocks?show={when}") for when in ("paused", "later"))

    assert (bool(waiting["Due"]), bool(running["Due"])) == (False, True)
    assert running["provisional"] == "0"


def test_a_deadline_is_found_by_what_it_is_about_as_it_is_written(app: Flask, office: Staff) -> None:
    for number in ("12", "13"):
        start(app, 24 * 30, subject=Subject("stay", number))
    assert [row["About"] for row in rows_of(office, "/clocks?show=later&q=Stay+12")] == ["Stay 12"]


def test_a_deadline_is_found_by_the_words_of_the_reader_s_language(app: Flask, office: Staff) -> None:
    for kind, number, owner in (("hazard", "10", "landlord:7"), ("hazard", "11", "role:office"), ("stay", "10", "")):
        start(app, 24 * 30, subject=Subject(kind, number), owner=owner)

    def found(typed: str) -> list[str]:
        page = office.get(f"/clocks?show=later&q={quote(typed)}", **{"Accept-Language": "zh-CN"}).text
        return re.findall(r"(?:隐患|住宿) \d+", page.partition("<tbody")[2])

    assert found("隐患 10") == ["隐患 10"]
    assert found("房东 7") == ["隐患 10"]
    assert found("隐患") == ["隐患 10", "隐患 11"]
    assert found("隐患 %") == []
