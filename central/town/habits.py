"""How people spend their day: when those of a habit come home, and how often. Data; all of it an assumption."""

from enum import IntEnum, unique
from typing import Final


@unique
class Habit(IntEnum):
    """How somebody spends their day. SHIFTS: an early, a late and a night shift in turn, by the week."""

    DAY = 0
    EARLY = 1
    LATE = 2
    NIGHT = 3
    HOME = 4
    PUPIL = 5
    ROAMER = 6
    NEVER = 7
    SHIFTS = 8


# Weights of the 24 hours: when those of a habit come home, on a working day and on a free one.
_WORK = (0, 0, 0, 0, 0, 0, 1, 3, 1, 1, 1, 4, 6, 2, 1, 2, 6, 16, 18, 12, 9, 8, 5, 2)
_FREE = (1, 0, 0, 0, 0, 0, 1, 3, 5, 8, 10, 9, 7, 5, 6, 8, 10, 11, 9, 8, 8, 7, 4, 2)
HOURS: Final[dict[Habit, tuple[tuple[int, ...], tuple[int, ...]]]] = {
    Habit.DAY: (_WORK, _FREE),
    Habit.EARLY: ((0, 0, 0, 0, 0, 0, 1, 1, 0, 1, 2, 3, 3, 5, 20, 16, 8, 7, 7, 6, 5, 3, 1, 0), _FREE),
    Habit.LATE: ((6, 3, 1, 0, 0, 0, 0, 1, 5, 8, 9, 9, 8, 4, 1, 1, 1, 1, 1, 1, 1, 4, 20, 16), _FREE),
    Habit.NIGHT: ((0, 0, 0, 0, 0, 1, 8, 20, 14, 5, 2, 1, 1, 1, 2, 3, 5, 8, 8, 7, 5, 1, 0, 0), _FREE),
    Habit.HOME: ((0, 0, 0, 0, 0, 3, 8, 10, 11, 11, 9, 6, 3, 3, 6, 8, 9, 8, 8, 6, 3, 1, 0, 0),) * 2,
    Habit.PUPIL: ((0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 6, 6, 1, 1, 4, 16, 18, 9, 7, 5, 2, 0, 0), _FREE),
    Habit.ROAMER: ((3, 2, 1, 1, 1, 2, 3, 4, 5, 6, 7, 9, 9, 7, 6, 6, 7, 8, 8, 8, 8, 8, 7, 5),) * 2,
    Habit.NEVER: ((1,) * 24,) * 2,
}
OFTEN: Final[dict[Habit, tuple[float, float]]] = {
    Habit.DAY: (2.2, 3.4),
    Habit.EARLY: (2.0, 2.6),
    Habit.LATE: (2.0, 2.6),
    Habit.NIGHT: (1.9, 2.5),
    Habit.HOME: (3.6, 3.4),
    Habit.PUPIL: (2.4, 3.0),
    Habit.ROAMER: (5.0, 5.0),
    Habit.NEVER: (0.0, 0.0),
}
"""How often they come in a day, beside one another; the town's pace makes the number of entries of it."""
SHIFTS: Final = (Habit.EARLY, Habit.LATE, Habit.NIGHT)
