"""Reads a GeoJSON file of outlines, and finds the place that each feature is about. Pure.

A feature names its place by the property `place_id`, or by `name`: a name that one place alone has, or the full name
from the village down, as "North Village / Grid 1".
"""

import re
from collections import defaultdict
from collections.abc import Container, Mapping
from dataclasses import dataclass
from typing import Any, Final

import msgspec

from central.place import geometry
from central.place.faults import Fault, OutlineRefused
from central.place.geometry import Geometry

MOST_BYTES: Final = 4 * 1024 * 1024
"""Of a file."""
REFERENCES: Final = re.compile(r"(?:CRS84|EPSG:{1,2}(?:4326|4490))\Z")
"""Reference systems an older file may name (RFC 7946 knows one): WGS 84, and CGCS2000, the same within decimetres."""


@dataclass(frozen=True)
class Complaint:
    """Why the feature of that number (from 1; 0: the whole file) is not taken."""

    number: int
    refused: OutlineRefused


@dataclass(frozen=True)
class Read:
    """What a file says: place → outline; what is wrong with it; how many features have no geometry yet."""

    outlines: Mapping[int, Geometry]
    complaints: list[Complaint]
    empty: int


def read(data: bytes, named: Mapping[int, str], only: int | None = None) -> Read:
    """A FeatureCollection about the places of `named`, place → full name.

    only: the place that a file is about which is one geometry or one feature, whatever that says; None takes none such.
    """
    try:
        value = _decoded(data)
        if only is None or not isinstance(value, dict) or value.get("type") == "FeatureCollection":
            return _gathered(_features(value), Names(named))
        alone = value.get("geometry") if value.get("type") == "Feature" else value
        return Read({only: geometry.read(alone)}, [], 0)
    except OutlineRefused as refused:
        return Read({}, [Complaint(0, refused)], 0)


class Names:
    """Which places a name may mean. named: place → full name."""

    def __init__(self, named: Mapping[int, str]) -> None:
        self.full = named
        self._whole, self._ends = defaultdict[str, list[int]](list), defaultdict[str, list[int]](list)
        for number, full in named.items():
            plain = _plain(full)
            self._whole[plain].append(number)
            for end in _ends(plain):
                self._ends[end].append(number)

    def called(self, name: str) -> list[int]:
        """Places of that full name; where there are none, those whose own name it is."""
        wanted = _plain(name)
        return self._whole.get(wanted) or self._ends.get(wanted) or []


def _gathered(features: list[Any], named: Names) -> Read:
    outlines: dict[int, Geometry] = {}
    complaints, empty = list[Complaint](), 0
    for number, feature in enumerate(features, 1):
        try:
            made = _geometry(feature)
            place_id = _place(_members(feature), named, outlines)
        except OutlineRefused as refused:
            complaints.append(Complaint(number, refused))
            continue
        if made is None:
            empty += 1
        else:
            outlines[place_id] = made
    return Read(outlines, complaints, empty)


def _decoded(data: bytes) -> Any:
    if len(data) > MOST_BYTES:
        raise OutlineRefused(Fault.TOO_LONG)
    try:
        value = msgspec.json.decode(data.removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise OutlineRefused(Fault.NO_JSON) from error
    if isinstance(value, dict) and "crs" in value:
        _refuse_reference(value["crs"])
    return value


def _refuse_reference(given: Any) -> None:
    """Old files name the system of their positions; none of the others is converted."""
    properties = given.get("properties") if isinstance(given, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else given
    if not (isinstance(name, str) and REFERENCES.search(name)):
        raise OutlineRefused(Fault.REFERENCE, geometry.short(name))


def _features(value: Any) -> list[Any]:
    kind = value.get("type") if isinstance(value, dict) else None
    features = value.get("features") if kind == "FeatureCollection" else None
    if not isinstance(features, list):
        raise OutlineRefused(Fault.NO_GEOJSON, geometry.short(kind))
    if not features:
        raise OutlineRefused(Fault.EMPTY)
    return features


def _geometry(feature: Any) -> Geometry | None:
    """None: it has none yet, as in a file that was taken from here to be filled in."""
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        raise OutlineRefused(Fault.NO_FEATURE, geometry.short(feature))
    given = feature.get("geometry")
    return None if given is None else geometry.read(given)


def _members(feature: dict[str, Any]) -> dict[str, Any]:
    given = feature.get("properties")
    return given if isinstance(given, dict) else {}


def _place(properties: dict[str, Any], named: Names, taken: Container[int]) -> int:
    """The place that a feature names. taken: those that one before it did."""
    found = _named(properties, named)
    if found in taken:
        raise OutlineRefused(Fault.TWICE, named.full[found])
    return found


def _named(properties: dict[str, Any], named: Names) -> int:
    number, name = properties.get("place_id"), properties.get("name")
    if number is not None:
        if isinstance(number, int) and not isinstance(number, bool) and number in named.full:
            return number
        raise OutlineRefused(Fault.UNKNOWN_PLACE, geometry.short(number))
    if not isinstance(name, str) or not name.strip():
        raise OutlineRefused(Fault.NO_PLACE, geometry.short(list(properties)))
    found = named.called(name)
    if len(found) != 1:
        raise OutlineRefused(Fault.SEVERAL_PLACES if found else Fault.UNKNOWN_PLACE, geometry.short(name))
    return found[0]


def _ends(plain: str) -> list[str]:
    """What stands behind each of its strokes: a building's own name may have some."""
    parts = plain.split("/")
    return ["/".join(parts[first:]) for first in range(1, len(parts))]


def _plain(name: str) -> str:
    return "/".join(part.strip() for part in name.split("/"))
