"""Counts of places added up: what stands right at a place counts for all it lies in. Pure."""

from collections.abc import Iterable, Mapping

from central.place.service import PlaceRow
from central.web.grants import Reach


def summed(parts: Iterable[PlaceRow], rows: Iterable[PlaceRow], counts: Mapping[int, int]) -> dict[int, int]:
    """Part → its own count with those of all below it; parts do not overlap. rows: all that may lie in them."""
    sums = {part.id: 0 for part in parts}
    for row in rows:
        top = next((number for number in _numbers(row) if number in sums), None)
        if top is not None:
            sums[top] += counts.get(row.id, 0)
    return sums


def is_seen(row: PlaceRow, reach: Reach) -> bool:
    """Whether all of a place is within reach, so that a count of it is whole."""
    return not reach.places.isdisjoint(_numbers(row))


def _numbers(row: PlaceRow) -> list[int]:
    """Of the places from the town to this one."""
    return [int(number) for number in row.path.strip("/").split("/")]
