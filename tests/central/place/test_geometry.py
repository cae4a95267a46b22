"""Which outlines are taken: whatever comes is refused by one sentence or kept, and what is kept is taken again."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from central.place import geometry, words
from central.place.faults import Fault, OutlineRefused
from tests.central.place.shapes import SOUTH, WEST, square

near = st.tuples(st.floats(WEST, WEST + 1.9, allow_nan=False), st.floats(SOUTH, SOUTH + 1.9, allow_nan=False)).map(list)
rings = st.lists(near, min_size=3, max_size=12, unique_by=lambda at: (round(at[0], 6), round(at[1], 6))).map(
    lambda ring: [*ring, ring[0]]
)
polygons = st.lists(rings, min_size=1, max_size=3)
outlines = st.one_of(
    st.builds(lambda at: {"type": "Point", "coordinates": at}, near),
    st.builds(lambda made: {"type": "Polygon", "coordinates": made}, polygons),
    st.builds(lambda made: {"type": "MultiPolygon", "coordinates": made}, st.lists(polygons, min_size=1, max_size=3)),
)
numbers = st.integers() | st.floats() | st.sampled_from([0, -0.0, 120, 30.5, 180, -181, 10**400])
anything = st.recursive(
    st.none() | st.booleans() | numbers | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=6) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=30,
)
garbage = anything | st.fixed_dictionaries(
    {"type": st.sampled_from([*geometry.KINDS, "LineString", "GeometryCollection"]) | anything, "coordinates": anything}
)


@given(garbage)
def test_whatever_comes_is_refused_by_a_sentence_or_taken(value: Any) -> None:
    try:
        made = geometry.read(value)
    except OutlineRefused as refused:
        sentence = words.refusal(refused)
        assert len(sentence) < 250
        assert "%(" not in sentence
    else:
        assert geometry.read(json.loads(made.as_json())) == made


@given(outlines)
def test_what_is_taken_survives_the_way_to_the_database_and_back(value: dict[str, Any]) -> None:
    made = geometry.read(value)

    assert geometry.read(json.loads(made.as_json())) == made
    assert made.kind == value["type"]
    flat = json.dumps(value["coordinates"]).replace("[", "").replace("]", "").split(",")
    for (longitude, latitude), given_longitude, given_latitude in zip(
        made.positions, flat[::2], flat[1::2], strict=True
    ):
        assert abs(longitude - float(given_longitude)) < 1e-6
        assert abs(latitude - float(given_latitude)) < 1e-6


def test_only_type_and_coordinates_are_kept_and_no_heights() -> None:
    point = {"type": "Point", "coordinates": [120.81234567, 30.4, 7.5], "bbox": [1, 2, 3, 4], "owner": "Wang Li"}

    assert json.loads(geometry.read(point).as_json()) == {"type": "Point", "coordinates": [120.812346, 30.4]}


def polygon(*ring: list[float]) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": [list(ring)]}


A, B, C = [120.1, 30.1], [120.2, 30.1], [120.2, 30.2]


@pytest.mark.parametrize(
    ("value", "fault", "named"),
    [
        ([120, 30], Fault.KIND, "None"),
        ({"type": "LineString", "coordinates": [A, B]}, Fault.KIND, "'LineString'"),
        ({"type": "Point"}, Fault.POSITION, "None"),
        ({"type": "Point", "coordinates": [True, 30]}, Fault.POSITION, "[True, 30]"),
        ({"type": "Point", "coordinates": [30.4, 120.8]}, Fault.LATITUDE, "120.8"),
        ({"type": "Point", "coordinates": [200, 30]}, Fault.LONGITUDE, "200"),
        ({"type": "Point", "coordinates": [float("nan"), 30]}, Fault.LONGITUDE, "nan"),
        ({"type": "Polygon", "coordinates": []}, Fault.LIST, "[]"),
        ({"type": "MultiPolygon", "coordinates": {"0": 1}}, Fault.LIST, "{'0': 1}"),
        (polygon(A, B, A), Fault.SHORT_RING, "3"),
        (polygon(A, B, C, B), Fault.OPEN_RING, "[120.1, 30.1] … [120.2, 30.1]"),
        (polygon(A, B, A, A), Fault.FLAT_RING, "[120.1, 30.1]"),
        (polygon(A, [122.2, 30.1], C, A), Fault.TOO_WIDE, "2.1"),
        (polygon(A, *[B, C] * 1000, A), Fault.TOO_MANY, "2002"),
    ],
)
def test_a_refusal_names_what_was_found(value: Any, fault: Fault, named: str) -> None:
    with pytest.raises(OutlineRefused) as refused:
        geometry.read(value)

    assert (refused.value.fault, refused.value.value) == (fault, named)


def test_every_fault_has_its_sentence_and_a_square_has_none() -> None:
    assert set(words.FAULTS) == set(Fault)
    assert len(geometry.read(square()).positions) == 5
