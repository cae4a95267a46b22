"""Whatever sentence a program leaves in the story of a clock, its page says it in the reader's language."""

import re
from pathlib import Path

from central.clock.whys import WHYS
from central.rental.reporting import duties

CENTRAL = Path(__file__).parents[3] / "central"
LEFT = re.compile(r'\bAct\([\w.]+, "(\w[^"]+)"')


def test_each_reason_that_a_program_writes_has_its_words() -> None:
    written = {why for file in CENTRAL.rglob("*.py") for why in LEFT.findall(file.read_text("utf-8"))}
    written.update(duties.WHY.values())
    assert written
    assert written - WHYS.keys() == set()
