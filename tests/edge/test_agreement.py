"""Who must be asked anew, over any versions, answers and times."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from edge import agreement
from edge.agreement import GRACE, Agreement, Asked, Grace, is_covered
from tests.fakes.notices import FIRST, LAST, NEXT, in_force

ALL = (FIRST, NEXT, LAST)
VERSIONS = some.sampled_from(ALL)
RUNS = some.lists(some.tuples(VERSIONS, some.integers(0, GRACE)), max_size=20)


@pytest.mark.parametrize("language", ["zh", "en", "vi", "ug"])
def test_a_yes_holds_for_its_version_and_for_no_other_words(tmp_path: Path, language: str) -> None:
    with in_force(tmp_path, FIRST, NEXT):
        first, after = agreement.to(FIRST, language), agreement.to(NEXT, language)
        assert is_covered([first], FIRST)
        assert not is_covered([first], NEXT)
        assert not is_covered([after], FIRST)
        assert is_covered([first, after], FIRST)
        assert is_covered([first, after], NEXT)


def test_a_version_that_says_the_same_asks_nobody_who_read_it_in_that_language(tmp_path: Path) -> None:
    with in_force(tmp_path, FIRST, NEXT, changed=("Chỉ có hai mục đích",)):
        assert is_covered([agreement.to(FIRST, "zh")], NEXT)
        assert not is_covered([agreement.to(FIRST, "vi")], NEXT)


def test_a_yes_to_unknown_words_holds_for_its_version_alone(tmp_path: Path) -> None:
    with in_force(tmp_path, FIRST, NEXT, changed=()):
        assert is_covered([Agreement(FIRST)], FIRST)
        assert not is_covered([Agreement(FIRST)], NEXT)
        assert not is_covered([Agreement("2030-01-01", "f" * 64, "xx")], NEXT)
        assert not is_covered([], NEXT)


def test_who_speaks_another_language_reads_the_chinese_text() -> None:
    assert agreement.to(FIRST, "fr") == agreement.to(FIRST, "zh")


@given(RUNS)
def test_no_face_rests_before_the_box_has_run_for_the_grace_with_the_text_in_force(
    runs: list[tuple[str, int]],
) -> None:
    spent, ran = Grace(), 0
    for (version, elapsed), before in zip(runs, [("", 0), *runs], strict=False):
        ran = (ran if version == before[0] else 0) + elapsed
        spent = spent.after(version, elapsed)
        assert spent.left(version) == max(0, GRACE - ran)
        assert bool(Asked(frozenset("a"), spent.left(version)).resting) == (ran >= GRACE)


@given(some.integers(1, GRACE // 1000))
@settings(max_examples=50)
def test_the_grace_ends_in_whatever_pieces_it_is_counted(piece: int) -> None:
    spent = Grace()
    pieces = count(0)
    while spent.left(NEXT) and next(pieces) < 2000:
        spent = spent.after(NEXT, max(piece, GRACE // 1000))
    assert spent.left(NEXT) == 0


def test_another_text_has_its_whole_grace() -> None:
    spent = Grace().after(FIRST, GRACE)
    assert spent.left(FIRST) == 0
    assert spent.left(NEXT) == GRACE
    assert spent.after(NEXT, 1).left(NEXT) == GRACE - 1


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with in_force(tmp_path_factory.mktemp("notices"), *ALL):
        yield


@given(some.lists(some.tuples(VERSIONS, some.sampled_from(["zh", "en", "vi", "ug"]))), VERSIONS)
def test_who_agreed_to_the_text_in_force_and_nobody_else_is_left_in_peace(
    three: None, yeses: list[tuple[str, str]], now: str
) -> None:
    """A box may be brought up to date and put back in any order."""
    agreements = [agreement.to(*yes) for yes in yeses]
    assert is_covered(agreements, now) == (now in {version for version, _ in yeses})
