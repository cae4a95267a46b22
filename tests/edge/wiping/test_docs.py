"""docs/wiping.md shows the statement as it is signed."""

import re

from tests.conftest import REPO
from wire.wiped import Wiped


def test_the_statement_in_the_page_is_one() -> None:
    [shown] = re.findall(r'^\{"wiped.*\}$', (REPO / "docs" / "wiping.md").read_text("utf-8"), re.MULTILINE)

    stated = Wiped("front", "pi", 1_760_000_000_000, 1_760_000_004_000, 2, 6, 41, 0)

    assert stated.encoded().decode() == shown
