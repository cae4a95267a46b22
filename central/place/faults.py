"""What can be wrong with an outline that somebody brings. What each is called: words.py."""

from enum import StrEnum, unique


@unique
class Fault(StrEnum):
    """Why a file, one of its features or a geometry is not taken."""

    TOO_LONG = "too-long"
    NO_JSON = "no-json"
    NO_GEOJSON = "no-geojson"
    REFERENCE = "reference"
    EMPTY = "empty"
    NO_FEATURE = "no-feature"
    NO_PLACE = "no-place"
    UNKNOWN_PLACE = "unknown-place"
    SEVERAL_PLACES = "several-places"
    TWICE = "twice"
    KIND = "kind"
    LIST = "list"
    POSITION = "position"
    LONGITUDE = "longitude"
    LATITUDE = "latitude"
    SHORT_RING = "short-ring"
    OPEN_RING = "open-ring"
    FLAT_RING = "flat-ring"
    TOO_MANY = "too-many"
    TOO_WIDE = "too-wide"


class OutlineRefused(ValueError):
    """An outline is not taken. value: what was found in place of what is accepted, short enough for a sentence."""

    def __init__(self, fault: Fault, value: object = "") -> None:
        super().__init__(f"{fault}: {value}")
        self.fault = fault
        self.value = str(value)
