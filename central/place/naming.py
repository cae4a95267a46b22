"""What places are called in full, and which are meant by what somebody types. Pure but for the word for the town."""

from collections.abc import Mapping, Sequence

from flask_babel import gettext as _

from central.place.service import PlaceRow
from central.web.grants import TOWN

APART = " / "


def full_names(rows: Sequence[PlaceRow]) -> Mapping[int, str]:
    """Place → its name behind those of what it lies in, as far as these are among the rows; the town by its own."""
    names = {row.id: row.name for row in rows if row.id != TOWN}

    def full(row: PlaceRow) -> str:
        above = (int(number) for number in row.path.strip("/").split("/"))
        return APART.join(names[number] for number in above if number in names) or row.name or _("The whole town")

    return {row.id: full(row) for row in rows}


def meant(rows: Sequence[PlaceRow], typed: str) -> list[PlaceRow]:
    """The places whose full name is just that; else those whose own name holds the last part that is typed, and whose
    full name the others, large letters or small. Parts are set apart by strokes.
    """
    names = full_names(rows)
    exact = [row for row in rows if names[row.id] == typed.strip()]
    parts = [part.strip().lower() for part in typed.split("/") if part.strip()]
    if exact or not parts:
        return exact
    *others, last = parts
    return [row for row in rows if last in _own(names[row.id]) and _holds(names[row.id].lower(), others)]


def _own(full: str) -> str:
    return full.rpartition(APART)[2].lower()


def _holds(name: str, parts: Sequence[str]) -> bool:
    return all(part in name for part in parts)
