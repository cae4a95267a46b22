"""POST /api/v1/progress: signed like the boxes' other requests, let in only from the box at the door, small."""

import json
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from central.edges.progress_api import MAX_PROGRESS
from central.rental import service
from central.rental.service import Opened
from tests.central.rental.pages_of import PagedHouse
from tests.central.rental.preparing import CODE, TOKEN, answers
from tests.fakes.town import now
from wire.problem import Problem
from wire.steering import Progress

FACE = Progress(TOKEN, 5, "face", ["alive", "decline"], "看镜头", 0.4)
PATH = "/api/v1/progress"


@pytest.fixture
def opened(paged: PagedHouse) -> Opened:
    """Somebody has prepared for a stay at the first box."""
    stay_id, token = paged.stay()
    with paged.database.writing() as session:
        code = service.new_code(session, paged.scope, stay_id, now=now()).code
        found = service.open_by(session, code, now=now())
        assert found is not None
        service.prepare(session, mine := Opened(token, found.invitation, TOKEN), CODE, answers(), now=now())
    return mine


def problem(answer: Any) -> Problem:
    return msgspec.json.decode(answer.data, type=Problem)


def kept(paged: PagedHouse, opened: Opened) -> Progress | None:
    with paged.database.reading() as session:
        return service.standing(session, opened, now=now()).progress


def test_what_the_box_says_is_kept_and_rings(paged: PagedHouse, opened: Opened) -> None:
    bell = paged.app.extensions["menlu-bell"]
    before = bell.count

    answer = paged.box.progress(FACE)

    assert (answer.status_code, answer.data) == (204, b"")
    assert kept(paged, opened) == FACE
    assert bell.count > before


def test_another_box_and_another_preparation_are_not_known(paged: PagedHouse, opened: Opened) -> None:
    for box, told in ((paged.other_box, FACE), (paged.box, msgspec.structs.replace(FACE, preparation="x"))):
        assert box.progress(told).status_code == 404
    assert kept(paged, opened) is None


def test_without_a_signature_nothing_is_taken(paged: PagedHouse, opened: Opened) -> None:
    client = paged.app.test_client()

    answer = client.post(PATH, data=msgspec.json.encode(FACE), headers={"Content-Type": "application/json"})

    assert (answer.status_code, problem(answer).type) == (401, "signature")
    assert kept(paged, opened) is None


def test_the_same_request_counts_once(paged: PagedHouse, opened: Opened) -> None:
    body = msgspec.json.encode(FACE)
    headers = paged.box.signature("POST", PATH, body) | {"Content-Type": "application/json"}
    client = paged.app.test_client()

    assert client.post(PATH, data=body, headers=headers).status_code == 204
    answer = client.post(PATH, data=body, headers=headers)

    assert (answer.status_code, problem(answer).type) == (401, "replay")


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"[]", 400),
        (b'{"preparation":1,"serial":1,"state":"face"}', 400),
        (b'{"preparation":"","serial":1,"state":"face"}', 400),
        (b'{"preparation":"a\\u0000","serial":1,"state":"face"}', 400),
        (msgspec.json.encode(msgspec.structs.replace(FACE, preparation="p" * 65)), 400),
        (msgspec.json.encode(msgspec.structs.replace(FACE, state="dancing")), 400),
        (msgspec.json.encode(msgspec.structs.replace(FACE, serial=-1)), 400),
        (b" " * (MAX_PROGRESS + 1), 413),
    ],
)
def test_what_is_no_progress_is_refused_in_words(paged: PagedHouse, opened: Opened, body: bytes, status: int) -> None:
    answer = paged.box.post(PATH, body)

    assert answer.status_code == status
    assert problem(answer).status == status
    assert kept(paged, opened) is None


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.binary(max_size=300)
    | st.dictionaries(
        st.sampled_from([*Progress.__struct_fields__, "more"]),
        st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.lists(st.text(max_size=9), max_size=9),
    ).map(lambda body: json.dumps({"preparation": TOKEN, "serial": 5, "state": "face"} | body).encode())
)
def test_whatever_a_box_sends_is_taken_or_refused(paged: PagedHouse, opened: Opened, body: bytes) -> None:
    assert paged.box.post(PATH, body).status_code in (204, 400, 404, 413, 422)
