"""Every route of rental housing × everybody who may come: who gets in, and that nothing is there for strangers.

A new route is not in the table, and fails until somebody says here who may open it.
"""

from collections.abc import Callable

import pytest
from flask import Flask
from werkzeug.routing import Rule

from central.rental import service
from tests.central.rental.pages_of import PagedHouse
from tests.central.rental.telling import erased, registered
from tests.fakes.staff import Staff

SUBJECTS = ("rental.", "stays.", "requests.", "door_code.")
OWN, OFFICE, ANYBODY = "own", "office", "anybody"
RULES = {
    "/door-code": ANYBODY,
    "/door-code-worker.js": ANYBODY,
    "/rooms": OWN,
    "/rooms/<int:room_id>": OWN,
    "/rooms/<int:room_id>/invite": OWN,
    "/rooms/<int:room_id>/change": OFFICE,
    "/rooms/new": OFFICE,
    "/stays": OWN,
    "/stays/<int:stay_id>": OWN,
    "/stays/<int:stay_id>/code": OWN,
    "/stays/<int:stay_id>/dates": OWN,
    "/stays/<int:stay_id>/move": OWN,
    "/stays/<int:stay_id>/end": OWN,
    "/stays/<int:stay_id>/left": OWN,
    "/people/<int:registration_id>/revoke": OWN,
    "/people/<int:registration_id>/withdraw-face": OWN,
    "/people/<int:registration_id>/proofs/<int:erasure_id>": OWN,
    "/requests": OWN,
    "/requests/<int:task_id>": OWN,
}
REFUSED = {303: "asked to sign in", 403: "not for this role", 404: "not there"}


@pytest.fixture
def ids(paged: PagedHouse) -> dict[str, int]:
    """One of everything that is Chen's."""
    stay_id, token = paged.stay()
    paged.register(registered(stay=token, outcome="review", reasons=["over-full"]))
    with paged.database.reading() as session:
        (task,) = service.requests(session, paged.scope)
    paged.tell(erased(paged.box.key, at=paged.told_at))
    with paged.database.reading() as session:
        (erasure,) = service.erasures(session, [task.registration_id])[task.registration_id]
    return {
        "room_id": paged.room,
        "stay_id": stay_id,
        "registration_id": task.registration_id,
        "task_id": task.id,
        "erasure_id": erasure.id,
    }


def routes(app: Flask) -> list[tuple[str, Rule]]:
    return [
        (method, rule)
        for rule in app.url_map.iter_rules()
        for method in sorted((rule.methods or set()) & {"GET", "POST"})
        if rule.endpoint.startswith(SUBJECTS)
    ]


def path_of(rule: Rule, ids: dict[str, int]) -> str:
    path = rule.rule
    for name, value in ids.items():
        path = path.replace(f"<int:{name}>", str(value))
    assert "<" not in path, f"say here what stands for the arguments of {rule.rule}"
    return path


def visits(paged: PagedHouse, ids: dict[str, int], who: Staff) -> dict[tuple[str, str], int]:
    """Method and rule → status, for every route, with Chen's things in the address."""
    paged.app.config["WTF_CSRF_ENABLED"] = False
    form = {"room": str(paged.room)}
    return {
        (method, rule.rule): who.client.open(path_of(rule, ids), method=method, data=form).status_code
        for method, rule in sorted(routes(paged.app), key=lambda route: route[0])
    }


def test_every_route_has_its_rule(paged: PagedHouse) -> None:
    assert {rule.rule for _, rule in routes(paged.app)} == set(RULES)


@pytest.mark.parametrize(
    ("who", "refused"),
    [
        (lambda paged: paged.office, {}),
        (lambda paged: paged.chen, {OFFICE: 403}),
        (lambda paged: paged.lin, {OFFICE: 403, OWN: 404}),
        (lambda paged: Staff(paged.app), {OFFICE: 303, OWN: 303}),
    ],
    ids=["administrator", "landlord", "another landlord", "nobody"],
)
def test_who_may_open_what(
    paged: PagedHouse, ids: dict[str, int], who: Callable[[PagedHouse], Staff], refused: dict[str, int]
) -> None:
    for (method, rule), status in visits(paged, ids, who(paged)).items():
        wanted = refused.get(RULES[rule])
        if wanted == 404 and "<" not in rule:
            # A list is everybody's; what is in it is tested below.
            wanted = None
        if wanted is None:
            assert status in (200, 201, 303, 422), (method, rule, status)
        else:
            assert status == wanted, (method, rule, status, REFUSED)


@pytest.mark.parametrize("path", ["/rooms", "/stays", "/stays?over=1", "/requests"])
def test_lists_hold_nothing_of_others(paged: PagedHouse, ids: dict[str, int], path: str) -> None:
    page = paged.lin.get(path).text

    assert f'href="/rooms/{paged.room}"' not in page
    assert f'href="/stays/{ids["stay_id"]}"' not in page
    assert f'href="/requests/{ids["task_id"]}"' not in page
    assert "301" not in page


def test_nothing_of_a_stranger_was_changed_by_all_that(paged: PagedHouse, ids: dict[str, int]) -> None:
    with paged.database.reading() as session:
        before = service.told_for_stay(session, ids["stay_id"]), service.stays(session, paged.scope)

    visits(paged, ids, paged.lin)

    with paged.database.reading() as session:
        assert (service.told_for_stay(session, ids["stay_id"]), service.stays(session, paged.scope)) == before
