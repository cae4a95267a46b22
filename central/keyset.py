"""Pages of a long list, each found by the row it follows: rows that come or go meanwhile neither repeat nor hide any.

An address holds that row's number, and nothing of what it says.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from sqlalchemy import ColumnElement, Select, literal, tuple_
from sqlalchemy.orm import Session

SIZE = 50
"""Rows on a page."""


class Numbered(Protocol):
    """A row with a number of its own."""

    @property
    def id(self) -> int:
        """The number."""


Row = TypeVar("Row", bound=Numbered)


@dataclass(frozen=True)
class Spot:
    """Where a page is: behind the row `after`, or ahead of the row `before`; neither: at the beginning."""

    after: int | None = None
    before: int | None = None


@dataclass(frozen=True)
class Page(Generic[Row]):
    """previous: the row that the page before ends ahead of; following: that which the next is behind. None: no more."""

    rows: list[Row]
    previous: int | None = None
    following: int | None = None


@dataclass(frozen=True)
class Order:
    """By which columns a list is sorted, all in one direction; the last one is the number that names a row."""

    keys: Sequence[ColumnElement[Any]]
    descending: bool = False


def page_of(
    session: Session,
    chosen: Select[Any],
    order: Order,
    spot: Spot,
    read: Callable[[Iterable[Any]], list[Row]],
    conditions: Sequence[ColumnElement[bool]] = (),
) -> Page[Row]:
    """One page of `chosen`, whose rows `read` makes. A spot that is gone, or has nothing, is the beginning.

    conditions: what the rows have to be besides; the row that names a spot need not be so any more. They come after the
    spot, since of two bounds of an index SQLite takes the first.
    """

    def rows(query: Select[Any], *, descending: bool) -> list[Row]:
        keys = (key.desc() if descending else key.asc() for key in order.keys)
        return read(session.execute(query.where(*conditions).order_by(*keys).limit(SIZE + 1)))

    backwards = spot.after is None and spot.before is not None
    descending = order.descending is not backwards
    place = _place(session, order, chosen, spot.before if backwards else spot.after)
    found = rows(chosen.where(_beyond(order, place, descending=descending)), descending=descending) if place else []
    if not found:
        found = rows(chosen, descending=order.descending)
        return Page(found[:SIZE], None, found[SIZE - 1].id if len(found) > SIZE else None)
    is_more, shown = len(found) > SIZE, found[:SIZE]
    if backwards:
        shown.reverse()
    first, last = shown[0].id, shown[-1].id
    return Page(shown, first if is_more or not backwards else None, last if is_more or backwards else None)


def _place(session: Session, order: Order, among: Select[Any], number: int | None) -> tuple[Any, ...] | None:
    """What the list is sorted by, of the row with that number."""
    if number is None:
        return None
    if len(order.keys) == 1:
        return (number,)
    keys = among.with_only_columns(*order.keys, maintain_column_froms=True)
    row = session.execute(keys.where(order.keys[-1] == number)).one_or_none()
    return tuple(row) if row else None


def _beyond(order: Order, place: tuple[Any, ...], *, descending: bool) -> ColumnElement[bool]:
    here = tuple_(*(literal(value, key.type) for value, key in zip(place, order.keys, strict=True)))
    return tuple_(*order.keys) < here if descending else tuple_(*order.keys) > here
