from pathlib import Path

import pytest

from edge.document.flaws import Flaw
from edge.document.sdt.status import GARBLED, LOST, NO_DOCUMENT, PULLED, STATUSES

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "documents.md").read_text(encoding="utf-8")
CODES = {said.code for said in (*STATUSES.values(), PULLED, GARBLED, NO_DOCUMENT, LOST)}


@pytest.mark.parametrize("code", sorted(CODES | {flaw.value for flaw in Flaw}))
def test_every_code_stands_on_its_page(code: str) -> None:
    assert f"`{code}`" in PAGE
