"""Outlines on both databases: noted, changed, left as they are, taken away, and only as far as somebody reaches."""

import json

import pytest
from sqlalchemy import func, select

from central.audit.tables import audit
from central.db import Database
from central.place import geometry, outlines, service
from central.place.geometry import Geometry
from central.place.service import Kind
from central.web.grants import EVERYWHERE, TOWN, Reach
from tests.central.place.shapes import square

NOW = 1_790_000_000_000


@pytest.fixture
def town(database: Database) -> Database:
    """Two villages, 2 and 3; the first has a grid, 4."""
    with database.writing() as session:
        for kind, name, parent in ((Kind.AREA, "北村", TOWN), (Kind.AREA, "南村", TOWN), (Kind.GRID, "一格", 2)):
            service.add(session, kind=kind, name=name, parent_id=parent, by="tests", now=NOW)
    return database


def made(column: int = 0) -> Geometry:
    return geometry.read(square(column))


def note(town: Database, **wanted: Geometry) -> outlines.Noted:
    with town.writing() as session:
        numbered = {int(name.removeprefix("at")): each for name, each in wanted.items()}
        return outlines.note(session, numbered, by="tests", now=NOW)


def rows_noted(town: Database) -> int:
    with town.reading() as session:
        chosen = select(func.count()).select_from(audit).where(audit.c.act == "place.outline")
        return session.scalar(chosen) or 0


def test_what_is_new_changed_and_the_same_is_told_apart_and_only_changes_are_in_the_log(town: Database) -> None:
    assert note(town, at2=made(), at4=made()) == outlines.Noted(2, 0, 0)
    assert note(town, at2=made(1), at3=made(), at4=made()) == outlines.Noted(1, 1, 1)

    assert rows_noted(town) == 4
    with town.reading() as session:
        assert json.loads(outlines.outlines(session, EVERYWHERE)[2]) == square(1)


def test_an_outline_is_seen_as_far_as_its_place_is(town: Database) -> None:
    note(town, at2=made(), at3=made(), at4=made())

    with town.reading() as session:
        seen = {reach: set(outlines.outlines(session, Reach(places=frozenset(reach)))) for reach in ((2,), (3, 4), ())}

    assert seen == {(2,): {2, 4}, (3, 4): {3, 4}, (): set()}


def test_a_place_that_is_not_there_leaves_nothing_of_the_others(town: Database) -> None:
    with pytest.raises(Exception, match=r"(?i)foreign key"):
        note(town, at2=made(), at77=made())

    with town.reading() as session:
        assert outlines.outlines(session, EVERYWHERE) == {}
    assert rows_noted(town) == 0


def test_an_outline_is_taken_away_once(town: Database) -> None:
    note(town, at2=made())

    with town.writing() as session:
        assert [outlines.remove(session, 2), outlines.remove(session, 2)] == [True, False]


def test_full_names_begin_with_the_village_and_are_of_ones_own_places(town: Database) -> None:
    with town.reading() as session:
        assert outlines.full_names(session, Reach(places=frozenset({4}))) == {4: "北村 / 一格"}
        assert set(outlines.full_names(session, EVERYWHERE).values()) == {"", "北村", "南村", "北村 / 一格"}
