"""Writes stays and invitations."""

from central.rental.rules import StayState
from central.rental.stays import BY_TIME
from central.rental.tables import invitation, stay
from central.town.dice import token
from central.town.inhabitants import Stay
from central.town.town import BY, Town
from central.town.writing import Rows

_STAY = (
    "id",
    "token",
    "room_id",
    "begin",
    "until",
    "places",
    "minors",
    "state",
    "made_at",
    "made_by",
    "ended_at",
    "ended_by",
)


def write(rows: Rows, town: Town) -> None:
    """All stays; those to come have an invitation, whose code nobody knows any more."""
    rows.put(stay, _STAY, [_stay(each, town) for each in town.living.stays])
    rows.put(
        invitation,
        ("stay_id", "digest", "made_at", "made_by"),
        [
            (each.id, token(town.seed, "code", each.id, 32), each.made_at, BY)
            for each in town.living.stays
            if each.state is StayState.PLANNED
        ],
    )
    rows.number_on(stay)


def _stay(each: Stay, town: Town) -> tuple[object, ...]:
    return (
        each.id,
        token(town.seed, "stay", each.id, 16),
        each.room_id,
        each.begin,
        each.until,
        each.places,
        each.minors,
        each.state.value,
        each.made_at,
        BY,
        each.ended_at,
        BY_TIME if each.state is StayState.ENDED else BY if each.state is StayState.CANCELLED else None,
    )
