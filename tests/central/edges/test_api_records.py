"""POST /api/v1/records and GET /api/v1/cursor: what is taken, what is refused, and in which words."""

import base64
import gzip
import secrets
import time
import zlib
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import msgspec
import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from central.app import create_app
from central.config import Config
from central.db import database_of
from central.edges import service, tables
from central.edges.projecting import Projector
from central.edges.requests import NONCE_LIFE, remember
from tests.central.edges.conftest import new_code
from tests.fakes.signing_box import SigningBox
from tests.stage import kept
from wire.batch import MAX_BYTES, MAX_RECORDS, pack
from wire.cursor import Cursor
from wire.kinds import Alarm, DoorState, Entry, Health, Release
from wire.problem import Problem
from wire.record import GENESIS
from wire.signature import WINDOW, sign

ENTRY = Entry("north", True, "granted", "face", "p-1", 0.712)
STRANGER = Entry("north", False, "not-recognised", "face")


def cursor_in(answer: TestResponse) -> Cursor:
    assert answer.status_code == 200, answer.data
    return msgspec.json.decode(answer.data, type=Cursor)


def problem_in(answer: TestResponse) -> Problem:
    assert answer.mimetype == "application/problem+json", answer.data
    problem = msgspec.json.decode(answer.data, type=Problem)
    assert problem.status == answer.status_code
    return problem


def packed(box: SigningBox, records: list[Any], first: int = 1) -> bytes:
    """A batch of anything."""
    return gzip.compress(msgspec.json.encode({"outbox": box.outbox, "first": first, "records": records}))


@pytest.fixture
def rows(app: Flask) -> Callable[[Callable[[Session], Any]], Any]:
    """Reads from the app's database."""

    def read(question: Callable[[Session], Any]) -> Any:
        with database_of(app).reading() as session:
            return question(session)

    return read


Rows = Callable[[Callable[[Session], Any]], Any]


def kept_seqs(session: Session) -> list[int]:
    return [record.seq for record in kept.records(session)]


def marks(session: Session) -> list[str | None]:
    return [record.mark for record in kept.records(session)]


class TestTaking:
    def test_a_new_outbox_begins_at_nothing(self, box: SigningBox) -> None:
        assert cursor_in(box.cursor()) == Cursor(box.outbox, 0, GENESIS)

    def test_a_batch_is_answered_with_the_cursor_and_kept(self, box: SigningBox, rows: Rows) -> None:
        for body in (ENTRY, STRANGER, Alarm("camera-frozen", "warning"), Health("1", 2, 3, 4, 5, "ok", "ok")):
            last = box.append(body)

        cursor = cursor_in(box.push())

        assert cursor == Cursor(box.outbox, 4, last.digest) == cursor_in(box.cursor())
        assert rows(kept_seqs) == [1, 2, 3, 4]
        assert rows(marks) == [None] * 4

    def test_the_page_reads_what_came_in(self, box: SigningBox, rows: Rows) -> None:
        entry = box.append(ENTRY, at=1_700_000_000_000)
        box.append(Release("north", "done", entry.seq, 120, 35))
        box.append(STRANGER, at=1_700_000_001_000)
        box.append(DoorState("south", "tamper", "lid"), at=1_700_000_002_000)
        box.push()

        newest, oldest = rows(service.recent_entries)
        south_last = rows(service.doors)[1]

        assert (newest.granted, newest.reason, newest.person, newest.release) == (False, "not-recognised", None, None)
        assert (oldest.door, oldest.person, oldest.score, oldest.at) == ("north", "p-1", 0.712, 1_700_000_000_000)
        assert (oldest.release, oldest.frame_to_strike, oldest.strike_to_answer) == ("done", 120, 35)
        assert (south_last.name, south_last.lock_state, south_last.lock_detail) == ("south", "tamper", "lid")
        assert south_last.last_entry_at is None

    def test_a_release_that_comes_later_finds_its_entry(self, box: SigningBox, rows: Rows) -> None:
        box.append(ENTRY)
        box.append(ENTRY)
        box.push(1, 2)
        box.append(Release("north", "unknown", 1))
        box.append(Release("north", "done"))
        box.append(Release("north", "refused", 99))

        box.push(3)

        assert [row.release for row in rows(service.recent_entries)] == [None, "unknown"]

    def test_a_batch_may_be_as_long_as_it_may(self, box: SigningBox, rows: Rows, projector: Projector) -> None:
        for _ in range(MAX_RECORDS):
            box.append(ENTRY)

        assert cursor_in(box.push()).seq == MAX_RECORDS
        projector.catch_up()
        assert rows(lambda s: s.scalar(select(func.count()).select_from(tables.entry))) == MAX_RECORDS

    def test_sending_again_changes_nothing(self, box: SigningBox, rows: Rows) -> None:
        for _ in range(5):
            box.append(ENTRY)

        answers = [cursor_in(box.push(first, last)).seq for first, last in ((1, 3), (1, 3), (2, 5), (4, 4), (1, 5))]

        assert answers == [3, 3, 5, 5, 5]
        assert len(rows(service.recent_entries)) == 5

    def test_boxes_with_the_same_outbox_do_not_meet(self, new_box: Callable[[], SigningBox], rows: Rows) -> None:
        one, other = new_box(), new_box()
        other.outbox = one.outbox
        one.append(ENTRY)
        other.append(STRANGER)

        assert (cursor_in(one.push()).seq, cursor_in(other.push()).seq) == (1, 1)
        assert {row.granted for row in rows(service.recent_entries)} == {True, False}

    def test_the_box_is_seen(self, box: SigningBox, rows: Rows) -> None:
        box.now += 120
        box.cursor()

        (row,) = rows(service.boxes)

        assert 115_000 < row.clock_offset < 125_000
        assert abs(row.last_seen - time.time() * 1000) < 60_000

    def test_a_ring_of_the_bell_follows_the_commit(self, app: Flask, box: SigningBox) -> None:
        bell = app.extensions["menlu-bell"]
        before = bell.count
        box.append(ENTRY)

        box.push()

        assert bell.wait(before, timeout=0) == before + 1


class TestObstacles:
    def test_a_gap_is_named_with_the_cursor(self, box: SigningBox, rows: Rows) -> None:
        for _ in range(4):
            box.append(ENTRY)
        box.push(1, 2)

        problem = problem_in(box.push(4))

        assert (problem.type, problem.status) == ("gap", 409)
        assert problem.cursor == Cursor(box.outbox, 2, box.records[1].digest)
        assert rows(kept_seqs) == [1, 2]

    def test_a_fork_is_named_with_its_place(self, box: SigningBox, rows: Rows) -> None:
        for _ in range(4):
            box.append(ENTRY)
        box.push()
        mine = box.records[3].digest
        del box.records[2:]
        for _ in range(4):
            box.append(STRANGER)

        overlap, behind = problem_in(box.push(2)), problem_in(box.push(5))

        assert (overlap.type, overlap.status, overlap.seq) == ("fork", 409, 3)
        assert overlap.cursor == Cursor(box.outbox, 4, mine)
        assert (behind.type, behind.seq) == ("fork", 4)
        assert rows(kept_seqs) == [1, 2, 3, 4]


class TestBadRecords:
    def test_bad_records_are_kept_marked_and_acknowledged(self, box: SigningBox, rows: Rows) -> None:
        for _ in range(5):
            box.append(ENTRY)
        good = [msgspec.structs.asdict(record) for record in box.records]
        bad = [good[0], {"spoilt": True}, good[2] | {"at": 5}, good[3] | {"body": {"embedding": [0.5] * 128}}, good[4]]

        cursor = cursor_in(box.send(packed(box, bad)))

        assert cursor == Cursor(box.outbox, 5, box.records[4].digest)
        assert rows(marks) == [None, "unreadable", "bad-digest", "withheld", None]
        assert len(rows(service.recent_entries)) == 2

    def test_nothing_of_a_face_is_kept(self, app: Flask, url: str, box: SigningBox) -> None:
        face = msgspec.json.encode([0.123456789] * 128).decode()
        image = "/9j/4AAQSkZJRgABAQ" * 60
        box.append(Alarm("a", "info", detail=image))
        record = msgspec.structs.asdict(box.append(ENTRY))
        hidden = '{"door":"' + face[1:-1] + '","door":"north","granted":true,"reason":"granted","method":"face"}'
        records = [
            box.records[0],
            record | {"body": {"template": face}},
            record | {"seq": 3, "body": msgspec.Raw(hidden)},
        ]

        assert cursor_in(box.send(packed(box, records))).seq == 3

        with database_of(app).reading() as session:
            dump = str(list(kept.records(session)))
        assert "0.123456789" not in dump
        assert "/9j/" not in dump

    def test_a_body_with_a_nul_is_kept_as_it_came(self, box: SigningBox, rows: Rows) -> None:
        # PostgreSQL refuses NUL in text.
        box.append(Entry("no\0rth", True, "granted", "face"))
        box.append(Alarm("a\0b", "info"))
        box.append(ENTRY)

        assert cursor_in(box.push()).seq == 3
        assert rows(marks) == ["unreadable", None, None]


class TestSignatures:
    def test_an_unsigned_request_is_refused(self, client: FlaskClient, box: SigningBox) -> None:
        answer = client.get(f"/api/v1/cursor?outbox={box.outbox}")

        assert (problem_in(answer).type, answer.status_code) == ("signature", 401)

    def test_another_body_is_refused(self, client: FlaskClient, box: SigningBox) -> None:
        box.append(ENTRY)
        body = pack(box.records)
        headers = box.signature("POST", "/api/v1/records", body) | {"Content-Encoding": "gzip"}

        answer = client.post("/api/v1/records", data=body + b"!", headers=headers, content_type="application/json")

        assert problem_in(answer).type == "signature"

    def test_another_outbox_in_the_query_is_refused(self, client: FlaskClient, box: SigningBox) -> None:
        headers = box.signature("GET", f"/api/v1/cursor?outbox={box.outbox}", b"")

        answer = client.get(f"/api/v1/cursor?outbox={'cd' * 16}", headers=headers)

        assert problem_in(answer).type == "signature"

    def test_an_unknown_box_is_told_to_be_claimed(self, client: FlaskClient) -> None:
        assert problem_in(SigningBox(client, int(time.time())).cursor()).type == "unknown-box"

    @pytest.mark.parametrize("skew", [-2 * WINDOW, 2 * WINDOW])
    def test_a_wrong_clock_is_told_the_time(self, box: SigningBox, skew: int) -> None:
        box.now += skew

        problem = problem_in(box.cursor())

        assert (problem.type, problem.status) == ("clock", 401)
        assert problem.time is not None
        assert abs(problem.time - time.time() * 1000) < 60_000

    @pytest.mark.parametrize("path", ["/api/v1/cursor?outbox=" + "ab" * 16, "/api/v1/records"])
    def test_a_request_is_taken_once(self, client: FlaskClient, box: SigningBox, path: str) -> None:
        method, body = ("POST", packed(box, [{}])) if path.endswith("records") else ("GET", b"")
        headers = box.signature(method, path, body) | {"Content-Encoding": "gzip", "Content-Type": "application/json"}

        first, second = (client.open(path, method=method, data=body, headers=headers) for _ in range(2))

        assert first.status_code == 200
        assert (problem_in(second).type, second.status_code) == ("replay", 401)

    def test_a_request_that_met_an_obstacle_is_not_taken_again_either(
        self, client: FlaskClient, box: SigningBox
    ) -> None:
        body = packed(box, [{}], first=7)
        signature = box.signature("POST", "/api/v1/records", body)
        headers = signature | {"Content-Encoding": "gzip", "Content-Type": "application/json"}

        first, second = (client.post("/api/v1/records", data=body, headers=headers) for _ in range(2))

        assert (problem_in(first).type, problem_in(second).type) == ("gap", "replay")

    def test_a_nonce_is_forgotten_when_it_can_no_longer_be_used(self, app: Flask, box: SigningBox, rows: Rows) -> None:
        box.cursor()
        count = select(func.count()).select_from(tables.nonce)
        before = rows(lambda s: s.scalar(count))

        with database_of(app).writing() as session:
            later = time.time_ns() // 1_000_000 + NONCE_LIFE + 1000
            remember(session, box.thumbprint, "later", now=later)

        assert before >= 2
        assert rows(lambda s: s.scalar(count)) == 1

    def test_a_revoked_box_is_out_at_once(self, app: Flask, box: SigningBox, rows: Rows) -> None:
        box.append(ENTRY)
        (row,) = rows(service.boxes)
        with database_of(app).writing() as session:
            service.revoke_box(session, row.id, now=1)

        assert problem_in(box.push()).type == "unknown-box"
        assert rows(kept_seqs) == []

    def test_a_box_is_not_taken_for_another_after_the_database_was_put_back(
        self, app: Flask, box: SigningBox, rows: Rows
    ) -> None:
        box.append(ENTRY)
        box.cursor()
        with database_of(app).writing() as session:
            session.execute(tables.box.update().values(thumbprint="another"))

        answers = [problem_in(box.push()).type for _ in range(2)]

        assert answers == ["unknown-box", "unknown-box"]
        assert rows(kept_seqs) == []


class TestBadBodies:
    @pytest.mark.parametrize(
        ("plain", "status"),
        [
            (b"", 400),
            (b"{}", 400),
            (b"[" * 100_000, 400),
            (b"\xff\xfe", 400),
            (b'{"outbox":"x","first":1,"records":[{}]}', 400),
            (b'{"outbox":"' + b"AB" * 16 + b'","first":1,"records":[{}]}', 400),
            (b'{"outbox":"' + b"ab" * 16 + b'","first":0,"records":[{}]}', 400),
            (b'{"outbox":"' + b"ab" * 16 + b'","first":1,"records":[]}', 400),
            (b'{"outbox":"' + b"ab" * 16 + b'","first":99999999999999999999,"records":[{}]}', 400),
            (b'{"outbox":"' + b"ab" * 16 + b'","first":9223372036854775807,"records":[{}]}', 400),
            (b'{"outbox":"' + b"ab" * 16 + b'","first":1,"records":[' + b",".join([b"0"] * 501) + b"]}", 413),
            (b" " * (MAX_BYTES + 1), 413),
        ],
    )
    def test_what_is_no_batch_is_refused_in_words(self, box: SigningBox, plain: bytes, status: int) -> None:
        problem = problem_in(box.send(gzip.compress(plain, 1)))

        assert problem.status == status
        assert problem.detail

    @pytest.mark.parametrize("body", [b"", b"junk", gzip.compress(b"{}", mtime=0)[:-5], zlib.compress(b"{}")])
    def test_what_is_no_gzip_is_refused(self, box: SigningBox, body: bytes) -> None:
        assert problem_in(box.send(body)).type == "bad-request"

    def test_more_than_a_batch_may_hold_is_refused_before_it_is_read(self, box: SigningBox) -> None:
        assert problem_in(box.send(secrets.token_bytes(MAX_BYTES + 1))).type == "too-large"

    @pytest.mark.parametrize(
        "headers", [{"Content-Encoding": "zstd"}, {"Content-Type": "text/plain"}, {"Content-Encoding": ""}]
    )
    def test_another_form_of_body_is_refused(self, box: SigningBox, headers: dict[str, str]) -> None:
        assert problem_in(box.send(packed(box, [{}]), **headers)).status == 415

    @pytest.mark.parametrize("name", ["x", "AB" * 16, "%00", "ab" * 17, "é" * 32])
    def test_what_is_no_outbox_is_refused(self, box: SigningBox, name: str) -> None:
        assert problem_in(box.cursor(quote(name, safe="%"))).status == 400

    @pytest.mark.parametrize(
        ("method", "path"), [("GET", "/api/v1/records"), ("POST", "/api/v1/x"), ("DELETE", "/api/v1/x")]
    )
    def test_what_is_not_there_is_a_problem_too(self, client: FlaskClient, method: str, path: str) -> None:
        assert problem_in(client.open(path, method=method)).status == 404


def test_what_goes_wrong_inside_is_not_told(sqlite_url: str) -> None:
    app = create_app(Config(database=sqlite_url))
    box = SigningBox(app.test_client(), int(time.time()))
    box.claim(new_code(database_of(app)))
    with database_of(app).writing() as session:
        session.execute(text("DROP TABLE nonce"))

    answer = box.cursor()

    database_of(app).close()
    assert answer.status_code == 503
    assert "nonce" not in answer.text
    assert problem_in(answer).detail == "try again later"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=12,
)
BATCHES = st.fixed_dictionaries(
    {},
    optional={
        "outbox": st.just("ab" * 16) | JSON,
        "first": st.integers(0, 3) | JSON,
        "records": st.lists(JSON, max_size=3) | JSON,
    },
)
BODIES = (
    st.binary(max_size=300)
    | st.binary(max_size=300).map(gzip.compress)
    | (BATCHES | JSON).map(lambda value: gzip.compress(msgspec.json.encode(value)))
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150)
@given(body=BODIES)
def test_no_body_makes_central_stumble(box: SigningBox, body: bytes) -> None:
    answer = box.send(body)

    if answer.status_code == 200:
        cursor_in(answer)
    else:
        assert 400 <= problem_in(answer).status < 500


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(
    names=st.lists(
        st.sampled_from(["Signature", "Signature-Input", "Content-Digest", "Content-Encoding", "Content-Type"]),
        unique=True,
        min_size=1,
    ),
    value=st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=60),
)
def test_no_header_makes_central_stumble(box: SigningBox, names: list[str], value: str) -> None:
    assert 400 <= problem_in(box.send(packed(box, [{}]), **dict.fromkeys(names, value))).status < 500


def test_a_key_of_another_kind_is_no_key(box: SigningBox, client: FlaskClient) -> None:
    path = f"/api/v1/cursor?outbox={box.outbox}"
    headers = sign("GET", f"http://localhost{path}", b"", box.key, created=box.now, nonce="x")
    for name in (base64.b64encode(b"x").decode(), "' OR 1=1 --", "n" * 5000):
        forged = headers["Signature-Input"].replace(box.thumbprint, name)

        answer = client.get(path, headers=headers | {"Signature-Input": forged})

        assert problem_in(answer).status == 401
