"""Central has no place for a face: no column and no message can hold an image, a template or an embedding (C1).

A new column of bytes, or of a type that takes many values, fails here until somebody says what it is for.
"""

import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator

import msgspec
import pytest
from sqlalchemy import BigInteger, Boolean, Column, Float, Integer, LargeBinary, Text

import wire
from central.sealed.columns import Fingerprint, Sealed
from central.tables import metadata

_SINGLE = (BigInteger, Boolean, Fingerprint, Float, Integer, Sealed, Text)
"""Types of columns that hold one number, or words people read."""
DIGEST, KEY = "SHA-256, 32 bytes", "a public key or a secret, made by a program"
SEARCHED = "a body that passed wire.faceless before it was kept"
BYTES = {
    "audit.digest": DIGEST,
    "audit.prev": DIGEST,
    "audit_head.archived_digest": DIGEST,
    "audit_head.digest": DIGEST,
    "box.public_key": KEY,
    "box_order.body": "an order that central has written",
    "claim_code.digest": DIGEST,
    "first_run_code.digest": DIGEST,
    "form_key.key": KEY,
    "outbox.digest": DIGEST,
    "outbox.forgotten_digest": DIGEST,
    "passkey_challenge.challenge": KEY,
    "purge_proof.digest": DIGEST,
    "purge_proof.prev": DIGEST,
    "record.body": SEARCHED,
    "record.digest": DIGEST,
    "rest_answer.digest": DIGEST,
    "rest_answer.request": DIGEST,
    "rest_answer.sealed": "an answer that central has given, sealed",
    "rest_token.digest": DIGEST,
    "sign_in_attempt.who": DIGEST,
    "staff_invitation.digest": DIGEST,
    "staff_passkey.credential": KEY,
    "staff_passkey.public_key": KEY,
    "staff_recovery.digest": DIGEST,
    "staff_session.digest": DIGEST,
    "steering.body": SEARCHED,
    "stretch.body": SEARCHED,
    "stretch.digest": DIGEST,
}
"""Column of bytes → what it holds, so that no face does."""
NAMED = {
    "registration.photo": "chip, printed or none: which photograph of a document was compared",
    "preparation.face": "whether somebody has said yes to the use of their face",
}
"""Column whose name speaks of faces → what it holds."""
_TELLING = re.compile(r"face|photo|picture|image|template|embed|vector|biometr|iris|finger(?!print)")

COLUMNS = [column for table in metadata.sorted_tables for column in table.columns]


def name(column: Column[object]) -> str:
    return f"{column.table.name}.{column.name}"


@pytest.mark.parametrize("column", COLUMNS, ids=name)
def test_a_column_holds_one_value_or_bytes_that_are_accounted_for(column: Column[object]) -> None:
    if isinstance(column.type, LargeBinary):
        assert name(column) in BYTES, "say in BYTES what these bytes are, if they can't be a face"
    else:
        assert isinstance(column.type, _SINGLE), f"{column.type!r} takes more than one value"


@pytest.mark.parametrize("column", COLUMNS, ids=name)
def test_no_column_is_named_for_a_face_but_those_that_say_something_about_one(column: Column[object]) -> None:
    assert not _TELLING.search(column.name) or name(column) in NAMED


def test_what_is_accounted_for_is_there() -> None:
    there = {name(column) for column in COLUMNS}
    assert set(NAMED) <= there
    # A record's bytes have lain in one table or the other.
    assert {each for each in BYTES if not each.startswith(("record.", "stretch."))} <= there


def _fields() -> Iterator[tuple[str, object]]:
    """Every field of every message between box and central, and its type."""
    for found in pkgutil.iter_modules(wire.__path__):
        module = importlib.import_module(f"wire.{found.name}")
        for kind in vars(module).values():
            if inspect.isclass(kind) and issubclass(kind, msgspec.Struct) and kind.__module__ == module.__name__:
                yield from ((f"{kind.__name__}.{each.name}", each.type) for each in msgspec.structs.fields(kind))


FIELDS = dict(_fields())


@pytest.mark.parametrize("field", FIELDS)
def test_a_message_holds_no_bytes_and_no_row_of_numbers(field: str) -> None:
    words = str(FIELDS[field])
    many = re.findall(r"(?:list|tuple|dict|set|Sequence)\[([^\]]*)\]", words)

    assert "bytes" not in words
    assert "Any" not in words
    # Raw: a record or an order within its envelope, searched by itself.
    assert all(inner in ("str", "msgspec.Raw") or inner.startswith("wire.") for inner in many), words


def test_there_are_messages_and_columns_to_look_at() -> None:
    assert len(FIELDS) > 80
    assert len(COLUMNS) > 150
