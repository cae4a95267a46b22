"""Which geometries of GeoJSON (RFC 7946) can be the outline of a place, and how they are kept. Pure.

A position is longitude and latitude in degrees of WGS 84. Nothing is converted, and nothing is kept but the type and
the coordinates: heights and foreign members are left out.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from reprlib import Repr
from typing import Any, Final

import msgspec

from central.place.faults import Fault, OutlineRefused

Position = tuple[float, float]
Ring = tuple[Position, ...]
Polygon = tuple[Ring, ...]

KINDS: Final = ("Point", "Polygon", "MultiPolygon")
MOST_POSITIONS: Final = 2000
"""Of one outline: the border of a town, a position every twenty metres."""
WIDEST: Final = 2.0
"""Degrees, some 200 km: no town is as wide, but a slip of the pen is."""
DIGITS: Final = 6
"""Behind the point: a tenth of a metre. What is finer is rounded."""
_SHORT: Final = Repr()
_SHORT.maxlevel, _SHORT.maxlist, _SHORT.maxdict = 2, 3, 2


@dataclass(frozen=True)
class Geometry:
    """An outline that has passed the rules."""

    kind: str
    coordinates: Position | Polygon | tuple[Polygon, ...]

    @property
    def positions(self) -> list[Position]:
        """All of them, in order."""
        return list(_positions(self.coordinates))

    def as_json(self) -> str:
        """As GeoJSON, one text for one geometry."""
        return msgspec.json.encode({"type": self.kind, "coordinates": self.coordinates}).decode()


def read(value: Any) -> Geometry:
    """The geometry that a decoded GeoJSON value is. Raises OutlineRefused."""
    kind = value.get("type") if isinstance(value, dict) else None
    if kind not in KINDS:
        raise OutlineRefused(Fault.KIND, short(kind))
    given = value.get("coordinates")
    if kind == "Point":
        return Geometry(kind, _position(given))
    made = _polygon(given) if kind == "Polygon" else tuple(_polygon(each) for each in _filled(given))
    geometry = Geometry(kind, made)
    _refuse_size(geometry.positions)
    return geometry


def short(value: object) -> str:
    """A value as a sentence can hold it."""
    return "…" if isinstance(value, int) and abs(value) >= 10**20 else _SHORT.repr(value)


def _positions(part: Any) -> Iterator[Position]:
    if isinstance(part[0], float):
        yield part
    else:
        yield from chain.from_iterable(map(_positions, part))


def _filled(value: Any) -> list[Any]:
    if not isinstance(value, list) or not value:
        raise OutlineRefused(Fault.LIST, short(value))
    return value


def _polygon(value: Any) -> Polygon:
    return tuple(_ring(each) for each in _filled(value))


def _ring(value: Any) -> Ring:
    """RFC 7946, 3.1.6: four or more positions, the last one the first again. The direction is not looked at."""
    ring = tuple(_position(each) for each in _filled(value))
    if len(ring) < 4:
        raise OutlineRefused(Fault.SHORT_RING, len(ring))
    if ring[0] != ring[-1]:
        raise OutlineRefused(Fault.OPEN_RING, f"{list(ring[0])} … {list(ring[-1])}")
    if len(set(ring)) < 3:
        raise OutlineRefused(Fault.FLAT_RING, list(ring[0]))
    return ring


def _position(value: Any) -> Position:
    """RFC 7946, 3.1.1: longitude, latitude, perhaps a height."""
    if not isinstance(value, list) or len(value) not in (2, 3) or not all(map(_is_number, value)):
        raise OutlineRefused(Fault.POSITION, short(value))
    longitude, latitude = value[:2]
    if not -180 <= longitude <= 180:
        raise OutlineRefused(Fault.LONGITUDE, short(longitude))
    if not -90 <= latitude <= 90:
        raise OutlineRefused(Fault.LATITUDE, short(latitude))
    # Adding nothing makes -0.0 the same as 0.0.
    return round(float(longitude), DIGITS) + 0.0, round(float(latitude), DIGITS) + 0.0


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _refuse_size(positions: list[Position]) -> None:
    if len(positions) > MOST_POSITIONS:
        raise OutlineRefused(Fault.TOO_MANY, len(positions))
    widest = max(max(axis) - min(axis) for axis in zip(*positions, strict=True))
    if widest > WIDEST:
        raise OutlineRefused(Fault.TOO_WIDE, round(widest, 1))
