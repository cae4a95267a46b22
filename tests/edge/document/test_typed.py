from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.document import DocumentType, Sex, Way
from edge.document.flaws import Flaw, flaws
from edge.document.typed import typed
from edge.errors import DocumentError
from tests.edge.document.documents import TODAY


def test_a_number_carries_birth_date_sex_and_kind() -> None:
    document = typed(" 陈晓 ", "330106199104050020")

    assert (document.type, document.way, document.name) == (DocumentType.RESIDENT, Way.TYPED, "陈晓")
    assert (document.birth, document.sex) == (date(1991, 4, 5), Sex.FEMALE)
    assert flaws(document, TODAY) == ()


@pytest.mark.parametrize(
    "number", ["11010519491231002x", "110105 19491231 002X", "１１０１０５１９４９１２３１００２Ｘ"]
)
def test_blanks_small_letters_and_wide_digits_do_not_matter(number: str) -> None:
    assert typed("张三", number).number == "11010519491231002X"


@pytest.mark.parametrize(
    ("number", "kind"), [("810000199001011230", DocumentType.PERMIT), ("911124198108030024", DocumentType.FOREIGNER)]
)
def test_the_number_tells_the_kind_of_card(number: str, kind: DocumentType) -> None:
    assert typed("史密斯", number).type is kind


def test_a_rare_character_of_unicodes_private_area_is_kept() -> None:
    assert typed("陈\ue863", "330106199104050020").name == "陈\ue863"


def test_a_wrong_check_digit_is_a_flaw_and_no_error() -> None:
    assert flaws(typed("陈晓", "330106199104050021"), TODAY) == (Flaw.CHECK_DIGIT,)


@pytest.mark.parametrize(
    ("name", "number", "sentence"),
    [
        ("", "330106199104050020", "type the name"),
        ("陈" * 61, "330106199104050020", "type the name"),
        ("陈\x1b晓", "330106199104050020", "type the name"),
        ("陈晓", "", "type the number"),
        ("陈晓", "33010619910405002", "type the number"),
        ("陈晓", "330106199113050020", "no date of birth"),
    ],
)
def test_what_can_be_no_card_says_what_to_type(name: str, number: str, sentence: str) -> None:
    with pytest.raises(DocumentError, match=sentence):
        typed(name, number)


@given(st.text(), st.text() | st.text("0123456789X", min_size=18, max_size=18))
def test_any_words_are_a_document_or_a_document_error(name: str, number: str) -> None:
    try:
        assert flaws(typed(name, number), TODAY) is not None
    except DocumentError:
        return
