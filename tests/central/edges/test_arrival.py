"""A record that can't be taken at its word is marked and kept; a face is never kept."""

import hashlib
import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from central.edges.arrival import Arrival, Mark, arrive, arrive_all
from wire.kinds import MAX_INTEGER, Entry, Release
from wire.record import GENESIS, chained

OUTBOX = "ab" * 16
ENTRY = Entry("north", True, "granted", "face", "p-1", 0.712)
TEMPLATE = [0.1] * 128


def raw(body: Any = ENTRY, kind: str = "entry", seq: int = 1, at: Any = 1_700_000_000_000, **changed: Any) -> bytes:
    """A record's bytes; `changed` is changed after its digest was made."""
    encoded = body if isinstance(body, bytes) else msgspec.json.encode(body)
    record = chained(OUTBOX, seq, at, kind, encoded, GENESIS)
    return msgspec.json.encode(msgspec.structs.asdict(record) | changed)


def at_first_place(record: bytes) -> Arrival:
    return arrive(msgspec.Raw(record), OUTBOX, 1)


def test_a_right_record_is_taken_at_its_word() -> None:
    arrival = at_first_place(raw())

    assert (arrival.mark, arrival.body, arrival.raw) == (None, ENTRY, msgspec.json.encode(ENTRY))
    assert arrival.digest == json.loads(raw())["digest"]


@given(st.lists(st.sampled_from([raw(), raw(seq=2), raw(seq=3), raw(outbox="x"), b"null", b'{"seq":2}', b'"\\ud800"'])))
def test_what_comes_together_is_judged_as_if_it_came_one_by_one(records: list[bytes]) -> None:
    one_by_one = [arrive(record, OUTBOX, seq) for seq, record in enumerate(records, 1)]

    assert arrive_all([msgspec.Raw(record) for record in records], OUTBOX, 1) == one_by_one


def test_fields_this_version_does_not_know_are_kept() -> None:
    body = b'{"door":"north","granted":true,"reason":"granted","method":"face","weather":"rain"}'

    arrival = at_first_place(raw(body))

    assert (arrival.mark, arrival.raw) == (None, body)


def test_an_unknown_kind_is_kept_as_it_came() -> None:
    arrival = at_first_place(raw({"a": 1}, kind="parcel"))

    assert (arrival.mark, arrival.kind, arrival.raw, arrival.body) == (Mark.UNKNOWN_KIND, "parcel", b'{"a":1}', None)


@pytest.mark.parametrize(
    "record",
    [
        b"null",
        b"17",
        b"{}",
        b'{"outbox":"x"}',
        raw(seq=2),
        raw(outbox="cd" * 16),
        raw(at=-1),
        raw(at=MAX_INTEGER + 1),
        raw(at=10**30),
        raw(at="yesterday"),
        raw(kind=""),
        raw(kind="k" * 65),
        raw(kind="a\nb"),
        raw(kind="a\0b"),
    ],
)
def test_what_is_no_record_at_its_place_is_kept_whole(record: bytes) -> None:
    arrival = at_first_place(record)

    assert (arrival.seq, arrival.mark, arrival.raw) == (1, Mark.UNREADABLE, record)
    assert (arrival.kind, arrival.at, arrival.body) == (None, None, None)


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("entry", b'{"door":"north"}'),
        ("entry", b'{"door":17,"granted":true,"reason":"granted","method":"face"}'),
        ("entry", b'["north",true]'),
        ("entry", b'{"door":"no\\u0000rth","granted":true,"reason":"granted","method":"face"}'),
        ("entry", b'{"door":"north","granted":true,"reason":"granted","method":"face","score":1e300}'),
        ("release", msgspec.json.encode(Release("north", "done", MAX_INTEGER + 1))),
        ("release", msgspec.json.encode(Release("north", "done", -(10**30)))),
    ],
)
def test_a_body_that_is_not_what_its_kind_holds_is_kept(kind: str, body: bytes) -> None:
    arrival = at_first_place(raw(body, kind=kind))

    assert (arrival.mark, arrival.kind, arrival.raw, arrival.body) == (Mark.UNREADABLE, kind, body, None)


def test_a_wrong_digest_is_marked_and_its_claim_is_what_the_chain_goes_on_from() -> None:
    arrival = at_first_place(raw(digest="cd" * 32))

    assert (arrival.mark, arrival.digest, arrival.body) == (Mark.BAD_DIGEST, "cd" * 32, None)


@pytest.mark.parametrize("altered", [{"at": 5}, {"kind": "alarm"}, {"prev": "11" * 32}, {"body": {"door": "south"}}])
def test_whatever_is_altered_shows(altered: dict[str, Any]) -> None:
    record = msgspec.json.encode(json.loads(raw()) | altered)

    assert at_first_place(record).mark is Mark.BAD_DIGEST


@pytest.mark.parametrize("claimed", ["", "xyz", "AB" * 32, "ab" * 31, "ab " * 32, None, 17])
def test_a_digest_that_is_none_is_replaced_by_that_of_the_bytes(claimed: Any) -> None:
    record = msgspec.json.encode({"digest": claimed})

    assert at_first_place(record).digest == hashlib.sha256(record).hexdigest()


@pytest.mark.parametrize(
    "body",
    [
        msgspec.json.encode({"door": "north", "embedding": TEMPLATE}),
        msgspec.json.encode({"x": {"y": [TEMPLATE]}}),
        msgspec.json.encode({"image": "/9j/" + "A" * 2000}),
        msgspec.json.encode({f"v{i}": i for i in range(128)}),
        b'{"door":"' + b"A" * 700 + b'","door":"north"}',
        b'{"door":"north",' + b" " * 700 + b'"a":1}',
        msgspec.json.encode([0] * 17),
    ],
    ids=["embedding", "nested", "image", "object", "repeated key", "white space", "short array"],
)
@pytest.mark.parametrize("kind", ["entry", "parcel"])
def test_what_looks_like_a_face_is_withheld_and_its_digest_kept(kind: str, body: bytes) -> None:
    arrival = at_first_place(raw(body, kind=kind))

    assert (arrival.mark, arrival.raw, arrival.body) == (Mark.WITHHELD, None, None)
    assert raw(body, kind=kind).endswith(f'"digest":"{arrival.digest}"}}'.encode())


def test_a_face_in_what_is_no_record_is_withheld() -> None:
    arrival = at_first_place(msgspec.json.encode({"seq": 1, "body": TEMPLATE}))

    assert (arrival.mark, arrival.raw) == (Mark.WITHHELD, None)


def test_what_is_nested_too_deep_to_be_looked_into_is_withheld() -> None:
    arrival = at_first_place(raw(b"[" * 5000 + b"]" * 5000))

    assert (arrival.mark, arrival.raw) == (Mark.WITHHELD, None)


def test_a_face_with_a_wrong_digest_is_withheld() -> None:
    assert at_first_place(raw({"embedding": TEMPLATE}, digest="ab" * 32)).mark is Mark.WITHHELD


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)
FIELDS = st.fixed_dictionaries(
    {},
    optional={
        "outbox": st.just(OUTBOX) | JSON,
        "seq": st.just(1) | JSON,
        "at": st.integers(0, 10**13) | JSON,
        "kind": st.sampled_from(["entry", "release", "door"]) | JSON,
        "body": JSON,
        "prev": st.just(GENESIS) | JSON,
        "digest": st.just("ab" * 32) | JSON,
    },
)


@given(JSON | FIELDS)
def test_whatever_comes_has_a_digest_and_its_place(value: Any) -> None:
    arrival = at_first_place(msgspec.json.encode(value))

    assert (arrival.seq, len(arrival.digest)) == (1, 64)
    assert arrival.raw is not None or arrival.mark is Mark.WITHHELD


@given(st.binary(max_size=200))
def test_bytes_that_are_no_json_do_not_make_it_stumble(junk: bytes) -> None:
    assert len(arrive(junk, OUTBOX, 1).digest) == 64


@given(JSON)
def test_any_body_in_a_right_record_is_kept_or_withheld(value: Any) -> None:
    body = msgspec.json.encode(value)

    arrival = at_first_place(raw(body, kind="parcel"))

    assert (arrival.raw == body) == (arrival.mark is Mark.UNKNOWN_KIND)
