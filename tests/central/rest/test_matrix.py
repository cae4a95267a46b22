"""Every operation × every scope × one's own place and another: what is let in is what the table of operations says.

Made of the operations, so a new one is tried, too; it fails until it is said here what stands for its numbers.
"""

import pytest
from werkzeug.test import TestResponse

from central.rest.catalogue import OPERATIONS
from central.rest.operations import Operation
from central.rest.rules import Scope
from central.web.grants import TOWN
from tests.central.rest.asking import ThirdParty, Town
from tests.central.rest.test_changing import wanted

QUERIES = {"entry_counts": "?day=2026-11-23"}


def ids_here(town: Town) -> dict[str, int]:
    matter, _ = town.matters()
    (registration,) = town.third_party(place_id=town.here).all("/registrations")
    return {
        "room_id": town.house.room,
        "stay_id": town.stay,
        "registration_id": registration["id"],
        "matter_id": matter,
    }


def ask(asking: ThirdParty, operation: Operation, ids: dict[str, int], town: Town) -> TestResponse:
    path = operation.path.format(**ids)
    if operation.method == "GET":
        return asking.get(path + QUERIES.get(operation.name, ""))
    return asking.post(
        path, wanted(town) if operation.body else None, **({"If-Match": "*"} if operation.matched else {})
    )


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)
def test_only_its_own_scope_opens_an_operation(operation: Operation, town: Town) -> None:
    ids = ids_here(town)
    for scope in Scope:
        answer = ask(town.third_party([scope]), operation, ids, town)
        assert answer.status_code == (operation.status if scope is operation.scope else 403), scope


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)
def test_what_is_elsewhere_is_not_there(operation: Operation, town: Town) -> None:
    ids = ids_here(town)
    own, other = (town.third_party(place_id=place) for place in (town.here, town.there))
    elsewhere, at_home = ask(other, operation, ids, town), ask(own, operation, ids, town)

    named = "{" in operation.path or operation.body is not None
    assert elsewhere.status_code == (404 if named else 200)
    assert at_home.status_code == operation.status
    if not named and operation.name not in ("entry_counts", "clocks_list"):
        assert not _ids(elsewhere) & _ids(at_home)


def test_a_token_for_the_town_reaches_both(town: Town) -> None:
    both = town.third_party(place_id=TOWN).all("/stays", limit=50)
    assert {row["id"] for row in both} >= {town.stay, town.other_stay}


def _ids(answer: TestResponse) -> set[int]:
    assert answer.json is not None
    return {row["id"] for row in answer.json["items"]}
