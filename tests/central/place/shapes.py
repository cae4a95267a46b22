"""Outlines for tests, near the mouth of the Qiantang."""

import json
from typing import Any

WEST, SOUTH = 120.8, 30.4


def square(column: int = 0, row: int = 0, side: float = 0.01) -> dict[str, Any]:
    """One of a board of squares that do not touch."""
    west, south = round(WEST + 0.02 * column, 6), round(SOUTH + 0.02 * row, 6)
    east, north = round(west + side, 6), round(south + side, 6)
    return {
        "type": "Polygon",
        "coordinates": [[[west, south], [east, south], [east, north], [west, north], [west, south]]],
    }


def feature(geometry: Any, **properties: Any) -> dict[str, Any]:
    """A GeoJSON Feature."""
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def collection(*features: Any) -> bytes:
    """A file of them."""
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()
