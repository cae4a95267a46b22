"""Outlines fill the town without a gap and without lying on one another."""

from itertools import pairwise

import pytest

from central.place.geometry import Position
from central.town.layout import lay_out
from central.town.outlines import outlines
from central.town.scale import HUANGWAN, SMALL, Scale
from central.web.grants import TOWN

KM = 111.32
"""Of a degree of latitude."""


@pytest.mark.parametrize("scale", [SMALL, HUANGWAN])
def test_what_a_place_consists_of_is_as_large_as_the_place(scale: Scale) -> None:
    layout = lay_out(scale, 1)
    areas = {number: _area(geometry.positions) for number, geometry in outlines(layout).items()}
    parts: dict[int, float] = {}
    for place in layout.places:
        parts[place.parent_id] = parts.get(place.parent_id, 0.0) + areas.get(place.id, 0.0)

    divided = [number for number, area in parts.items() if area]
    assert len(divided) == 1 + 7 + 4
    assert all(parts[number] == pytest.approx(areas[number]) for number in divided)


def test_the_town_is_as_large_as_the_article_says() -> None:
    assert _area(outlines(lay_out(SMALL, 1))[TOWN].positions) * KM**2 * 0.863 == pytest.approx(89.5, rel=0.03)


def _area(ring: list[Position]) -> float:
    """Square degrees, by the shoelace formula."""
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring))) / 2
