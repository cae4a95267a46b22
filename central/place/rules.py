"""What kinds of place there are and what may stand in what. Pure.

The town of the source document has villages and communities, which have grids, which have buildings; its two industrial
grids belong to no village (domain.md 1.0).
"""

from enum import StrEnum, unique
from typing import Final

NAME_LENGTH = 60


@unique
class Kind(StrEnum):
    """What a place is, from the widest to the narrowest."""

    TOWN = "town"
    AREA = "area"
    GRID = "grid"
    BUILDING = "building"


_WIDTH: Final = {kind: number for number, kind in enumerate(Kind)}


def may_stand_in(kind: Kind, parent: Kind) -> bool:
    """Whether a place of `kind` may be part of one of kind `parent`: whatever is wider."""
    return _WIDTH[parent] < _WIDTH[kind]


def kinds_in(parent: Kind) -> list[Kind]:
    """What may stand in a place of kind `parent`."""
    return [kind for kind in Kind if may_stand_in(kind, parent)]


def path_of(parent_path: str, place_id: int) -> str:
    """The path of a place from its parent's."""
    return f"{parent_path}{place_id}/"
