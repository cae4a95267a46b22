"""How large the town is."""

from dataclasses import dataclass
from typing import Final, Self


@dataclass(frozen=True)
class Scale:
    """registered, floating: people with and without their household register here. entries: about so many in `days`."""

    registered: int
    floating: int
    rooms: int
    entries: int
    days: int = 30

    @property
    def people(self) -> int:
        """All of them."""
        return self.registered + self.floating

    def part(self, of: int) -> Self:
        """The same town, so many times smaller; it has as many days."""
        return type(self)(self.registered // of, self.floating // of, self.rooms // of, self.entries // of, self.days)


HUANGWAN: Final = Scale(registered=23_000, floating=61_000, rooms=16_000, entries=15_000_000)
"""The town of the source document (domain.md 1.0); rooms and entries as the issue of rental housing says them."""
SMALL: Final = HUANGWAN.part(50)
