"""What somebody was granted, and how far it reaches: a role at a place with all below it, for one case, or for what is
their own.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

from central.web.roles import Role

TOWN: Final = 1
"""The number of the place that holds all others."""


@dataclass(frozen=True)
class Grant:
    """place: the number of a place. case: one case, as KIND:NUMBER. Neither: what is the person's own."""

    role: Role
    place: int | None = None
    case: str | None = None


@dataclass(frozen=True)
class Reach:
    """How far somebody sees on a page: each place with all below it, single cases, what belongs to `owner`."""

    places: frozenset[int] = frozenset()
    cases: frozenset[str] = frozenset()
    owner: int | None = None

    @property
    def is_town(self) -> bool:
        """Whether nothing is beyond it."""
        return TOWN in self.places

    @property
    def is_office(self) -> bool:
        """Whether it is more than what is one's own."""
        return bool(self.places or self.cases)


EVERYWHERE: Final = Reach(places=frozenset({TOWN}))


def reach_of(person: int, grants: Iterable[Grant], roles: Collection[Role]) -> Reach:
    """How far the grants of `person` that have one of `roles` reach together."""
    counted = [grant for grant in grants if grant.role in roles]
    return Reach(
        places=frozenset(grant.place for grant in counted if grant.place is not None),
        cases=frozenset(grant.case for grant in counted if grant.case is not None),
        owner=person if any(grant.place is None and grant.case is None for grant in counted) else None,
    )
