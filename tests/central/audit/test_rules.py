"""The bytes that a row's digest is of, literally, and the chain."""

import hashlib
from dataclasses import replace
from typing import Any

import pytest

from central.audit.rules import GENESIS, Link, Told, canonical, following, is_intact

TOLD = Told(1_764_000_000_000, "staff:17", "stay.end", "stay:12", "搬走了", "10.0.0.7", '{"room":"302"}')


def test_the_canonical_bytes_of_form_1_never_change() -> None:
    assert (
        canonical(1, TOLD, GENESIS)
        == (
            '["menlu-audit/1",1,1764000000000,"staff:17","stay.end","stay:12","搬走了","10.0.0.7",'
            '"{\\"room\\":\\"302\\"}","' + "0" * 64 + '"]'
        ).encode()
    )


def test_a_row_goes_on_from_the_one_before() -> None:
    first = following(Link(), TOLD)
    second = following(first, TOLD)

    assert (first.seq, second.seq) == (1, 2)
    assert second.digest == hashlib.sha256(canonical(2, TOLD, first.digest)).digest()
    assert is_intact(1, 2, TOLD, first.digest, second.digest)


@pytest.mark.parametrize("field", ["at", "by", "act", "of", "why", "origin", "detail"])
def test_whatever_is_changed_shows(field: str) -> None:
    link = following(Link(), TOLD)
    other: Any = 1 if field == "at" else "x"
    changed = replace(TOLD, **{field: other})

    assert not is_intact(1, 1, changed, GENESIS, link.digest)


@pytest.mark.parametrize("strange", [None, b"\xff", 3.5, "\ud800", object()])
def test_what_can_not_be_a_row_is_not_intact(strange: object) -> None:
    link = following(Link(), TOLD)

    assert not is_intact(1, 1, replace(TOLD, why=strange), GENESIS, link.digest)  # type: ignore[arg-type]
    assert not is_intact(1, 1, TOLD, strange, link.digest)  # type: ignore[arg-type]


def test_a_form_of_a_newer_version_is_not_taken_at_its_word() -> None:
    assert not is_intact(2, 1, TOLD, GENESIS, following(Link(), TOLD).digest)
