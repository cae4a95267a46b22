import time

from hypothesis import given
from hypothesis import strategies as st

from central.account import forms, rules
from central.account.rules import Failures, PasswordRefusal

NOW = 1_800_000_000_000


def test_a_sentence_is_a_good_password() -> None:
    assert rules.password_refusal("seven quiet doors by the canal", "Wang Li") is None


def test_chinese_sentences_and_long_random_strings_are_good_passwords() -> None:
    assert rules.password_refusal("八月的门口很安静没有人来", "王丽") is None
    assert rules.password_refusal("x7$kd0w9mmzq", "王丽") is None


def test_a_password_of_eleven_characters_is_too_short_and_of_129_too_long() -> None:
    assert rules.password_refusal("x7$kd0w9mmz", "") is PasswordRefusal.TOO_SHORT
    assert rules.password_refusal("x7$kd0w9mm" * 13, "") is PasswordRefusal.TOO_LONG


def test_what_guessers_try_first_is_refused() -> None:
    common = ("password1234", "qwertyuiop12", "woaini1314520", "menlu-central", "Huangwan2026", "aaaaaaaaaaaa")
    assert [rules.password_refusal(word, "") for word in common] == [PasswordRefusal.TOO_COMMON] * len(common)


def test_a_password_may_not_be_ones_own_name() -> None:
    assert rules.password_refusal("wangxiaoli12", "Wangxiaoli") is PasswordRefusal.TOO_COMMON


def test_spaces_and_any_signs_may_stand_in_a_password() -> None:
    assert rules.password_refusal("  ein Fluß – zwei Türen 🚪 ", "") is None


def test_names_are_compared_without_case_width_and_outer_space() -> None:
    assert rules.name_key(" Ｗang Li ") == rules.name_key("wang li")


def test_a_session_ends_after_half_an_hour_of_rest() -> None:
    made = NOW - rules.HOUR
    assert not rules.has_ended(made, NOW - rules.SESSION_IDLE + 1, NOW)
    assert rules.has_ended(made, NOW - rules.SESSION_IDLE, NOW)


def test_a_session_ends_after_twelve_hours_however_busy() -> None:
    assert not rules.has_ended(NOW - rules.SESSION_LENGTH + 1, NOW, NOW)
    assert rules.has_ended(NOW - rules.SESSION_LENGTH, NOW, NOW)


def test_a_clock_set_back_prolongs_no_session() -> None:
    assert rules.has_ended(NOW + 1, NOW + 1, NOW)


def test_the_first_five_failures_of_a_name_cost_no_wait() -> None:
    assert rules.wait(Failures([NOW] * 4, [NOW] * 4), NOW) == 0
    assert rules.wait(Failures([NOW] * 5, [NOW] * 5), NOW) == rules.DELAY


def test_an_address_that_tries_many_names_waits_too() -> None:
    assert rules.wait(Failures([], [NOW] * 29), NOW) == 0
    assert rules.wait(Failures([], [NOW] * 30), NOW) == rules.DELAY


@given(st.lists(st.integers(0, 2 * NOW)), st.integers(0, 2 * NOW))
def test_nobody_ever_waits_longer_than_the_delay(times: list[int], now: int) -> None:
    failures = Failures(sorted(times), sorted(times))
    assert 0 <= rules.wait(failures, now) <= rules.DELAY


def test_a_name_or_password_of_marks_without_end_takes_no_longer_than_a_long_one() -> None:
    """Ordered all at once, as many marks as fit into a form keep central from answering for a minute."""

    def took(marks: int) -> float:
        typed, begin = "a" + "\u0301\u0316" * marks, time.perf_counter()
        rules.name_key(typed)
        assert rules.password_refusal(typed, "") is PasswordRefusal.TOO_LONG
        return time.perf_counter() - begin

    assert min(took(20_000) for _ in range(3)) < 20 * min(took(1_000) for _ in range(3))


def test_no_name_is_kept_beyond_what_is_compared_of_it() -> None:
    assert forms.name_complaint("Wang Li") is None
    assert forms.name_complaint(f"Wang Li{' ' * 2000}Chen") is not None
