"""Files of outlines: which place each feature is about, and a sentence for each that is not taken."""

import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from central.place import features
from central.place.faults import Fault
from tests.central.place.shapes import collection, feature, square
from tests.central.place.test_geometry import anything, garbage

NAMED = {1: "", 2: "北村", 3: "南村", 4: "北村 / 一格", 5: "南村 / 一格", 6: "北村 / 一格 / 2 / 4 Canal Road"}


def faults(data: bytes, only: int | None = None) -> list[tuple[int, Fault]]:
    read = features.read(data, NAMED, only)
    return [(each.number, each.refused.fault) for each in read.complaints]


@pytest.mark.parametrize(
    ("properties", "place_id"),
    [
        ({"place_id": 5, "name": "called otherwise by now"}, 5),
        ({"name": "北村"}, 2),
        ({"name": " 北村/一格 "}, 4),
        ({"name": "2 / 4 Canal Road"}, 6),
    ],
)
def test_a_feature_names_its_place_by_number_or_name(properties: dict[str, Any], place_id: int) -> None:
    read = features.read(collection(feature(square(), **properties)), NAMED)

    assert list(read.outlines) == [place_id]
    assert read.complaints == []


@given(st.lists(st.text("ab/ ", max_size=7), max_size=8), st.text("ab/ ", min_size=1, max_size=5))
def test_a_name_is_a_full_name_or_the_end_of_one_behind_a_stroke(full: list[str], name: str) -> None:
    def plain(text: str) -> str:
        return re.sub(r"\s*/\s*", "/", text.strip())

    whole = [number for number, each in enumerate(full) if plain(each) == plain(name)]
    ends = [number for number, each in enumerate(full) if plain(each).endswith(f"/{plain(name)}")]

    assert features.Names(dict(enumerate(full))).called(name) == (whole or ends)


def test_each_feature_that_is_wrong_is_named_with_what_is_wrong() -> None:
    data = collection(
        feature(square(), name="北村"),
        feature(square(), name="一格"),
        feature(square(), name="西村"),
        feature(square(), place_id=77),
        feature(square(), place_id=True),
        feature(square()),
        feature({"type": "Circle"}, place_id=3),
        feature(square(), place_id=2),
        square(),
        feature(None, place_id=3),
    )

    assert faults(data) == [
        (2, Fault.SEVERAL_PLACES),
        (3, Fault.UNKNOWN_PLACE),
        (4, Fault.UNKNOWN_PLACE),
        (5, Fault.UNKNOWN_PLACE),
        (6, Fault.NO_PLACE),
        (7, Fault.KIND),
        (8, Fault.TWICE),
        (9, Fault.NO_FEATURE),
    ]
    assert features.read(data, NAMED).empty == 1


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"", Fault.NO_JSON),
        (b"\xff\xd8\xff\xe0 a photograph", Fault.NO_JSON),
        (b"[" * 100_000, Fault.NO_JSON),
        (b'{"type": "FeatureCollection", "features": [NaN]}', Fault.NO_JSON),
        (b"[]", Fault.NO_GEOJSON),
        (json.dumps(square()).encode(), Fault.NO_GEOJSON),
        (b'{"type": "FeatureCollection", "features": []}', Fault.EMPTY),
        (b'{"type": "FeatureCollection", "features": {}}', Fault.NO_GEOJSON),
        (b" " * (features.MOST_BYTES + 1), Fault.TOO_LONG),
    ],
)
def test_a_file_that_is_none_is_refused_as_a_whole(data: bytes, fault: Fault) -> None:
    assert faults(data) == [(0, fault)]


@pytest.mark.parametrize(
    ("name", "is_taken"),
    [
        ("urn:ogc:def:crs:OGC:1.3:CRS84", True),
        ("urn:ogc:def:crs:EPSG::4490", True),
        ("EPSG:4326", True),
        ("urn:ogc:def:crs:EPSG::3857", False),
        ("urn:ogc:def:crs:EPSG::4549", False),
        ("GCJ02", False),
        ("urn:ogc:def:crs:OGC:1.3:CRS84h", False),
        ("EPSG:4326\n", False),
        ("", False),
        (None, False),
        (7, False),
    ],
)
def test_positions_in_another_system_are_refused_and_never_converted(name: Any, is_taken: bool) -> None:
    value = json.loads(collection(feature(square(), place_id=2)))
    value["crs"] = {"type": "name", "properties": {"name": name}}

    assert faults(json.dumps(value).encode()) == ([] if is_taken else [(0, Fault.REFERENCE)])


@pytest.mark.parametrize("value", [None, {}, {"type": "link", "properties": {"href": "x"}}, [], "", 4326])
def test_a_system_that_is_given_and_not_named_is_refused(value: Any) -> None:
    data = json.loads(collection(feature(square(), place_id=2))) | {"crs": value}

    assert faults(json.dumps(data).encode()) == [(0, Fault.REFERENCE)]


def test_what_a_feature_says_besides_is_not_repeated() -> None:
    read = features.read(collection(feature(square(), owner="王小明", phone="13800001111")), NAMED)

    assert read.complaints[0].refused.value == "['owner', 'phone']"


@pytest.mark.parametrize("value", [square(), feature(square(), place_id=5), feature(square(), name="nobody")])
def test_one_geometry_or_feature_is_that_of_the_place_whose_page_it_came_by(value: Any) -> None:
    read = features.read(json.dumps(value).encode(), NAMED, only=2)

    assert list(read.outlines) == [2]


_GARBAGE = st.fixed_dictionaries(
    {
        "type": st.sampled_from(["FeatureCollection", "Feature", "Polygon", "Point"]) | anything,
        "features": st.lists(
            st.builds(feature, garbage | st.just(square()), name=anything | st.sampled_from(list(NAMED.values())))
            | anything,
            max_size=4,
        ),
    },
    optional={"crs": anything, "geometry": anything, "coordinates": anything},
)


@given(st.binary(max_size=300) | _GARBAGE.map(json.dumps).map(str.encode), st.sampled_from([None, 2]))
def test_any_bytes_are_taken_or_refused(data: bytes, only: int | None) -> None:
    read = features.read(data, NAMED, only)

    assert read.complaints or read.outlines or read.empty
