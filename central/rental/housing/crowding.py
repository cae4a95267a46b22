"""How many people may live in a room: standards as data, with where they come from, and what a room exceeds. Pure.

People with a legal duty to care for one another are not counted against the number a bedroom is meant for; of the area
each person needs there is no such exception. So the one may be overridden, the other not.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum, unique
from typing import Final

from central.rental.housing.room_states import NEVER_LET, Use


@dataclass(frozen=True)
class Standard:
    """area: tenths of a square metre for each person. per_bedroom: people.

    rooms, beds: from so many on a house has to be run as a place of public gathering.
    is_draft: it never came into force as it stands here.
    """

    name: str
    area: int
    per_bedroom: int
    rooms: int
    beds: int
    source: str
    dated: date
    is_draft: bool


STANDARDS: Final[Mapping[str, Standard]] = {
    standard.name: standard
    for standard in (
        Standard(
            "4-m2",
            40,
            2,
            10,
            10,
            "杭州市 2016 (qianlong.com)",
            date(2016, 1, 1),
            is_draft=False,
        ),
        Standard(
            "6-m2",
            60,
            2,
            10,
            10,
            "浙江省居住出租房屋消防安全管理规定草案 2022 (thepaper.cn)",
            date(2022, 1, 1),
            is_draft=True,
        ),
    )
}
USUAL: Final = "4-m2"


@dataclass(frozen=True)
class Measures:
    """What is known of a room. area: tenths of a square metre. None: nobody has said."""

    use: Use = Use.BEDROOM
    area: int | None = None
    bedrooms: int | None = None


@unique
class Limit(StrEnum):
    """What a room's people can exceed."""

    USE = "use"
    AREA = "area"
    BEDROOMS = "bedrooms"


@dataclass(frozen=True)
class Excess:
    """A limit that is exceeded: so many people where `most` may live."""

    limit: Limit
    people: int
    most: int

    @property
    def may_be_overridden(self) -> bool:
        """Whether a family may live so."""
        return self.limit is Limit.BEDROOMS


def excesses(standard: Standard, room: Measures, people: int) -> list[Excess]:
    """What so many people exceed in a room; what is not known of the room limits nothing."""
    limits = {Limit.USE: 0 if room.use in NEVER_LET else None}
    limits[Limit.AREA] = None if room.area is None else room.area // standard.area
    limits[Limit.BEDROOMS] = None if room.bedrooms is None else max(room.bedrooms, 1) * standard.per_bedroom
    return [Excess(limit, people, most) for limit, most in limits.items() if most is not None and people > most]


def excesses_of(standard: Standard, room: Measures, people: int, strangers: int) -> list[Excess]:
    """The same where of these people so many are bound to nobody there by a legal duty to care for one another."""
    of_all = [each for each in excesses(standard, room, people) if not each.may_be_overridden]
    return of_all + [each for each in excesses(standard, room, strangers) if each.may_be_overridden]


def most(standard: Standard, room: Measures) -> int | None:
    """How many may live in a room; None where too little is known of it."""
    found = excesses(standard, room, 1_000_000)
    return min((excess.most for excess in found), default=None)


def most_at_once(begin: int, until: int, people: int, others: Iterable[tuple[int, int, int]]) -> int:
    """How many there are at the fullest moment of a stay. others: begin, until (exclusive) and people of each."""
    there = [(first, last, count) for first, last, count in others if first < until and begin < last]
    moments = {begin, *(max(begin, first) for first, _, _ in there)}
    return people + max(sum(count for first, last, count in there if first <= at < last) for at in moments)


def is_regulated(standard: Standard, *, rooms: int, beds: int) -> bool:
    """Whether a house with so many rooms and beds let has to have a management system and a register."""
    return rooms >= standard.rooms or beds >= standard.beds
