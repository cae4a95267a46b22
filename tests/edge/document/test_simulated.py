from pathlib import Path

import pytest

from edge.document import Reading
from edge.document.open import open_reader
from edge.document.sdt.status import PULLED
from edge.document.simulated import SimulatedReader, read_card
from edge.errors import DocumentError
from tests.edge.document.documents import CHEN

CARD = """
type = "resident"
name = "陈晓"
sex = "female"
birth = 1991-04-05
number = "330106199104050020"
address = "浙江省杭州市西湖区文三路1号"
authority = "杭州市公安局西湖分局"
valid_from = 2020-01-01
valid_until = 2040-01-01
newest_address = "上海市浦东新区"
photo = "chen.jpg"
"""


def test_a_card_that_is_laid_is_read_once_for_each_beginning() -> None:
    reader = SimulatedReader()
    reader.lay(Reading(CHEN))
    before = reader.poll()
    reader.begin()

    assert before is None
    assert reader.poll() == Reading(CHEN)
    assert reader.poll() is None
    reader.begin()
    assert reader.poll() == Reading(CHEN)


def test_a_mishap_is_told_once_and_the_looking_goes_on() -> None:
    reader = SimulatedReader()
    reader.begin()
    reader.lay(PULLED)

    assert reader.poll() == PULLED
    assert reader.poll() is None
    reader.lay(Reading(CHEN))
    assert reader.poll() == Reading(CHEN)


def test_a_card_is_laid_by_putting_its_file_into_the_folder(tmp_path: Path) -> None:
    reader = open_reader(f"simulated://{tmp_path}")
    reader.begin()
    nothing = reader.poll()
    (tmp_path / "chen.jpg").write_bytes(b"jpeg")
    (tmp_path / "chen.toml").write_text(CARD, encoding="utf-8")

    assert nothing is None
    assert reader.poll() == Reading(CHEN, b"jpeg", "上海市浦东新区")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("type = ", "chen.toml is no card"),
        (CARD.replace("resident", "licence"), "Invalid enum value 'licence'"),
        (CARD + 'group = "x"', "unknown field `group`"),
        (CARD.replace("1991-04-05", '"5 April"'), r"\$\.birth"),
        (CARD, "chen.jpg"),
    ],
)
def test_a_file_that_is_no_card_says_why(tmp_path: Path, text: str, sentence: str) -> None:
    (tmp_path / "chen.toml").write_text(text, encoding="utf-8")

    with pytest.raises(DocumentError, match=sentence):
        read_card(tmp_path / "chen.toml")


def test_a_file_that_is_no_card_is_as_none(tmp_path: Path) -> None:
    (tmp_path / "chen.toml").write_text("type = ")
    reader = SimulatedReader(tmp_path)
    reader.begin()

    assert reader.poll() is None
