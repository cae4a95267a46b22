"""Pages of a list: whichever way somebody turns them, each row is on one page, also while rows come and go."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import Column, MetaData, Table, Text, delete, insert, select
from sqlalchemy.orm import Session

from central import keyset
from central.db import BigId, Database
from central.keyset import SIZE, Order, Page, Spot

thing = Table("thing_on_pages", MetaData(), Column("id", BigId, primary_key=True), Column("name", Text))
BY_NAME = Order([thing.c.name, thing.c.id])


@dataclass(frozen=True)
class Thing:
    id: int
    name: str


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """One with 2½ pages of things: names repeat, and are not in the order of the numbers."""
    thing.create(database.engine)
    with database.writing() as opened:
        rows = [{"id": number, "name": f"{number * 37 % 11:02}"} for number in range(1, SIZE * 5 // 2 + 1)]
        opened.execute(insert(thing), rows)
        yield opened
    thing.drop(database.engine)


def read(rows: Iterable[Any]) -> list[Thing]:
    return [Thing(*row) for row in rows]


def page(session: Session, spot: Spot, order: Order = BY_NAME) -> Page[Thing]:
    return keyset.page_of(session, select(thing), order, spot, read)


def everything(session: Session, order: Order) -> list[Thing]:
    return sorted(read(session.execute(select(thing))), key=lambda row: (row.name, row.id), reverse=order.descending)


@pytest.mark.parametrize("descending", [False, True])
def test_turning_forth_and_back_shows_every_row_once(session: Session, descending: bool) -> None:
    order = Order(BY_NAME.keys, descending)
    pages = [page(session, Spot(), order)]
    while (following := pages[-1].following) is not None:
        pages.append(page(session, Spot(after=following), order))

    assert [row for each in pages for row in each.rows] == everything(session, order)
    assert [len(each.rows) for each in pages] == [SIZE, SIZE, SIZE // 2]
    back = [pages[-1]]
    while (previous := back[-1].previous) is not None:
        back.append(page(session, Spot(before=previous), order))
    assert back[::-1] == pages


def test_rows_that_go_meanwhile_hide_no_other(session: Session) -> None:
    first = page(session, Spot())
    session.execute(delete(thing).where(thing.c.id.in_([row.id for row in first.rows[:-1]])))

    second = page(session, Spot(after=first.following))

    assert second.rows == everything(session, BY_NAME)[1 : SIZE + 1]


def test_a_list_by_number_goes_on_behind_a_row_that_is_gone(session: Session) -> None:
    by_number = Order([thing.c.id], descending=True)
    first = page(session, Spot(), by_number)
    session.execute(delete(thing).where(thing.c.id == first.following))

    assert page(session, Spot(after=first.following), by_number).rows[0].id == first.rows[-1].id - 1


@pytest.mark.parametrize("spot", [Spot(after=10**6), Spot(before=10**6), Spot(before=2**62)])
def test_a_spot_that_is_not_there_is_the_beginning(session: Session, spot: Spot) -> None:
    assert page(session, spot) == page(session, Spot())


def test_a_short_list_is_one_page(session: Session) -> None:
    session.execute(delete(thing).where(thing.c.id > SIZE))

    assert page(session, Spot()) == Page(everything(session, BY_NAME), None, None)


def test_the_page_behind_the_last_is_the_first(session: Session) -> None:
    last = everything(session, BY_NAME)[-1]

    assert page(session, Spot(after=last.id)).previous is None
