"""The pages of the people who work here: rights are given by somebody else, and hold at once."""

import re

import pytest
from flask import Flask

from central.web.grants import TOWN, Grant
from central.web.roles import Role
from tests.fakes.staff import Staff, hire
from tests.fakes.town import PASSWORD

KEEPER = [Grant(Role.SECURITY, TOWN)]


@pytest.fixture
def keeper(app: Flask) -> Staff:
    """A security administrator, signed in; their number is 1."""
    hire(app, "门神", grants=KEEPER)
    staff = Staff(app)
    staff.sign_in("门神")
    return staff


@pytest.fixture
def clerk(app: Flask, keeper: Staff) -> Staff:
    """Somebody of the office, signed in; their number is 2."""
    hire(app, "李", grants=[Grant(Role.OFFICE, TOWN)])
    staff = Staff(app)
    staff.sign_in("李")
    return staff


def test_somebody_is_invited_joins_and_does_what_they_may(app: Flask, keeper: Staff) -> None:
    answer = keeper.send("/staff/new", "/staff/new", name="李", role="town-office", place="1")

    assert answer.status_code == 201
    code = re.search(r'big-code"><code>([^<]+)<', answer.text)
    assert code is not None
    newcomer = Staff(app)
    newcomer.send("/join", "/join", code=code[1], password=PASSWORD)
    newcomer.sign_in("李")
    assert newcomer.get("/entries").status_code == 200
    assert newcomer.get("/staff").status_code == 403


def test_who_gives_rights_sees_nothing_of_the_town(keeper: Staff) -> None:
    for path in ("/entries", "/rooms", "/stays", "/boxes", "/landlords", "/places", "/clocks"):
        assert keeper.get(path).status_code == 403, path


def test_the_page_names_what_nobody_does_yet(keeper: Staff) -> None:
    page = keeper.get("/staff").text

    assert "Nobody does this yet" in page
    assert "/staff/new?role=audit-administrator" in page


def test_a_role_taken_back_is_gone_with_the_next_request(keeper: Staff, clerk: Staff) -> None:
    grant = re.search(r"/staff/2/grants/(\d+)/take", keeper.get("/staff/2").text)
    assert grant is not None
    assert clerk.get("/entries").status_code == 200

    keeper.send(f"/staff/2/grants/{grant[1]}/take", "/staff/2")

    assert clerk.get("/entries").status_code == 403


def test_who_is_shut_out_is_out_at_once_and_can_be_let_in_again(keeper: Staff, clerk: Staff) -> None:
    assert clerk.get("/entries").status_code == 200
    assert "Shut 李 out?" in keeper.get("/staff/2/shut-out").text

    keeper.send("/staff/2/shut-out", "/staff/2/shut-out")

    assert clerk.get("/entries").status_code == 303
    assert clerk.sign_in("李").status_code == 422
    keeper.send("/staff/2/let-in", "/staff/2")
    assert clerk.sign_in("李").status_code == 303
    assert clerk.get("/entries").status_code == 200


def test_all_sessions_of_somebody_can_be_ended(keeper: Staff, clerk: Staff) -> None:
    keeper.send("/staff/2/sign-out", "/staff/2")

    assert clerk.get("/entries").status_code == 303


@pytest.mark.parametrize("act", ["grants", "shut-out", "let-in"])
def test_nobody_changes_their_own_rights(keeper: Staff, act: str) -> None:
    token = keeper.token("/staff/new")

    fields = {"csrf_token": token, "role": "town-office", "place": "1"}
    answer = keeper.client.post(f"/staff/1/{act}", data=fields, follow_redirects=True)

    assert "nobody gives or takes their own rights" in answer.text
    assert keeper.get("/entries").status_code == 403
    assert keeper.get("/staff").status_code == 200


def test_without_the_last_of_them_nobody_could_give_rights(app: Flask, keeper: Staff) -> None:
    number = hire(app, "二门神", grants=KEEPER)
    second = Staff(app)
    second.sign_in("二门神")
    keeper.send(f"/staff/{number}/shut-out", f"/staff/{number}/shut-out")

    assert second.get("/staff").status_code == 303
    page = keeper.client.post("/staff/1/shut-out", data={"csrf_token": keeper.token("/staff/new")})
    assert page.status_code == 303
    assert keeper.get("/staff").status_code == 200


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"role": "", "place": "1"}, "Choose a role."),
        ({"role": "king", "place": "1"}, "Choose a role."),
        ({"role": "audit-administrator", "place": "1"}, "This role is held alone"),
        ({"role": "landlord"}, "This role is held alone"),
        ({"role": "town-office", "place": "1"}, "has that role there already"),
        ({"role": "registrar"}, "Choose a place."),
        ({"role": "registrar", "case": "planet:1"}, "Write a case as"),
        ({"role": "registrar", "case": "stay:1e9"}, "Write a case as"),
    ],
)
def test_a_role_that_can_not_be_held_is_refused_beside_its_field(
    keeper: Staff, clerk: Staff, fields: dict[str, str], said: str
) -> None:
    answer = keeper.send("/staff/2/grants", "/staff/2", **fields)

    assert answer.status_code == 422
    assert said in answer.text
    assert clerk.get("/entries").status_code == 200


def test_there_is_nobody_by_a_number_that_is_not_there(keeper: Staff) -> None:
    for path in ("/staff/99", "/staff/99/shut-out"):
        assert keeper.get(path).status_code == 404
    assert keeper.send("/staff/99/code", "/staff/new").status_code == 404
