from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.document import Document, DocumentType, Sex, Way
from edge.document.flaws import Flaw, flaws
from edge.document.sdt.text import parse, parse_address
from edge.errors import DocumentError
from tests.edge.document.documents import CHEN, TODAY
from tests.fakes.card_reader_cards import CARDS, ETHNIC_CODE, text


def test_a_residents_card_is_read() -> None:
    assert parse(CARDS["resident"].text) == CHEN


def test_a_permit_is_a_residents_card_with_its_own_type() -> None:
    permit = parse(CARDS["permit"].text)

    assert (permit.type, permit.name, permit.number) == (DocumentType.PERMIT, "陈大文", "810000199001011230")
    assert permit.valid_until == date(2028, 1, 1)


def test_a_foreigners_card_of_2017_is_read() -> None:
    assert parse(CARDS["foreigner-2017"].text) == Document(
        type=DocumentType.FOREIGNER,
        way=Way.CHIP,
        name="史密斯",
        latin_name="SMITH, JOHN",
        sex=Sex.MALE,
        birth=date(1981, 8, 3),
        number="CAN110081080310",
        nationality="CAN",
        authority="1100",
        valid_from=date(2019, 1, 1),
        valid_until=date(2029, 1, 1),
    )


def test_a_foreigners_card_of_2023_is_read() -> None:
    card = parse(CARDS["foreigner-2023"].text)

    assert (card.type, card.name, card.latin_name) == (DocumentType.FOREIGNER, "史密斯", "SMITH, JANE")
    assert (card.number, card.nationality, card.sex) == ("911124198108030024", "CAN", Sex.FEMALE)


def test_a_long_latin_name_goes_on_in_its_second_field() -> None:
    card = parse(
        text(
            "Y",
            latin="A" * 35,
            latin2="B" * 11,
            sex="1",
            birth="19810803",
            number="911124198108030024",
            nationality="CAN",
            **{"from": "20231201", "until": "20331201"},
        )
    )

    assert card.latin_name == "A" * 35 + "B" * 11
    assert card.name == card.latin_name


def test_a_card_that_is_valid_for_good_has_no_last_day() -> None:
    assert parse(CARDS["elder"].text).valid_until is None


@pytest.mark.parametrize("name", ["resident", "elder"])
def test_the_ethnic_group_is_nowhere_in_the_document(name: str) -> None:
    content = CARDS[name].text
    other = content[:32] + "99".encode("utf-16-le") + content[36:]

    assert ETHNIC_CODE.encode("utf-16-le") in content
    assert ETHNIC_CODE not in {str(value) for value in vars(parse(content)).values()}
    assert parse(content) == parse(other)


def test_bytes_of_the_ethnic_group_that_are_no_text_do_not_matter() -> None:
    content = CARDS["resident"].text

    assert parse(content[:32] + b"\x00\xd8\x00\xdc" + content[36:]) == CHEN


@pytest.mark.parametrize("name", CARDS)
def test_no_made_up_card_has_a_flaw_but_that_a_child_is_one(name: str) -> None:
    assert flaws(parse(CARDS[name].text), TODAY) == ((Flaw.UNDER_AGE,) if name == "child" else ())


def test_a_rare_character_of_unicodes_private_area_is_kept() -> None:
    content = CARDS["resident"].text.replace("晓".encode("utf-16-le"), "\ue863".encode("utf-16-le"))

    assert parse(content).name == "陈\ue863"


def test_an_address_is_read() -> None:
    assert parse_address("上海市浦东新区".ljust(35).encode("utf-16-le")) == "上海市浦东新区"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "has 0 bytes instead of 256"),
        (text("", name="陈晓", number="33"), "birth is not a date"),
        (text("", birth="19910405"), "no name or no number"),
        (text("", name="陈晓", number="33", birth="19910230"), "birth is not a date"),
        (text("", name="陈晓", number="33", birth="1991 4 5"), "birth is not a date"),
        (text("", name="陈\x07", number="33"), "name is not text"),
        (b"\x00\xd8" + text("", number="33")[2:], "name is not text"),
        (text("", name="陈晓")[:248] + "Q".encode("utf-16-le") + bytes(6), "of a kind we do not know"),
        (
            text("", name="陈晓", number="33", birth="19910405", **{"from": "20200101"}),
            "valid_until is not a date",
        ),
    ],
)
def test_a_text_that_is_none_says_why(content: bytes, sentence: str) -> None:
    with pytest.raises(DocumentError, match=sentence):
        parse(content)


@given(st.binary(min_size=256, max_size=256) | st.binary(max_size=300))
def test_any_bytes_are_a_document_or_a_document_error(content: bytes) -> None:
    try:
        assert isinstance(parse(content), Document)
    except DocumentError:
        return


@given(
    st.text(st.characters(exclude_categories=("Cc", "Cs"), max_codepoint=0xFFFF), min_size=1, max_size=15),
    st.dates(),
    st.sampled_from(["", "J"]),
)
def test_what_was_written_to_a_chip_is_read_from_it(name: str, birth: date, letter: str) -> None:
    day = f"{birth.year:04}{birth:%m%d}"
    content = text(letter, name=name, birth=day, number="33", **{"from": "20200101", "until": "长期"})

    if name.rstrip(" \0\u3000"):
        document = parse(content)
        assert (document.name, document.birth) == (name.rstrip(" \0\u3000"), birth)
