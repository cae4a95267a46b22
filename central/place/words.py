"""What kinds of place are called on the pages (lazy translations)."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _

from central.place.faults import Fault, OutlineRefused
from central.place.rules import Kind

KINDS: Mapping[Kind, Any] = {
    Kind.TOWN: _("Town"),
    Kind.AREA: _("Village or community"),
    Kind.GRID: _("Grid"),
    Kind.BUILDING: _("Building"),
}

FAULTS: Mapping[Fault, Any] = {
    Fault.TOO_LONG: _("The file has more than 4,194,304 bytes."),
    Fault.NO_JSON: _("The file is not JSON."),
    Fault.NO_GEOJSON: _("The file is of type %(value)s; accepted is a GeoJSON FeatureCollection."),
    Fault.REFERENCE: _("The positions are in %(value)s; accepted are WGS 84 (EPSG:4326) and CGCS2000 (EPSG:4490)."),
    Fault.EMPTY: _("There is no feature in the file."),
    Fault.NO_FEATURE: _("%(value)s is no GeoJSON Feature."),
    Fault.NO_PLACE: _("The properties %(value)s name no place; accepted is a place_id or a name."),
    Fault.UNKNOWN_PLACE: _("There is no place %(value)s here; accepted is the number or the name of one there is."),
    Fault.SEVERAL_PLACES: _("Several places are called %(value)s; write the full name, the village first: A / B / C."),
    Fault.TWICE: _("%(value)s has an outline in this file already; accepted is one for each place."),
    Fault.KIND: _("A geometry of type %(value)s is not accepted; accepted are Point, Polygon and MultiPolygon."),
    Fault.LIST: _("%(value)s stands where a list of positions, of rings or of polygons is accepted."),
    Fault.POSITION: _("%(value)s is no position; accepted are longitude and latitude, in this order, in degrees."),
    Fault.LONGITUDE: _("The longitude %(value)s is not accepted; accepted are degrees from -180 to 180."),
    Fault.LATITUDE: _(
        "The latitude %(value)s is not accepted; accepted are degrees from -90 to 90. The longitude comes first."
    ),
    Fault.SHORT_RING: _("A ring has %(value)s positions; accepted are four or more, the last one the first again."),
    Fault.OPEN_RING: _("A ring is not closed: %(value)s. Accepted is one whose last position is the first again."),
    Fault.FLAT_RING: _("The ring at %(value)s encloses nothing; accepted are three different positions or more."),
    Fault.TOO_MANY: _("The outline has %(value)s positions; accepted are up to 2,000. Simplify it first."),
    Fault.TOO_WIDE: _("The outline is %(value)s degrees wide; accepted are up to 2."),
}
"""What is wrong with an outline, and what would be accepted."""


def refusal(refused: OutlineRefused) -> str:
    """The sentence, in the reader's language; in English where nobody reads a page."""
    return str(FAULTS[refused.fault]) % {"value": refused.value}
