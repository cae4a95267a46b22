"""Colours and stars of buildings: two towns' schemes as data, and the judgement that follows from what was found. Pure.

Which colours there are comes from the towns, and so do some of the days until a house is looked at again. By how many
points a house gets which colour no source says: what is an assumption is marked as one, here and on the page.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from central.rental.housing.hazards import ITEMS, Severity

POINTS: Final[Mapping[Severity, int]] = {Severity.MINOR: 1, Severity.SERIOUS: 3, Severity.CRITICAL: 10}
LATE: Final = 2
"""A hazard that was not put right in time counts so many times."""
_STARS: Final = ((0, 5), (2, 4), (5, 3), (9, 2))
"""Points up to which a house has so many stars; one beyond."""


@dataclass(frozen=True)
class Tier:
    """A colour: for houses of at most so many points. again: days until they are looked at again.

    is_assumed: the days are ours, not the source's.
    """

    colour: str
    most: int
    again: int
    is_let: bool = True
    is_assumed: bool = False


NEVER_TOO_MANY: Final = 10**9


@dataclass(frozen=True)
class Scheme:
    """A town's colours, the best first."""

    name: str
    tiers: tuple[Tier, ...]
    source: str
    dated: date


SCHEMES: Final[Mapping[str, Scheme]] = {
    scheme.name: scheme
    for scheme in (
        Scheme(
            "four",
            (
                Tier("green", 1, 21),
                Tier("yellow", 4, 14),
                Tier("orange", 9, 7, is_assumed=True),
                Tier("red", NEVER_TOO_MANY, 1, is_let=False, is_assumed=True),
            ),
            "深圳龙岗 出租屋分类分级管理 (sznews.com)",
            date(2019, 8, 20),
        ),
        Scheme(
            "three",
            (
                Tier("green", 1, 21, is_assumed=True),
                Tier("orange", 9, 14, is_assumed=True),
                Tier("red", NEVER_TOO_MANY, 7, is_assumed=True),
            ),
            "嘉兴秀洲 居住出租房 绿橙红 (yjglj.jiaxing.gov.cn)",
            date(2024, 11, 12),
        ),
    )
}
USUAL: Final = "four"
COLOURS: Final = ("green", "yellow", "orange", "red")


@dataclass(frozen=True)
class Finding:
    """A hazard that counts. is_late: its time was over when the house was judged."""

    id: int
    item: str
    is_late: bool

    @property
    def points(self) -> int:
        """How much it weighs; one this version does not know weighs little."""
        severity = ITEMS[self.item].severity if self.item in ITEMS else Severity.MINOR
        return POINTS[severity] * (LATE if self.is_late else 1)


@dataclass(frozen=True)
class Judged:
    """What a house is, and by how many points."""

    tier: Tier
    stars: int
    points: int


def judge(scheme: Scheme, findings: Iterable[Finding]) -> Judged:
    """The colour and the stars that follow from what was found."""
    points = sum(finding.points for finding in findings)
    tier = next(tier for tier in scheme.tiers if points <= tier.most)
    return Judged(tier, next((stars for most, stars in _STARS if points <= most), 1), points)


def is_let(scheme: str, colour: str) -> bool:
    """Whether rooms may be let in a house of this colour; in one that nobody has judged they may."""
    known = SCHEMES.get(scheme)
    return known is None or all(tier.is_let for tier in known.tiers if tier.colour == colour)


FORBIDDING: Final = sorted({tier.colour for scheme in SCHEMES.values() for tier in scheme.tiers if not tier.is_let})
"""Colours of some scheme in which no room may be let."""
