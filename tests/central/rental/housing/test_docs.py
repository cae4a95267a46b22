"""docs/housing.md draws the very table that rooms go by."""

import re
from pathlib import Path

from central.rental.housing import room_states

PAGE = (Path(__file__).parents[4] / "docs" / "housing.md").read_text("utf-8")


def test_the_picture_of_a_room_is_the_table_of_its_states() -> None:
    drawn = re.findall(r"^    (\w+) --> (\w+): (.+)$", PAGE, re.MULTILINE)

    ways = {
        (start.replace("_", "-"), event, end.replace("_", "-"))
        for start, end, events in drawn
        for event in events.split(", ")
    }

    assert ways == set(room_states.ways())
