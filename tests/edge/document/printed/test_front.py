from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge.document import DocumentType, Sex
from edge.document.printed.front import Front, understand
from edge.document.printed.lines import Line, without_group
from edge.errors import DocumentError
from tests.edge.document.printed.lines import card, placed
from tests.fakes.printed_documents import FRONT


def without(text: str) -> list[Line]:
    return [line for line in card(FRONT) if line.text != text]


@pytest.mark.parametrize("angle", [0, 7, -12, 20])
def test_a_front_is_understood_however_it_lies(angle: float) -> None:
    front = understand(card(FRONT, angle=angle))

    assert (front.type, front.name, front.sex) == (DocumentType.RESIDENT, "陈晓", Sex.FEMALE)
    assert (front.birth, front.number) == (date(1991, 4, 5), "330106199104050020")
    assert front.address == "浙江省杭州市西湖区文三路1号2幢301室"


@pytest.mark.parametrize("angle", [0, 15])
def test_the_portrait_lies_right_of_the_text(angle: float) -> None:
    front = understand(card(FRONT, angle=angle))
    eyes, feet = placed("", 820, 200, 0, angle=angle).left, placed("", 820, 560, 0, angle=angle).left

    assert _holds(front, eyes)
    assert not _holds(front, feet)


def test_labels_and_words_in_one_line_are_understood() -> None:
    lines = without("姓名")
    lines = [line for line in lines if line.text != "陈晓"]

    assert understand([*lines, placed("姓名陈晓", 60, 75, 200)]).name == "陈晓"


def test_what_is_read_in_the_portrait_is_no_address() -> None:
    front = understand([*card(FRONT), placed("●", 760, 330, 100)])

    assert "●" not in front.address


def test_a_number_that_begins_with_8_is_a_permits() -> None:
    front = understand(card(FRONT, instead={"330106199104050020": "公民身份号码810000199001011230"}))

    assert front.type is DocumentType.PERMIT


@pytest.mark.parametrize("text", ["姓名", "陈晓", "性别女", "1991年4月5日", "住址", "330106199104050020"])
def test_what_is_missing_is_said(text: str) -> None:
    with pytest.raises(DocumentError, match="can't be read: hold"):
        understand(without(text))


def test_a_picture_without_a_card_says_what_to_do() -> None:
    with pytest.raises(DocumentError, match="hold the front"):
        understand([])


def test_a_misread_number_is_none() -> None:
    with pytest.raises(DocumentError, match="number of the card"):
        understand(card(FRONT, instead={"330106199104050020": "330106199104050021"}))


def test_a_birth_date_that_is_none_is_said() -> None:
    with pytest.raises(DocumentError, match="birth date"):
        understand(card(FRONT, instead={"1991年4月5日": "1991年14月5日"}))


GROUP_LINES = {
    "label and group": [("民族", 300, 70), ("汉", 390, 36)],
    "one line": [("民族汉", 300, 130)],
    "a misread label": [("尾族", 300, 70), ("汉", 390, 36)],
    "a label not read": [("汉", 390, 36)],
    "behind the sex": [("性别女民族汉", 60, 400)],
    "behind the sex, a misread label": [("性別女尾族汉", 60, 400)],
    "beside the sex": [("性别", 60, 70), ("女民族汉", 170, 300)],
}


@pytest.mark.parametrize("angle", [0, 18])
@pytest.mark.parametrize("group", GROUP_LINES.values(), ids=GROUP_LINES)
def test_the_ethnic_group_is_dropped_however_it_was_recognised(group: list[tuple[str, int, int]], angle: float) -> None:
    has_sex = any("性" in text for text, *_ in group)
    dropped = {"民族", "汉", "性别女"} if has_sex else {"民族", "汉"}
    rest = [line for line in card(FRONT, angle=angle) if line.text not in dropped]

    kept = without_group([*rest, *(placed(text, x, 160, width, angle=angle) for text, x, width in group)])

    assert not any("汉" in line.text or "族" in line.text for line in kept)
    assert understand(kept).sex is Sex.FEMALE


def test_nothing_of_a_person_shows() -> None:
    assert not any(word in repr(understand(card(FRONT))) for word in ("陈", "3301", "1991", "西湖"))


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(
            st.text(max_size=8) | st.sampled_from([text for text, *_ in FRONT]),
            st.floats(0, 1000),
            st.floats(0, 600),
            st.floats(0, 500),
            st.floats(-180, 180),
        ),
        max_size=14,
    )
)
def test_any_lines_are_a_front_or_a_document_error(texts: list[tuple[str, float, float, float, float]]) -> None:
    try:
        front = understand(without_group(placed(text, x, y, wide, angle=a) for text, x, y, wide, a in texts))
    except DocumentError:
        return
    assert front.number == "330106199104050020"


def _holds(front: Front, point: tuple[float, float]) -> bool:
    """Whether the point lies left of no side, going round clockwise."""
    corners = front.portrait
    sides = zip(corners, [*corners[1:], corners[0]], strict=True)
    return all((bx - ax) * (point[1] - ay) - (by - ay) * (point[0] - ax) >= 0 for (ax, ay), (bx, by) in sides)
