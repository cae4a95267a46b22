"""POST /api/v1/claim: a code works once, for the box that holds the key it presents."""

import time
from collections.abc import Callable

import msgspec
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from central.db import database_of
from central.edges import claims, service
from central.edges.throttle import FREE_FAILURES
from tests.central.edges.conftest import new_code
from tests.fakes.signing_box import SigningBox
from wire.claim import Claim, Claimed

MINUTE = 60_000


@pytest.fixture
def stranger(client: FlaskClient) -> SigningBox:
    """A box that is not claimed."""
    return SigningBox(client, now=int(time.time()))


def make_code(app: Flask, ago: int = 0, *, only_new: bool = False) -> str:
    with database_of(app).writing() as session:
        at = now() - ago
        made = service.make_code(session, name="1 Harbour Road", made_by="tests", now=at, only_new=only_new)
    return made.code


def now() -> int:
    return time.time_ns() // 1_000_000


def test_a_code_makes_a_box_known_under_its_name(app: Flask, stranger: SigningBox) -> None:
    answer = stranger.claim(make_code(app))

    claimed = msgspec.json.decode(answer.data, type=Claimed)
    assert (answer.status_code, claimed.name) == (201, "1 Harbour Road")
    assert abs(claimed.time - now()) < MINUTE
    with database_of(app).reading() as session:
        (row,) = service.boxes(session)
    assert (str(row.id), row.thumbprint, row.version) == (claimed.box, stranger.thumbprint, "1.2.3")
    assert stranger.cursor().status_code == 200


def test_a_code_may_be_typed_carelessly(app: Flask, stranger: SigningBox) -> None:
    code = make_code(app)

    assert stranger.claim(f" {code.replace('-', ' ').lower()} ").status_code == 201


def test_a_code_works_for_one_box(app: Flask, client: FlaskClient, stranger: SigningBox) -> None:
    code = make_code(app)
    stranger.claim(code)

    second = SigningBox(client, stranger.now).claim(code)

    assert_refused(second)


def test_a_box_whose_answer_was_lost_asks_again(app: Flask, stranger: SigningBox) -> None:
    code = make_code(app)

    first, second = stranger.claim(code), stranger.claim(code)

    assert (first.status_code, second.status_code) == (201, 201)
    assert msgspec.json.decode(first.data)["box"] == msgspec.json.decode(second.data)["box"]


def test_unknown_used_revoked_and_old_codes_are_refused_alike(
    app: Flask, stranger: SigningBox, client: FlaskClient
) -> None:
    used, revoked, old = make_code(app), make_code(app), make_code(app, ago=claims.CODE_LIFE)
    assert SigningBox(client, stranger.now).claim(used).status_code == 201
    with database_of(app).writing() as session:
        (row,) = service.open_codes(session, now=now())
        assert service.revoke_code(session, row.id, now=now())

    answers = {stranger.claim(code).data for code in ("ABCD-EFGH-JK", used, revoked, old, "")}

    assert len(answers) == 1
    assert_refused(stranger.claim("ABCD-EFGH-JK"))


def test_a_code_lives_half_an_hour(app: Flask, stranger: SigningBox) -> None:
    assert stranger.claim(make_code(app, ago=claims.CODE_LIFE - MINUTE)).status_code == 201


def test_central_does_not_keep_the_code(app: Flask, url: str) -> None:
    code = make_code(app).replace("-", "")

    with database_of(app).reading() as session:
        rows = session.connection().exec_driver_sql("SELECT * FROM claim_code").all()

    assert code not in str(rows)


def test_a_revoked_box_is_refused_until_it_is_claimed_with_a_new_code(app: Flask, stranger: SigningBox) -> None:
    code = make_code(app)
    box_id = int(msgspec.json.decode(stranger.claim(code).data)["box"])
    with database_of(app).writing() as session:
        assert service.revoke_box(session, box_id, now=now())

    assert stranger.cursor().get_json()["type"] == "unknown-box"
    assert_refused(stranger.claim(code))
    answer = stranger.claim(make_code(app))

    assert (answer.status_code, answer.get_json()["box"]) == (201, str(box_id))
    assert stranger.cursor().status_code == 200


def test_a_code_for_new_boxes_brings_no_known_one_back_nor_takes_it_over(app: Flask, stranger: SigningBox) -> None:
    code = make_code(app, only_new=True)
    box_id = int(msgspec.json.decode(stranger.claim(code).data)["box"])
    again = stranger.claim(code)
    taken_over = stranger.claim(make_code(app, only_new=True))
    with database_of(app).writing() as session:
        assert service.revoke_box(session, box_id, now=now())

    brought_back = stranger.claim(make_code(app, only_new=True))

    assert again.status_code == 201, "whose answer was lost asks again"
    assert_refused(taken_over)
    assert_refused(brought_back)


def test_who_guesses_has_to_wait(app: Flask, client: FlaskClient, stranger: SigningBox) -> None:
    statuses = [stranger.claim("ABCD-EFGH-JK").status_code for _ in range(FREE_FAILURES + 1)]

    assert statuses == [403] * FREE_FAILURES + [429]
    assert stranger.claim(make_code(app)).status_code == 429


def test_a_claim_must_be_signed_by_the_key_it_presents(app: Flask, client: FlaskClient, stranger: SigningBox) -> None:
    other = SigningBox(client, stranger.now)
    body = msgspec.json.encode(Claim(make_code(app), other.public_key(), "1"))

    answer = stranger.post("/api/v1/claim", body)

    assert (answer.status_code, answer.get_json()["type"]) == (401, "unknown-box")


def test_a_claim_is_not_taken_twice_as_it_is(app: Flask, client: FlaskClient, stranger: SigningBox) -> None:
    body = msgspec.json.encode(Claim(make_code(app), stranger.public_key(), "1"))
    headers = {"Content-Type": "application/json"} | stranger.signature("POST", "/api/v1/claim", body)

    statuses = [client.post("/api/v1/claim", data=body, headers=headers).status_code for _ in range(2)]

    assert statuses == [201, 401]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{}", 400),
        (b"\xff", 400),
        (b"[" * 3000, 400),
        (b'{"code":"A","public_key":"","version":"1"}', 400),
        (b'{"code":"A","public_key":"' + "钥".encode() + b'","version":"1"}', 400),
        (b'{"code":"A","public_key":"AAAA","version":"1"}', 400),
        (b'{"code":"' + b"A" * 65 + b'","public_key":"' + b"A" * 43 + b'","version":"1"}', 400),
        (b'{"code":"A","public_key":"' + b"A" * 43 + b'","version":"\\u0000"}', 400),
        (b'{"code":"A","public_key":"' + b"A" * 43 + b'","version":"1"}', 401),
        (b" " * 5000, 413),
    ],
)
def test_what_is_no_claim_is_refused_in_words(stranger: SigningBox, body: bytes, status: int) -> None:
    answer = stranger.post("/api/v1/claim", body)

    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")


def test_a_name_must_be_one(app: Flask) -> None:
    for name in ("", "  ", "a\nb", "n" * 101):
        with database_of(app).writing() as session, pytest.raises(ValueError, match="1 to 100"):
            service.make_code(session, name=name, made_by="tests", now=now())


def test_codes_are_listed_until_they_are_used(app: Flask, new_box: Callable[[], SigningBox]) -> None:
    new_box()
    make_code(app, ago=claims.CODE_LIFE)
    new_code(database_of(app), "South Gate")

    with database_of(app).reading() as session:
        (row,) = service.open_codes(session, now=now())

    assert (row.name, row.made_by) == ("South Gate", "tests")


def assert_refused(answer: TestResponse) -> None:
    assert answer.status_code == 403
    assert answer.get_json()["type"] == "claim-refused"


def test_a_claim_that_carries_a_picture_is_refused_before_it_is_read(app: Flask, stranger: SigningBox) -> None:
    body = msgspec.json.encode({"code": make_code(app), "public_key": "k" * 43, "version": "/9j/" + "A" * 400})

    answer = stranger.client.post("/api/v1/claim", data=body, content_type="application/json")

    assert (answer.status_code, answer.mimetype) == (422, "application/problem+json")
    assert "looks like a picture" in answer.text
