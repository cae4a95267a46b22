"""PINs: refused where they are soon guessed, and recognised in a time that tells nothing."""

from collections import Counter
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge.credentials import pin as pins
from edge.credentials.pin import Flaw, birthdays, flaw_of, holder, keep

BIRTH = date(1990, 3, 5)


def digest(message: bytes, context: str) -> bytes:
    """As a box would make it, with a key that is known here."""
    return b"key" + context.encode() + message


def other_digest(message: bytes, context: str) -> bytes:
    return b"other" + context.encode() + message


@pytest.mark.parametrize("pin", ["12345", "123456789", "", "12a456", "１２３４５６", "12 456", "-12345"])
def test_what_is_not_six_to_eight_digits_is_no_pin(pin: str) -> None:
    assert flaw_of(pin, None) is Flaw.FORM


@pytest.mark.parametrize("pin", ["000000", "77777777", "123456", "87654321", "567890", "098765"])
def test_a_plain_row_is_refused(pin: str) -> None:
    assert flaw_of(pin, None) is Flaw.PLAIN


@pytest.mark.parametrize(
    "pin", ["900305", "19900305", "050390", "05031990", "030590", "03051990", "199035", "199003", "1990305", "9003057"]
)
def test_the_birthday_is_refused_in_any_form(pin: str) -> None:
    assert flaw_of(pin, BIRTH) is Flaw.BIRTHDAY


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 1, 1)))
def test_every_form_of_a_birthday_is_a_pin_somebody_could_type(birth: date) -> None:
    assert all(form.isdigit() and 6 <= len(form) <= 8 for form in birthdays(birth))


def test_a_part_of_the_identity_number_is_refused() -> None:
    assert flaw_of("082749", None, ["110105194908274911"]) is Flaw.KNOWN


def test_a_good_pin_has_no_flaw() -> None:
    assert flaw_of("274916", BIRTH, ["11010519491231002X"]) is None
    assert flaw_of("27491603", BIRTH) is None


def test_every_flaw_is_said_in_both_languages() -> None:
    assert all(flaw.words.zh and flaw.words.en for flaw in Flaw)


def test_a_pin_is_that_of_who_chose_it() -> None:
    kept = [keep("a", "274916", digest), keep("b", "381027", digest)]

    assert holder(kept, "381027", digest, 2) == "b"
    assert holder(kept, "381028", digest, 2) is None


def test_a_pin_of_two_people_is_nobodys() -> None:
    assert holder([keep("a", "274916", digest), keep("b", "274916", digest)], "274916", digest, 2) is None


def test_the_same_pin_is_kept_differently_each_time_and_opens_with_this_boxs_key_only() -> None:
    kept, again = keep("a", "274916", digest), keep("a", "274916", digest)

    assert kept.digest != again.digest
    assert holder([kept], "274916", other_digest, 1) is None


def test_a_pin_moved_to_another_person_does_not_open() -> None:
    kept = keep("a", "274916", digest)

    assert holder([kept._replace(person="b")], "274916", digest, 1) is None


def test_a_kept_pin_that_is_damaged_opens_nothing_and_harms_nobody() -> None:
    kept = keep("a", "274916", digest)

    assert holder([kept._replace(person="b", digest="$argon2id$rubbish"), kept], "274916", digest, 2) == "a"


class Counting:
    """Argon2id that counts what it is asked: hashing and verifying take as long."""

    def __init__(self) -> None:
        self.asked: Counter[str] = Counter()

    def hash(self, password: bytes) -> str:
        self.asked["slow"] += 1
        return password.hex()

    def verify(self, kept: str, password: bytes) -> bool:
        self.asked["slow"] += 1
        return kept == password.hex()


@settings(max_examples=30)
@given(st.integers(0, 4), st.booleans())
def test_the_number_of_slow_hashes_is_the_same_whoever_lives_there(people: int, right: bool) -> None:
    hasher, real = Counting(), pins._HASHER
    pins._HASHER = hasher  # type: ignore[assignment]
    try:
        kept = [keep(f"p{number}", "274916" if number == 0 else "381027", digest) for number in range(people)]
        hasher.asked.clear()

        holder(kept, "274916" if right else "999111", digest, 4)

        assert hasher.asked["slow"] == 4
    finally:
        pins._HASHER = real
