from datetime import date

import pytest

from edge.document import Way
from edge.document.printed.lines import Line
from edge.document.printed.passport import understand
from edge.errors import DocumentError
from tests.edge.document.documents import TODAY
from tests.edge.document.printed.lines import placed
from tests.edge.document.test_mrz import LOWER, UPPER


def page(upper: str, lower: str) -> list[Line]:
    return [placed(lower, 60, 790, 1100), placed("PASSPORT", 400, 120, 300), placed(upper, 60, 730, 1100)]


def test_a_passport_is_understood() -> None:
    passport = understand(page(UPPER, LOWER), TODAY)

    assert (passport.name, passport.number, passport.way) == ("ERIKSSON, ANNA MARIA", "L898902C3", Way.PRINTED)
    assert passport.birth == date(1974, 8, 12)


@pytest.mark.parametrize(
    ("upper", "lower"),
    [
        (UPPER.replace("O", "0"), LOWER.replace("UTO", "UT0")),
        (UPPER.replace("S", "5"), LOWER.replace("740812", "74O8I2")),
        (UPPER[:-3], LOWER),
        (UPPER + "<<", LOWER.replace("<<<<<", "<<<<")),
        (UPPER.replace("<<", "《"), LOWER),
    ],
)
def test_what_recognisers_confuse_is_put_right(upper: str, lower: str) -> None:
    assert understand(page(upper, lower), TODAY) == understand(page(UPPER, LOWER), TODAY)


def test_what_cannot_be_put_right_is_refused() -> None:
    with pytest.raises(DocumentError, match="check digit"):
        understand(page(UPPER, LOWER.replace("L898902C3", "L898902G3")), TODAY)


def test_a_page_without_its_zone_says_what_to_do() -> None:
    with pytest.raises(DocumentError, match="hold the page"):
        understand(page(UPPER, "smudge"), TODAY)
