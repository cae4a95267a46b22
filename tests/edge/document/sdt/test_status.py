import pytest

from edge.document import Mishap
from edge.document.sdt.status import GARBLED, LOST, NO_DOCUMENT, PULLED, STATUSES, mishap

ALL = [*STATUSES.values(), PULLED, GARBLED, NO_DOCUMENT, LOST]
SHEET = {
    0x10, 0x11, 0x21, 0x23, 0x24, 0x31, 0x32, 0x33, 0x37, 0x3F, 0x40, 0x41, 0x47, 0x60, 0x66, 0x80, 0x81, 0x91,
}  # fmt: skip
"""Every status of the makers' sheets that is no success."""


def test_every_status_of_the_sheets_has_its_sentence() -> None:
    assert set(STATUSES) == SHEET


@pytest.mark.parametrize("said", ALL, ids=lambda said: said.code)
def test_every_sentence_is_there_in_both_languages(said: Mishap) -> None:
    assert said.words.zh.endswith("。")
    assert said.words.en.endswith(".")


def test_codes_tell_mishaps_apart() -> None:
    assert len({said.code for said in ALL}) == len(ALL)


def test_a_status_that_nobody_defined_is_an_unknown_error() -> None:
    assert mishap(0xEE).code == "unknown"
