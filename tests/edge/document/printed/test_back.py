from datetime import date

import pytest

from edge.document.printed.back import Back, understand
from edge.errors import DocumentError
from tests.edge.document.printed.lines import card
from tests.fakes.printed_documents import BACK


@pytest.mark.parametrize("angle", [0, 10, -20])
def test_a_back_is_understood(angle: float) -> None:
    assert understand(card(BACK, angle=angle)) == Back("杭州市公安局西湖分局", date(2020, 1, 1), date(2040, 1, 1))


@pytest.mark.parametrize(
    ("printed", "until"),
    [
        ("2020.01.01-长期", None),
        ("2020.01.01—2040.01.01", date(2040, 1, 1)),
        ("20200101-20400101", date(2040, 1, 1)),
        ("有效期限2020.01.01-2040.01.01", date(2040, 1, 1)),
    ],
)
def test_validity_is_read_in_each_way_it_is_printed(printed: str, until: date | None) -> None:
    assert understand(card(BACK, instead={"2020.01.01-2040.01.01": printed})).valid_until == until


@pytest.mark.parametrize("printed", ["2020.01.01", "2020.01.01-", "2020.13.01-2040.01.01", ""])
def test_validity_that_is_none_is_never_taken_for_good(printed: str) -> None:
    with pytest.raises(DocumentError, match="validity"):
        understand(card(BACK, instead={"2020.01.01-2040.01.01": printed}))


def test_a_picture_without_text_says_what_to_do() -> None:
    with pytest.raises(DocumentError, match="hold the back"):
        understand([])
