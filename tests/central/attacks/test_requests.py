"""Requests nobody's browser sends: fields that no form has, ids that are none, sessions fixed, ways out of the site."""

import re
import statistics
import time

import pytest

from central.account import service as account
from central.web.grants import Grant
from central.web.roles import Role
from tests.central.rental.pages_of import PagedHouse
from tests.fakes.staff import Staff, hire
from tests.fakes.town import PASSWORD


def test_fields_that_no_form_has_change_nothing(house: PagedHouse, keeper: Staff) -> None:
    more = {"id": "1", "grants": "security-administrator", "disabled_at": "1", "made_by": "x", "is_admin": "1"}
    answer = keeper.send("/staff/new", "/staff/new", name="李", role="mediator", place="1", **more)
    number = re.search(r'href="/staff/(\d+)"', answer.text)
    assert number is not None

    with house.database.reading() as session:
        person = account.person_of(session, int(number[1]))
    assert person is not None
    assert person.grants == {Grant(Role.MEDIATOR, 1)}
    assert person.disabled_at is None


def test_a_landlord_can_not_say_whose_a_stay_is(house: PagedHouse) -> None:
    path = f"/rooms/{house.room}/invite"
    fields = {"begin": "2031-01-01", "days": "30", "until": "2031-02-01", "people": "1"}
    house.chen.send(path, path, **fields, landlord="1", room=str(house.other), room_id=str(house.other), made_by="王丽")

    assert f'href="/rooms/{house.other}"' not in house.chen.get("/stays").text
    assert "2031" not in house.lin.get("/stays").text


@pytest.mark.parametrize(
    "number", ["0", "-1", "999999999", "9223372036854775808", "1e3", "1%00", "１", "1;drop table room", "../1"]
)
@pytest.mark.parametrize("path", ["/rooms/{}", "/stays/{}", "/boxes/{}", "/requests/{}", "/clocks/{}", "/places/{}"])
def test_a_made_up_number_is_not_there(house: PagedHouse, path: str, number: str) -> None:
    assert house.office.get(path.format(number)).status_code in (404, 400)


def test_a_session_that_was_put_into_a_browser_is_not_the_one_that_is_signed_in(house: PagedHouse) -> None:
    victim = Staff(house.app)
    victim.client.set_cookie("menlu", "fixed" * 9)
    victim.sign_in()

    cookie = victim.client.get_cookie("menlu")
    assert cookie is not None
    assert cookie.value != "fixed" * 9
    thief = Staff(house.app)
    thief.client.set_cookie("menlu", "fixed" * 9)
    assert thief.get("/entries").status_code == 303


def test_what_was_signed_out_does_not_come_back_with_the_browsers_back(house: PagedHouse) -> None:
    staff = Staff(house.app)
    staff.sign_in()
    assert staff.get("/entries").headers["Cache-Control"] == "no-store"
    cookie = staff.client.get_cookie("menlu")
    assert cookie is not None

    staff.send("/sign-out", "/me")
    staff.client.set_cookie("menlu", cookie.value)

    assert staff.get("/entries").status_code == 303


@pytest.mark.parametrize("target", ["https://evil.example", "//evil.example", "/\\evil.example", "\t//evil.example"])
@pytest.mark.parametrize("path", ["/confirm", "/sign-in/second"])
def test_no_form_leads_out_of_the_site(house: PagedHouse, path: str, target: str) -> None:
    answer = house.office.send("/confirm", "/confirm", password=PASSWORD, next=target)

    assert answer.location == "/"
    page = house.office.client.get(path, query_string={"next": target}).text
    assert set(re.findall(r'name="next" value="([^"?]*)', page)) <= {"/", path}


@pytest.mark.usefixtures("dear_passwords")
def test_an_unknown_name_takes_as_long_as_a_wrong_password(house: PagedHouse) -> None:
    """Both compute one whole argon2 hash; medians of 9, and neither may be half the other."""
    hire(house.app, "李", grants=[Grant(Role.MEDIATOR, 1)])

    def took(name: str, attempt: int) -> float:
        stranger = Staff(house.app)
        # From an address of its own, so that nobody waits for attempts that failed.
        stranger.client.environ_base["REMOTE_ADDR"] = f"192.0.2.{attempt}"
        token = stranger.token("/sign-in")
        begin = time.perf_counter()
        fields = {"name": name, "password": "no such password", "csrf_token": token}
        assert stranger.client.post("/sign-in", data=fields).status_code == 422
        return time.perf_counter() - begin

    times = [(took("李", each), took(f"nobody {each}", 100 + each)) for each in range(9)]

    known, unknown = (statistics.median(each) for each in zip(*times, strict=True))
    assert 0.5 < known / unknown < 2
