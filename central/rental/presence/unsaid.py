"""Which counts are not said, so that none of few people follows from the others. Pure.

A count of a place is the sum of the counts of its parts and houses. Who knows the sum and all but one of them knows
that one: so another is left unsaid with it, the smallest there is, and where there is none the sum is. Nothing tells
which of those that are unsaid are small.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)

ANY: Final = float("inf")
"""Nobody knows that it is less."""


@dataclass(frozen=True)
class Cell(Generic[Key]):
    """A count, and of which other it is a part; None: of none."""

    count: int
    whole: Key | None


def unsaid(cells: Mapping[Key, Cell[Key]], fewest: int) -> set[Key]:
    """Those that are not said, so that it follows of none below `fewest`. Wholes stand before their parts."""
    table = _Table(cells, {key for key, cell in cells.items() if cell.count < fewest})
    while (told := next(table.told(fewest), None)) is not None:
        table.shield(told)
    return table.unsaid


@dataclass
class _Table(Generic[Key]):
    cells: Mapping[Key, Cell[Key]]
    unsaid: set[Key]
    parts: dict[Key | None, list[Key]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        for key, cell in self.cells.items():
            self.parts[cell.whole].append(key)

    def told(self, fewest: int) -> Iterator[Key]:
        """Those below `fewest` of which that follows from what is said; wholes first."""
        least, most = self._bounds()
        for key, cell in self.cells.items():
            whole = cell.whole
            if whole is not None:
                others = sum(least[part] for part in self.parts[whole]) - least[key]
                most[key] = min(most[key], most[whole] - others)
            if cell.count < fewest and most[key] < fewest:
                yield key

    def shield(self, key: Key) -> None:
        """Leave one more unsaid, so that less follows of this one."""
        whole = self.cells[key].whole
        assert whole is not None, "of what is part of nothing, and is not said, nothing follows"
        if said := self._said(whole):
            self._hide(min(said, key=lambda each: self.cells[each].count))
        elif whole not in self.unsaid:
            self.unsaid.add(whole)
        else:
            self.shield(whole)

    def _hide(self, key: Key) -> None:
        """With the smallest part of it, and of that: else its parts would tell it."""
        self.unsaid.add(key)
        said = self._said(key)
        if said and len(said) == len(self.parts[key]):
            self._hide(min(said, key=lambda each: self.cells[each].count))

    def _said(self, whole: Key) -> list[Key]:
        return [part for part in self.parts.get(whole, ()) if part not in self.unsaid]

    def _bounds(self) -> tuple[dict[Key, float], dict[Key, float]]:
        """Of each, how many there are at least and at most, by itself and its parts."""
        least: dict[Key, float] = {}
        most: dict[Key, float] = {}
        for key in reversed(list(self.cells)):
            parts, count = self.parts.get(key, ()), self.cells[key].count
            is_said = key not in self.unsaid
            least[key] = count if is_said else sum(least[part] for part in parts)
            most[key] = count if is_said else sum(most[part] for part in parts) if parts else ANY
        return least, most
