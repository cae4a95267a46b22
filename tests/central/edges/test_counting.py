"""How many came, hour by hour and day by day of the town's, on both databases."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import insert

from central.db import Database
from central.edges import counting
from central.edges.tables import box, door
from central.place import service as place
from central.web.grants import EVERYWHERE, TOWN, Reach

ZONE = ZoneInfo("Asia/Shanghai")
DAY = date(2026, 11, 22)


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=ZONE).timestamp() * 1000)


def come(database: Database, *moments: str, granted: bool = True, place_id: int = TOWN) -> None:
    """Somebody comes to a door of a house there."""
    with database.writing() as session:
        row = {"name": "b", "public_key": b"", "thumbprint": f"{place_id} {granted}", "version": "1", "claimed_at": 1}
        number = session.execute(insert(box).values(row | {"place_id": place_id}).returning(box.c.id)).scalar_one()
        at_door = session.execute(insert(door).values(box_id=number, name="d").returning(door.c.id)).scalar_one()
        # In two goes, as they would come.
        for part in (moments[:1], moments[1:]):
            counting.add(session, [(at(text), at_door, granted) for text in part])


def test_a_day_has_its_hours_and_nothing_of_its_neighbours(database: Database) -> None:
    come(database, "2026-11-21 23:59", "2026-11-22 00:00", "2026-11-22 08:59", "2026-11-22 08:01", "2026-11-23 00:00")
    come(database, "2026-11-22 08:30", granted=False)
    with database.reading() as session:
        hours = counting.by_hour(session, ZONE, DAY, EVERYWHERE)

    assert len(hours) == 24
    counted = {number: (each.granted, each.denied) for number, each in enumerate(hours) if each.granted or each.denied}
    assert counted == {0: (1, 0), 8: (2, 1)}


def test_a_town_whose_clock_is_half_an_hour_off_has_its_own_hours(database: Database) -> None:
    kolkata = ZoneInfo("Asia/Kolkata")
    begin = datetime(2026, 11, 22, tzinfo=kolkata)
    come(database, *(begin.astimezone(ZONE).replace(minute=minute).strftime("%Y-%m-%d %H:%M") for minute in (29, 31)))
    with database.reading() as session:
        hours = counting.by_hour(session, kolkata, DAY, EVERYWHERE)

    assert [each.granted for each in hours[:2]] == [1, 0]


def test_what_is_forgotten_is_not_counted(database: Database) -> None:
    come(database, "2026-11-21 23:59", "2026-11-22 00:00")
    with database.writing() as session:
        counting.forget(session, at("2026-11-22 00:00"))

    with database.reading() as session:
        assert counting.since(session, 0, EVERYWHERE) == (1, 0)


def test_days_are_those_of_the_town(database: Database) -> None:
    come(database, "2026-11-20 00:00", "2026-11-22 23:59", "2026-11-19 23:59")
    with database.reading() as session:
        days = counting.by_day(session, ZONE, DAY, 3, EVERYWHERE)
    assert [(each.begin, each.granted) for each in days] == [
        (at("2026-11-20 00:00"), 1),
        (at("2026-11-21 00:00"), 0),
        (at("2026-11-22 00:00"), 1),
    ]


def test_what_is_beyond_reach_is_not_counted(database: Database) -> None:
    with database.writing() as session:
        east, west = (
            place.add(session, kind=place.Kind.AREA, name=name, parent_id=TOWN, by="tests", now=1)
            for name in ("East", "West")
        )
    come(database, "2026-11-22 08:00", place_id=east)
    come(database, "2026-11-22 08:00", "2026-11-22 09:00", place_id=west)
    with database.reading() as session:
        hours = counting.by_hour(session, ZONE, DAY, Reach(places=frozenset({east})))
    assert sum(each.granted for each in hours) == 1
