"""A box's requests as httpx sends them, into the app as the server calls it."""

import secrets
import time
from collections.abc import Iterator

import httpx
import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask import Flask

from central.db import database_of
from tests.central.edges.conftest import new_code
from tests.fakes.signing_box import encoded
from wire.batch import pack
from wire.claim import Claim
from wire.cursor import Cursor
from wire.kinds import Entry
from wire.record import GENESIS, chained
from wire.signature import sign

CENTRAL = "http://central.example:8080"
OUTBOX = "ab" * 16


@pytest.fixture
def http(app: Flask) -> Iterator[httpx.Client]:
    with httpx.Client(transport=httpx.WSGITransport(app), base_url=CENTRAL) as client:
        yield client


def test_a_box_is_claimed_pushes_and_asks_for_the_cursor(app: Flask, http: httpx.Client) -> None:
    key = Ed25519PrivateKey.generate()
    entry = msgspec.json.encode(Entry("北门", True, "granted", "face", "p-1"))
    record = chained(OUTBOX, 1, 1_700_000_000_000, "entry", entry, GENESIS)

    def send(method: str, path: str, body: bytes = b"", **headers: str) -> httpx.Response:
        signature = sign(method, CENTRAL + path, body, key, created=int(time.time()), nonce=secrets.token_urlsafe(16))
        return http.request(method, path, content=body or None, headers=signature | headers)

    claim = msgspec.json.encode(Claim(new_code(database_of(app)), encoded(key.public_key()), "1"))
    claimed = send("POST", "/api/v1/claim", claim, **{"Content-Type": "application/json"})
    compressed = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
    pushed = send("POST", "/api/v1/records", pack([record]), **compressed)
    asked = send("GET", f"/api/v1/cursor?outbox={OUTBOX}")

    assert (claimed.status_code, pushed.status_code) == (201, 200)
    expected = Cursor(OUTBOX, 1, record.digest)
    assert [msgspec.json.decode(answer.content, type=Cursor) for answer in (pushed, asked)] == [expected, expected]
