"""A list, described once: its columns, what it can be filtered and sorted by, and which rows there are for whom. The
page, its files (exports.py) and whatever else shows the list are made from that description.

Every list is an address: `?state=silent&sort=-last_seen` says what is shown, and nothing of it is kept elsewhere.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Select
from sqlalchemy.orm import Session

from central import keyset
from central.keyset import Order, Page, Spot

Row = TypeVar("Row", bound=keyset.Numbered)
Scope = TypeVar("Scope")
Value = str | int | float | bool | datetime | None
"""What stands in a cell of a file."""

LONGEST = 100
"""Signs of a filter's value; more is nobody's question."""
_AT_ONCE = 1000
"""Rows of a file that are in memory together."""


@dataclass(frozen=True)
class Column(Generic[Row]):
    """name: in addresses and files. label: a lazy translation. value: what a file holds, and a page that says no more.

    sort: what the list can be sorted by, never NULL. on_page, in_file: where it is shown.
    """

    name: str
    label: Any
    value: Callable[[Row], Any]
    sort: ColumnElement[Any] | None = None
    on_page: bool = True
    in_file: bool = True


@dataclass(frozen=True)
class Filter:
    """condition: what a value in the address chooses; None where it can't be read. options: to choose from, value and
    label; None: what is typed. kind: of the input, where it is typed; hidden where only links bring it, as they do
    where there are no options.

    sort: the column a list is sorted by while this is asked for, the one whose index finds it; "": any.
    """

    name: str
    label: Any
    condition: Callable[[str], ColumnElement[bool] | None]
    options: Callable[[], Sequence[tuple[str, Any]]] | None = None
    kind: str = "search"
    sort: str = ""


@dataclass(frozen=True)
class Listing(Generic[Row, Scope]):
    """name: of the list, for files and for filters that people keep. chosen: all rows within a scope, in no order.

    number: the column that names a row. read: rows of the database as the page knows them. sort: as an address says it.
    purposes: what a file of it may be made for, code → label; empty where it tells of nobody.
    """

    name: str
    title: Any
    columns: Sequence[Column[Row]]
    number: ColumnElement[int]
    chosen: Callable[[Scope], Select[Any]]
    read: Callable[[Iterable[Any]], list[Row]]
    sort: str
    filters: Sequence[Filter] = ()
    purposes: Mapping[str, Any] = field(default_factory=dict)

    @property
    def sorted_by(self) -> set[str]:
        """Names of the columns it can be sorted by."""
        return {column.name for column in self.columns if column.sort is not None}

    @property
    def on_page(self) -> list[Column[Row]]:
        """The columns of the page."""
        return [column for column in self.columns if column.on_page]

    @property
    def in_file(self) -> list[Column[Row]]:
        """The columns of a file."""
        return [column for column in self.columns if column.in_file]


@dataclass(frozen=True)
class Asked:
    """What an address asks of a list; what can't be read asks for nothing."""

    sort: str
    conditions: Sequence[ColumnElement[bool]] = ()
    filters: Mapping[str, str] = field(default_factory=dict)
    is_sorted: bool = False

    @classmethod
    def read(cls, listing: Listing[Any, Any], query: Mapping[str, str]) -> "Asked":
        """From the arguments of an address."""
        read = ((each, query.get(each.name, "").strip()) for each in listing.filters)
        known = {each.name: (text, each.condition(text)) for each, text in read if text and len(text) <= LONGEST}
        understood = {name: found for name, found in known.items() if found[1] is not None}
        sort, usual, columns = query.get("sort", ""), listing.sort, listing.sorted_by
        if by := next((each.sort for each in listing.filters if each.name in understood and each.sort), ""):
            usual, columns = f"-{by}", {by}
        is_sorted = sort.removeprefix("-") in columns
        return cls(
            sort if is_sorted else usual,
            [condition for _, condition in understood.values() if condition is not None],
            {name: text for name, (text, _) in understood.items()},
            is_sorted and sort != usual,
        )

    def as_query(self, **instead: str) -> dict[str, str]:
        """The arguments that ask the same; `instead` takes the place of some, "" leaves one out."""
        query = {**self.filters, **({"sort": self.sort} if self.is_sorted else {}), **instead}
        return {name: value for name, value in query.items() if value}

    def order(self, listing: Listing[Any, Any]) -> Order:
        """By which columns, and in which direction."""
        name = self.sort.removeprefix("-")
        key = next(column.sort for column in listing.columns if column.name == name)
        keys = [listing.number] if key is None or key is listing.number else [key, listing.number]
        return Order(keys, descending=self.sort.startswith("-"))


def page_of(session: Session, listing: Listing[Row, Scope], scope: Scope, asked: Asked, spot: Spot) -> Page[Row]:
    """One page of what is asked for."""
    return keyset.page_of(session, listing.chosen(scope), asked.order(listing), spot, listing.read, asked.conditions)


def has_more_than(session: Session, listing: Listing[Row, Scope], scope: Scope, asked: Asked, count: int) -> bool:
    """Whether more rows than that are asked for; no more of them are looked at."""
    numbers = listing.chosen(scope).with_only_columns(listing.number, maintain_column_froms=True)
    return session.execute(numbers.where(*asked.conditions).offset(count).limit(1)).first() is not None


def rows_of(session: Session, listing: Listing[Row, Scope], scope: Scope, asked: Asked) -> Iterator[Row]:
    """All that is asked for, read from the database as it is used: few rows are in memory at once."""
    order = asked.order(listing)
    keys = (key.desc() if order.descending else key.asc() for key in order.keys)
    query = listing.chosen(scope).where(*asked.conditions).order_by(*keys)
    found = session.execute(query, execution_options={"yield_per": _AT_ONCE})
    for part in found.partitions():
        yield from listing.read(part)
