"""Literal messages, from both sides: the bytes the edge makes, and what central reads of them."""

import zlib
from typing import Any

import msgspec
import pytest

from central.edges.arrival import arrive
from tests.wire.golden import golden
from wire.batch import pack, unpack
from wire.claim import Claim, Claimed
from wire.cursor import Cursor
from wire.faceless import looks_like_face
from wire.kinds import BODIES
from wire.problem import Problem, ProblemType
from wire.record import GENESIS, Record, chained, is_intact
from wire.steering import Progress

RECORDS = golden("records")
MESSAGES = {Cursor: "cursor", Claim: "claim", Claimed: "claimed", Problem: "problem", Progress: "progress"}
FIELDS = [(message, sample) for message, name in MESSAGES.items() for sample in golden(name)]


def record_of(sample: dict[str, Any]) -> Record:
    return msgspec.json.decode(sample["bytes"], type=Record)


@pytest.mark.parametrize("sample", RECORDS, ids=lambda sample: sample["kind"])
def test_a_record_has_the_literal_bytes_and_digest(sample: dict[str, Any]) -> None:
    record = record_of(sample)

    made = chained(record.outbox, record.seq, record.at, sample["kind"], sample["body"].encode(), record.prev)

    assert made.digest == sample["digest"]
    assert msgspec.json.encode(made).decode() == sample["bytes"]
    assert is_intact(record)


@pytest.mark.parametrize("sample", RECORDS, ids=lambda sample: sample["kind"])
def test_a_body_is_encoded_as_it_was_and_holds_no_face(sample: dict[str, Any]) -> None:
    body = msgspec.json.decode(sample["body"], type=BODIES[sample["kind"]])

    assert msgspec.json.encode(body).decode() == sample["body"]
    assert not looks_like_face(msgspec.json.decode(sample["body"]))


def test_every_kind_has_a_golden_record() -> None:
    assert {sample["kind"] for sample in RECORDS} == set(BODIES)


def test_the_golden_records_are_one_chain() -> None:
    records = [record_of(sample) for sample in RECORDS]

    assert [record.prev for record in records] == [GENESIS, *(record.digest for record in records[:-1])]


@pytest.mark.parametrize("sample", RECORDS, ids=lambda sample: sample["kind"])
def test_central_takes_a_golden_record_without_a_mark(sample: dict[str, Any]) -> None:
    record = record_of(sample)

    arrival = arrive(sample["bytes"].encode(), record.outbox, record.seq)

    assert arrival.mark is None
    assert arrival.digest == sample["digest"]
    assert arrival.body == msgspec.json.decode(sample["body"], type=BODIES[sample["kind"]])


def test_a_batch_has_the_literal_bytes() -> None:
    sample = golden("batch")
    records = [record_of(sample) for sample in RECORDS[:2]]

    packed = pack(records)

    assert zlib.decompress(packed, wbits=31).decode() == sample["bytes"]


def test_a_literal_batch_is_read() -> None:
    sample = golden("batch")
    squeeze = zlib.compressobj(wbits=31)

    batch = unpack(squeeze.compress(sample["bytes"].encode()) + squeeze.flush())

    assert (batch.outbox, batch.first) == (sample["outbox"], sample["first"])
    assert [bytes(raw).decode() for raw in batch.records] == [sample["bytes"] for sample in RECORDS[:2]]


@pytest.mark.parametrize(("message", "sample"), FIELDS)
def test_a_message_has_the_literal_bytes(message: type[msgspec.Struct], sample: dict[str, Any]) -> None:
    made = msgspec.convert(sample["fields"], message)

    assert msgspec.json.encode(made).decode() == sample["bytes"]
    assert msgspec.json.decode(sample["bytes"], type=message) == made


def test_every_problem_has_a_golden_message() -> None:
    assert {sample["fields"]["type"] for sample in golden("problem")} == set(ProblemType)


@pytest.mark.parametrize(("message", "sample"), FIELDS)
def test_a_field_of_a_later_version_does_no_harm(message: type[msgspec.Struct], sample: dict[str, Any]) -> None:
    later = sample["bytes"][:-1] + ',"of a later version":[1,{"a":null}]}'

    assert msgspec.json.decode(later, type=message) == msgspec.json.decode(sample["bytes"], type=message)
