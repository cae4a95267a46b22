"""Usual filters of lists: one of several, words within a text, days."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, or_

from central.web import moments
from central.web.lists import Filter


def one_of(name: str, label: Any, choices: Mapping[str, tuple[Any, Callable[[], ColumnElement[bool]]]]) -> Filter:
    """One of a few kinds: value → label, and what it chooses."""
    options = [(value, shown) for value, (shown, _) in choices.items()]
    return Filter(name, label, lambda value: choices[value][1]() if value in choices else None, lambda: options)


def equal_to(
    name: str, label: Any, column: ColumnElement[Any], options: Callable[[], Sequence[tuple[str, Any]]]
) -> Filter:
    """Rows of another row's number."""

    def condition(value: str) -> ColumnElement[bool] | None:
        is_number = value.isascii() and value.isdigit() and len(value) <= 18
        return column == int(value) if is_number else None

    return Filter(name, label, condition, options)


def hidden_number(name: str, column: ColumnElement[Any]) -> Filter:
    """The same where a link brings it, and nobody chooses."""
    return replace(equal_to(name, "", column, list), options=None, kind="hidden")


def words_in(name: str, label: Any, *columns: ColumnElement[str]) -> Filter:
    """Rows in which one of the columns holds what is typed, large letters or small."""

    def condition(value: str) -> ColumnElement[bool]:
        return or_(*(func.lower(column).contains(value.lower(), autoescape=True) for column in columns))

    return Filter(name, label, condition)


def from_day(name: str, label: Any, column: ColumnElement[int]) -> Filter:
    """Rows of that day of the town's and later."""
    return Filter(name, label, lambda value: _compared(value, 0, column.__ge__), kind="date")


def to_day(name: str, label: Any, column: ColumnElement[int]) -> Filter:
    """Rows of that day of the town's and earlier."""
    return Filter(name, label, lambda value: _compared(value, 1, column.__lt__), kind="date")


def _compared(value: str, days: int, compare: Callable[[int], ColumnElement[bool]]) -> ColumnElement[bool] | None:
    try:
        day = date.fromisoformat(value) + timedelta(days=days)
        begin = datetime(day.year, day.month, day.day, tzinfo=moments.zone())
        return compare(int(begin.timestamp() * 1000))
    except (ValueError, OverflowError):
        return None
