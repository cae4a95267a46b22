"""The picture of states holds what the table holds, and is safe whatever the words are."""

import re
import xml.etree.ElementTree as ET

import pytest

from central.clock import states
from central.rental import rules
from central.web.state_picture import Way, picture

SVG = "{http://www.w3.org/2000/svg}"


def drawn(ways: list[Way], current: str) -> ET.Element:
    svg = str(picture(ways, current, lambda code: f"[{code}]", lambda code: f"<{code}>"))
    return ET.fromstring(svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))


@pytest.mark.parametrize("ways", [states.ways(), rules.ways_of_stays(), [("a", "goes", "b")]])
def test_every_state_and_every_way_is_in_the_picture(ways: list[Way]) -> None:
    root = drawn(ways, ways[0][0])
    words = [text.text for text in root.iter(f"{SVG}text") if text.get("class")]
    events = {span.text for span in root.iter(f"{SVG}tspan")}

    assert sorted(filter(None, words)) == sorted({f"[{name}]" for start, _, end in ways for name in (start, end)})
    assert events == {f"<{event}>" for start, event, end in ways if start != end}
    assert len(list(root.iter(f"{SVG}rect"))) == len(words)


def test_the_state_things_are_in_is_marked_by_more_than_a_colour() -> None:
    root = drawn(states.ways(), "paused")
    assert [text.text for text in root.iter(f"{SVG}text") if text.get("class") == "now"] == ["[paused]"]


def test_no_box_lies_on_another_and_all_lie_within_the_picture() -> None:
    root = drawn(states.ways(), "running")
    width, height = map(int, root.get("viewBox", "").split()[2:])
    places = [(int(box.get("x", "")), int(box.get("y", ""))) for box in root.iter(f"{SVG}rect")]
    assert len(set(places)) == len(places)
    assert all(0 <= x <= width - 124 and 0 <= y <= height - 40 for x, y in places)


def test_a_picture_needs_no_style_of_its_own() -> None:
    assert not re.search(r"style=|<style|<script", str(picture(states.ways(), "running", str, str)))
