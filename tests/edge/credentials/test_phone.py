"""One-time codes: RFC 6238's vectors, its window, and that a code opens once."""

import re
from base64 import b32decode
from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.credentials.phone import DRIFT, SECRET, STEP, code_at, make_secret, step_of
from edge.store.tries import NO_STEP

RFC_SECRET = b"12345678901234567890123456789012"
NOW = 1_795_435_200_000


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "46119246"),
        (1111111109, "68084774"),
        (1111111111, "67062674"),
        (1234567890, "91819424"),
        (2000000000, "90698825"),
        (20000000000, "77737706"),
    ],
)
def test_codes_are_those_of_rfc_6238_appendix_b(seconds: int, code: str) -> None:
    assert code_at(RFC_SECRET, seconds // 30) == code
    assert step_of(code, RFC_SECRET, seconds * 1000, NO_STEP) == seconds // 30


def test_a_secret_is_shown_as_the_phones_page_needs_it_and_never_printed() -> None:
    made = make_secret()

    shown = {name: values[0] for name, values in parse_qs(made.fragment).items()}

    assert len(made.secret) == SECRET
    assert b32decode(shown.pop("secret") + "====") == made.secret
    assert shown == {"algorithm": "SHA256", "digits": "8", "period": "30"}
    assert repr(made) == "PhoneSecret()"
    assert make_secret().secret != made.secret


def test_the_address_names_door_and_room_behind_the_sign_that_no_server_sees() -> None:
    made = make_secret()

    before, _, behind = made.address("https://town.example/", "front-gate", "东 3&01").partition("#")

    assert before == "https://town.example/door-code"
    assert parse_qs(behind)["door"] == ["front-gate"]
    assert parse_qs(behind)["room"] == ["东 3&01"]
    assert b32decode(parse_qs(behind)["secret"][0] + "====") == made.secret


@given(st.integers(0, 2**41), st.integers(-5, 5))
def test_a_code_opens_within_a_step_of_its_time_and_not_outside(now: int, ahead: int) -> None:
    step = now // STEP + ahead
    if step < 0:
        return

    found = step_of(code_at(RFC_SECRET, step), RFC_SECRET, now, NO_STEP)

    assert found == (step if abs(ahead) <= DRIFT else None)


@given(st.lists(st.tuples(st.integers(0, 90_000), st.integers(-2, 2)), max_size=30))
def test_over_any_walk_of_time_no_step_opens_twice_and_steps_only_rise(walk: list[tuple[int, int]]) -> None:
    now, last, opened = NOW, NO_STEP, []
    for passed, ahead in walk:
        now += passed
        step = step_of(code_at(RFC_SECRET, now // STEP + ahead), RFC_SECRET, now, last)
        if step is not None:
            opened.append(step)
            last = step

    assert opened == sorted(set(opened))


def test_a_clock_set_right_after_it_ran_ahead_locks_no_phone_out() -> None:
    used_while_ahead = NOW // STEP + 1000

    assert step_of(code_at(RFC_SECRET, NOW // STEP), RFC_SECRET, NOW, used_while_ahead) == NOW // STEP


@given(st.text(max_size=12))
def test_any_text_is_taken_for_a_code_and_refused(text: str) -> None:
    assert re.fullmatch(r"[0-9]{8}", text) or step_of(text, RFC_SECRET, NOW, NO_STEP) is None


def test_another_phones_code_does_not_open() -> None:
    assert step_of(code_at(bytes(32), NOW // STEP), RFC_SECRET, NOW, NO_STEP) is None
