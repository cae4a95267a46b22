"""Writes who came to which door: entries and their counts day by day, and beside them the streams of all boxes.

The streams take longest to make. As many processes as there are cores make them, a group of houses at a time; this one
writes, since SQLite has one writer. Both make the same of the same dice (rhythm.py), so neither waits for the other.
"""

import os
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum
from multiprocessing import get_context
from typing import Final, Self

import numpy as np
from sqlalchemy import bindparam, update

from central.edges import counting
from central.edges.counting import QUARTER
from central.edges.tables import door, entry, entry_count, seen, stretch
from central.town import boxes, rhythm, stream
from central.town.layout import House
from central.town.neighbours import Neighbours, neighbours
from central.town.rhythm import METHODS, REASONS, RELEASES, Array, Day, Visits
from central.town.stream import LAG, Sent
from central.town.town import Town
from central.town.writing import Rows

ROWS_OF_ONE: Final = 1.3
"""About so many rows an entry makes, with counts and stretches."""
AT_ONCE: Final = 20_000
"""Entries in one statement, so that the lists of their values stay small."""
_BY_ONE: Final = 500_000
"""So many entries one process makes sooner than several begin."""
_STANDS_BACK: Final = 5
_ENTRY: Final = (
    "id",
    "outbox_id",
    "seq",
    "door_id",
    "at",
    "received_at",
    "granted",
    "reason",
    "method",
    "person",
    "score",
    "release",
    "frame_to_strike",
    "strike_to_answer",
)


@dataclass
class Last:
    """The last entry at each door: when, and whether somebody was let in; and when each person was let in last."""

    at: Array
    granted: Array
    seen: Array

    @classmethod
    def of(cls, doors: int, people: int) -> Self:
        """Nobody has come yet."""
        zeros = np.zeros(doors + 1, dtype=np.int64)
        return cls(zeros, np.zeros(doors + 1, dtype=bool), np.zeros(people, dtype=np.int64))

    def see(self, columns: dict[str, Array]) -> None:
        """Take these in, which are in the order of time."""
        at, granted, person = columns["at"], columns["reason"] == 0, columns["person"]
        self.at[columns["door"]], self.granted[columns["door"]] = at, granted
        let_in = granted & (person >= 0)
        self.seen[person[let_in]] = at[let_in]


@dataclass(frozen=True)
class Happening:
    """Something that happened at a door besides people: a place in rhythm.HAPPENINGS. at: Unix ms."""

    at: int
    house: House
    door: str
    code: int


def write(rows: Rows, town: Town) -> list[Happening]:
    """All entries, counts and streams; what else happened, in order."""
    groups = neighbours(town)
    last = Last.of(len(boxes.door_ids(town)), sum(len(each.people) for each in groups))
    happened: list[Happening] = []
    executor = _executor(town)
    try:
        coming = [executor.submit(stream.sent, each.group, town.days, each.outboxes, each.people) for each in groups]
        number = 1
        for day in town.days:
            number += _write_day(rows, day, groups, number, last, happened)
            coming = _write_streams(rows, coming, is_last=day is town.days[-1])
    finally:
        # Cut off, nobody waits for streams that nobody will write.
        executor.shutdown(cancel_futures=True)
    rows.number_on(entry)
    counting.count_days(rows.session)
    _note_last(rows, last)
    _note_seen(rows, last, groups)
    return sorted(happened, key=lambda each: (each.at, each.house.number))


def _executor(town: Town) -> Executor:
    if town.scale.entries <= _BY_ONE:
        return ThreadPoolExecutor(1)
    # All wait for the one that writes, so the others stand back for it.
    return ProcessPoolExecutor(os.cpu_count(), get_context("spawn"), initializer=os.nice, initargs=(_STANDS_BACK,))


def _write_streams(rows: Rows, coming: list[Future[Sent]], *, is_last: bool) -> list[Future[Sent]]:
    """Write the streams that are there; those that are still to come. On the last day it waits for them."""
    left = []
    for each in coming:
        if is_last or each.done():
            sent = each.result()
            rows.put(stretch, stream.COLUMNS, sent.rows)
            boxes.move_on(rows, sent.ends)
        else:
            left.append(each)
    return left


def _write_day(
    rows: Rows, day: Day, groups: Sequence[Neighbours], number: int, last: Last, happened: list[Happening]
) -> int:
    """A day's entries and counts; how many entries there were. number: that of the first."""
    parts: list[dict[str, Array]] = []
    texts: list[str] = []
    for each in groups:
        found = rhythm.visits(each.group, day)
        seq = rhythm.places(found, each.before)
        each.before[:] += rhythm.counted(found, len(each.houses))
        happened += _happenings(found, each)
        people = found.happening == 0
        parts.append(_columns(found.chosen(people), seq[people], each, len(texts)))
        texts += each.people
    columns = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    order = np.argsort(columns["at"], kind="stable")
    columns = {name: column[order] for name, column in columns.items()}
    last.see(columns)
    _write_counts(rows, columns)
    known = np.array([*texts, None], dtype=object)
    for begin in range(0, len(order), AT_ONCE):
        some = {name: column[begin : begin + AT_ONCE] for name, column in columns.items()}
        rows.put(entry, _ENTRY, list(_rows(some, number + begin, known)))
    return len(order)


def _columns(found: Visits, seq: Array, of: Neighbours, behind: int) -> dict[str, Array]:
    """As the table has them; people counted through all groups."""
    return {
        "outbox": np.array([each.id for each in of.outboxes])[found.house],
        "seq": seq,
        "door": of.doors[found.house, found.door],
        "at": found.at,
        "reason": found.reason,
        "method": found.method,
        "person": np.where(found.person >= 0, found.person + behind, -1),
        "score": found.score,
        "release": found.release,
        "to_strike": found.frame_to_strike,
        "to_answer": found.strike_to_answer,
    }


def _rows(some: dict[str, Array], number: int, people: Array) -> Iterator[tuple[object, ...]]:
    """Entries with numbers from `number` on. people: what boxes call them, and None behind the last."""
    is_released = some["release"] > 0
    columns = (
        np.arange(number, number + len(some["at"])),
        some["outbox"],
        some["seq"],
        some["door"],
        some["at"],
        some["at"] + LAG,
        some["reason"] == 0,
        _words(REASONS)[some["reason"]],
        _words(METHODS)[some["method"]],
        people[some["person"]],
        _known(some["score"] / 1000, some["score"] >= 0),
        _words(RELEASES)[some["release"]],
        _known(some["to_strike"], is_released),
        _known(some["to_answer"], is_released),
    )
    return zip(*(column.tolist() for column in columns), strict=True)


def _words(enums: Iterable[StrEnum | None]) -> Array:
    return np.array([each and each.value for each in enums], dtype=object)


def _known(values: Array, is_known: Array) -> Array:
    """The values, None where nothing is known."""
    found = values.astype(object)
    found[~is_known] = None
    return found


def _write_counts(rows: Rows, columns: dict[str, Array]) -> None:
    """How many entries there were in each quarter of an hour of this day: none of another day's lies in it."""
    doors = int(columns["door"].max(initial=0)) + 1
    key = ((columns["at"] // QUARTER) * doors + columns["door"]) * 2 + (columns["reason"] == 0)
    found, count = np.unique(key, return_counts=True)
    quarter, door_id = np.divmod(found // 2, doors)
    granted = (found % 2).astype(bool)
    values = zip(*(column.tolist() for column in (quarter, door_id, granted, count)), strict=True)
    rows.put(entry_count, ("quarter", "door_id", "granted", "count"), list(values))


def _note_last(rows: Rows, last: Last) -> None:
    known = np.flatnonzero(last.at).tolist()
    values = [
        {"of_door": number, "at": int(last.at[number]), "granted": bool(last.granted[number])} for number in known
    ]
    chosen = update(door).where(door.c.id == bindparam("of_door"))
    told = chosen.values(last_entry_at=bindparam("at"), last_entry_granted=bindparam("granted"))
    rows.session.connection().execute(told, values)


def _note_seen(rows: Rows, last: Last, groups: Sequence[Neighbours]) -> None:
    known = [
        (each.houses[house].number, person)
        for each in groups
        for house, person in zip(each.group.house.tolist(), each.people, strict=True)
    ]
    values = [(*known[index], int(last.seen[index])) for index in np.flatnonzero(last.seen).tolist()]
    rows.put(seen, ("box_id", "person", "at"), sorted(values))


def _happenings(found: Visits, of: Neighbours) -> list[Happening]:
    some = found.chosen(found.happening > 0)
    at, house, place, code = (column.tolist() for column in (some.at, some.house, some.door, some.happening))
    return [
        Happening(moment, of.houses[number], of.houses[number].doors[index], what)
        for moment, number, index, what in zip(at, house, place, code, strict=True)
    ]
