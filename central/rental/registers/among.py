"""What the rows of one file say of each other: one number with two names, one person with two cards. Pure.

Nothing is merged: somebody has to look who is right.
"""

from collections.abc import Iterable

from central.rental.registers.checking import Checked, Entry, Remark, Wrong
from central.rental.registers.columns import Field


def compare(rows: Iterable[Checked[Entry]]) -> None:
    """Add what is found to the rows."""
    by_number: dict[str, list[Checked[Entry]]] = {}
    by_person: dict[str, list[Checked[Entry]]] = {}
    for each in rows:
        if each.entry.number:
            by_number.setdefault(each.entry.number, []).append(each)
        if each.entry.who:
            by_person.setdefault(each.entry.who, []).append(each)
    for same in by_number.values():
        _one_number(same)
    for same in by_person.values():
        if len({each.entry.number for each in same}) > 1:
            for each in same:
                each.add(Field.NUMBER, Remark.TWO_CARDS)


def _one_number(same: list[Checked[Entry]]) -> None:
    """Two names: none of them is believed. One name: the first row counts, the others are told."""
    if len({each.entry.name for each in same}) > 1:
        for each in same:
            each.add(Field.NAME, Wrong.TWO_NAMES)
        return
    for each in same[1:]:
        each.add(Field.NUMBER, Wrong.TWICE)
