"""What stands in the page about liveness is what the code says."""

from pathlib import Path

import pytest

from edge.face.ask import Ask

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "liveness.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("ask", Ask)
def test_every_code_of_a_page_stands_there(ask: Ask) -> None:
    assert f"`{ask}`" in PAGE
