"""What places are called in full. Pure but for the word for the town."""

from collections.abc import Mapping, Sequence

from flask_babel import gettext as _

from central.place.service import PlaceRow
from central.web.choosing import APART
from central.web.grants import TOWN


def full_names(rows: Sequence[PlaceRow]) -> Mapping[int, str]:
    """Place → its name behind those of what it lies in, as far as these are among the rows; the town by its own."""
    names = {row.id: row.name for row in rows if row.id != TOWN}

    def full(row: PlaceRow) -> str:
        above = (int(number) for number in row.path.strip("/").split("/"))
        return APART.join(names[number] for number in above if number in names) or row.name or _("The whole town")

    return {row.id: full(row) for row in rows}
