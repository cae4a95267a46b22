"""What a benchmark prints: a value beside a floor measured in the same run.

A benchmark is a module of this folder with `measure() -> Iterator[Figure]`; `scripts/bench` runs them all.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass


def p95(values: Iterable[float]) -> float:
    """What 95 of 100 do not exceed, by nearest rank: of twenty the second largest."""
    ordered = sorted(values)
    return ordered[math.ceil(len(ordered) * 0.95) - 1]


@dataclass(frozen=True)
class Figure:
    """One line of the table.

    name: what was measured. value, floor: in `unit`. floor_name: what the floor is ("bare session.run calls").
    at_most, at_least: the bound on `value / floor`, or on `value` where there is no floor; None: no promise.
    """

    name: str
    value: float
    unit: str
    floor: float | None = None
    floor_name: str = ""
    at_most: float | None = None
    at_least: float | None = None
    note: str = ""

    @property
    def judged(self) -> float:
        """What the bounds are about: the ratio to the floor, or the value itself."""
        return self.value / self.floor if self.floor else self.value

    @property
    def holds(self) -> bool:
        """Whether the promised bounds are kept."""
        over = self.at_most is not None and self.judged > self.at_most
        under = self.at_least is not None and self.judged < self.at_least
        return not (over or under)
