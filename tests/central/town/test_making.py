"""The town is whole: exactly as many as it should be, everything points to what is there, and what the pages show
follows from what the boxes sent.
"""

import io
import shutil
import sqlite3
from contextlib import closing
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec
import pytest
from sqlalchemy import delete, func, inspect, select, update
from sqlalchemy.orm import Session

from central import cli, schema
from central.account.names import called, names
from central.account.nearest import looking_after
from central.account.tables import staff
from central.clock.service import Office
from central.clock.tables import clock
from central.config import TOWN
from central.db import Database
from central.edges.projecting import Projector
from central.edges.tables import box, box_order, door, entry, entry_count, entry_day, matter, projected, seen
from central.edges.verifying import verify
from central.errors import CentralError
from central.events.tables import event
from central.hours import USUAL
from central.place.service import Kind
from central.place.tables import place
from central.rental import proofs, rules
from central.rental.desk.tables import ticket
from central.rental.guests.tables import guest
from central.rental.housing.deadlines import LETTING
from central.rental.housing.tables import building, inspection
from central.rental.letting.tables import agent
from central.rental.rules import DAY, StayState
from central.rental.tables import consent, erasure, identity, registration, room, stay
from central.sealed.columns import protected_columns
from central.tables import metadata
from central.town import alarms
from central.town.making import make
from central.town.progress import Progress
from central.town.scale import HUANGWAN, SMALL
from central.town.town import imagine
from central.town.writing import Rows
from central.web.roles import Role
from tests.central.town.conftest import NOW, SEED, TINY, Made, config_of, make_tiny
from wire.orders import Visit

_NEW_EVERY_TIME = {
    box.c.public_key,
    box.c.thumbprint,
    erasure.c.signature,
    event.c.token,
    staff.c.password,
    *protected_columns(identity),
    *protected_columns(guest),
    *protected_columns(agent),
}
"""Keys, what is made by them, and passwords."""
_NOT_OF_THE_TOWN = {"audit", "audit_head", "column_key"}
"""The log of its making, and the keys."""


def test_the_town_has_the_numbers_of_the_article() -> None:
    assert (HUANGWAN.registered, HUANGWAN.floating, HUANGWAN.people) == (23_000, 61_000, 84_000)
    assert (HUANGWAN.rooms, HUANGWAN.entries, HUANGWAN.days) == (16_000, 15_000_000, 30)
    assert (SMALL.people, SMALL.rooms, SMALL.entries, SMALL.days) == (1_680, 320, 300_000, 30)


def test_there_are_exactly_as_many_places_rooms_and_people_and_about_as_many_entries(made: Made) -> None:
    lives_here = registration.c.state.in_([state.value for state in rules.OPEN])
    with made.database.reading() as session:
        in_town = select(place.c.kind, func.count()).where(place.c.parent_id == 1).group_by(place.c.kind)
        assert dict(map(tuple, session.execute(in_town))) == {Kind.AREA: 7 + 4, Kind.GRID: 2}
        assert _count(session, select(room)) == TINY.rooms
        assert _count(session, select(registration).where(lives_here)) == TINY.people
        assert _count(session, select(entry)) == pytest.approx(TINY.entries, rel=0.1)
        assert set(session.scalars(select(stay.c.state))) >= {"running", "planned", "ended"}


def test_the_front_desk_of_a_fresh_town_has_something_to_do(made: Made) -> None:
    town = imagine(SMALL, 1, NOW, Office(TOWN, USUAL))
    today, stays = town.days[-1].begin, town.living.stays
    awaited = [stay.begin for stay in stays if stay.state is StayState.PLANNED]
    leaving = [stay for stay in stays if stay.state is StayState.RUNNING and stay.until == town.days[-1].end]

    assert today in awaited
    assert today - 2 * DAY in awaited
    assert leaving
    with made.database.reading() as session:
        ended = set(session.scalars(select(ticket.c.state)))
        late = select(clock).where(clock.c.rule == LETTING.name, clock.c.ended_at > clock.c.due_at)
        assert {"served", "missed"} <= ended
        assert _count(session, late)


def test_boxes_were_told_of_the_guests_who_open_by_a_code(made: Made) -> None:
    with made.database.reading() as session:
        in_rooms = select(guest.c.person, guest.c.code, room.c.name, room.c.box_id).select_from(guest)
        in_rooms = in_rooms.join(stay, stay.c.id == guest.c.stay_id).join(room, room.c.id == stay.c.room_id)
        awaited = {
            tuple(row) for row in session.execute(in_rooms.where(guest.c.code != "", room.c.box_id.is_not(None)))
        }
        orders = session.execute(
            select(box_order.c.box_id, box_order.c.id, box_order.c.body, box.c.last_order).join(box)
        )
        told = [(row, msgspec.json.decode(row.body, type=Visit)) for row in orders]

    assert awaited
    assert {(visit.person, visit.code, visit.room, row.box_id) for row, visit in told} == awaited
    assert all(visit.id == row.id <= row.last_order for row, visit in told)


def test_whoever_has_inspected_a_house_is_the_worker_of_its_grid(made: Made) -> None:
    with made.database.reading() as session:
        looked = select(inspection.c.by, place.c.path).join(building, building.c.id == inspection.c.building_id)
        rows = session.execute(looked.join(place, place.c.id == building.c.place_id)).all()
        for by, path in rows:
            assert names(session, looking_after(session, Role.GRID_WORKER, path)[:1]) == {called(session, by)[0]: by}
    assert len({by for by, _ in rows}) > 1


def test_every_row_points_to_one_that_is_there(made: Made) -> None:
    with closing(sqlite3.connect(made.database.engine.url.database or "")) as bare:
        assert bare.execute("PRAGMA foreign_key_check").fetchall() == []


def test_the_town_has_every_index_that_its_database_began_with(made: Made, tmp_path: Path) -> None:
    with closing(Database(f"sqlite:///{tmp_path}/empty.db")) as empty:
        schema.migrate(empty)
        assert _indexes(made.database) == _indexes(empty)


def test_the_records_are_chained_as_boxes_chain_them(made: Made) -> None:
    read = []
    assert verify(made.database, lambda done, of: read.append((done, of))) == []
    assert read[-1][0] == read[-1][1] > TINY.entries


def test_the_proofs_of_erasure_hold(made: Made) -> None:
    with made.database.reading() as session:
        erased = list(session.scalars(select(registration.c.id).where(registration.c.state == "erased")))
        found = proofs.erasures(session, erased)
    assert erased
    assert all(each.holds for rows in found.values() for each in rows)
    assert all(rows for rows in found.values())


def test_nobody_is_registered_before_they_are_born() -> None:
    towns = [imagine(TINY, seed, NOW, Office(TOWN, USUAL)) for seed in range(5)]
    people = [person for town in towns for person in town.living.people]

    assert all(person.birth < datetime.fromtimestamp(person.registered_at / 1000, TOWN).date() for person in people)
    assert all(person.registered_at <= person.until and person.registered_at < NOW for person in people)


def test_a_guardian_speaks_for_a_child_and_for_nobody_else(made: Made) -> None:
    with made.database.reading() as session:
        spoken = dict(map(tuple, session.execute(select(consent.c.person, consent.c.guardian))))
    days = {
        person.token: (datetime.fromtimestamp(person.registered_at / 1000, TOWN).date() - person.birth).days
        for person in imagine(TINY, SEED, NOW, Office(TOWN, USUAL)).living.people
    }

    assert set(spoken.values()) == {False, True}
    assert all(spoken[person] is (days[person] < 14 * 365.25) for person in spoken)


def test_what_pages_show_follows_from_the_stream_to_the_row(made: Made, tmp_path: Path) -> None:
    shutil.copy(made.database.engine.url.database or "", tmp_path / "again.db")
    with closing(Database(f"sqlite:///{tmp_path}/again.db")) as again:
        with again.writing() as session:
            for table in (entry, entry_count, entry_day, seen, matter, event):
                session.execute(delete(table))
            session.execute(update(projected).values(seq=0))
            nothing = dict.fromkeys(("lock_state", "lock_detail", "lock_since", "last_entry_at", "last_entry_granted"))
            session.execute(update(door).values(nothing))
        Projector(again).catch_up()

        assert _shown(again) == _shown(made.database)


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
def test_both_kinds_of_database_get_the_same_town(made: Made, tmp_path: Path, url: str) -> None:
    make_tiny(config_of(url, tmp_path))

    with closing(Database(url)) as database:
        assert _digests(database) == _digests(made.database)
        with database.writing() as session:
            added = select(func.nextval(func.pg_get_serial_sequence("registration", "id")))
            assert (session.scalar(added) or 0) == _count(session, select(registration)) + 1


def test_the_same_seed_makes_the_same_town_again(made: Made, tmp_path: Path) -> None:
    again = config_of(f"sqlite:///{tmp_path}/again.db", tmp_path)
    make_tiny(again)

    with closing(Database(again.database)) as database:
        assert _digests(database) == _digests(made.database)


def test_another_seed_makes_another_town() -> None:
    one, same, other = (imagine(TINY, seed, NOW, Office(TOWN, USUAL)) for seed in (1, 1, 2))

    assert (one.layout, one.living.people) == (same.layout, same.living.people)
    assert one.layout.houses != other.layout.houses
    assert {person.token for person in one.living.people}.isdisjoint(person.token for person in other.living.people)


def test_a_database_that_holds_anything_real_is_left_alone(sqlite_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["add-landlord", "--name", "Chen", "--database", sqlite_url]) == 0
    before = Path(sqlite_url.removeprefix("sqlite:///")).read_bytes()

    assert cli.main(["demo-town", "--small", "--database", sqlite_url]) == 1

    assert "holds people who work here already" in capsys.readouterr().err
    assert Path(sqlite_url.removeprefix("sqlite:///")).read_bytes() == before


def test_a_file_that_is_in_use_is_left_before_anything_is_made(sqlite_url: str, tmp_path: Path) -> None:
    out = io.StringIO()
    config = config_of(sqlite_url, tmp_path)
    with closing(Database(sqlite_url)) as central, central.reading() as session:
        session.execute(select(staff))
        with pytest.raises(CentralError, match="is in use; stop central first"):
            make(config, TINY, SEED, NOW, Progress(out))

    assert out.getvalue() == ""


def test_two_at_once_do_not_take_each_others_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = config_of(f"sqlite:///{tmp_path}/town.db", tmp_path)
    said = []

    def begin_another(*_: Any) -> None:
        with pytest.raises(CentralError) as refused:
            make_tiny(config)
        said.append(str(refused.value))

    monkeypatch.setattr(alarms, "write", begin_another)
    make_tiny(config)

    assert said == [f"another demo-town is making {tmp_path}/town.db.town; wait until it is done, or stop it"]
    assert sorted(each.name for each in tmp_path.glob("town.db*")) == ["town.db"]
    with pytest.raises(CentralError, match="holds people who work here already"):
        make_tiny(config)


def test_cut_off_it_leaves_nothing_behind(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(alarms, "write", fail)
    with pytest.raises(KeyboardInterrupt):
        make_tiny(config_of(url, tmp_path))

    assert not list(tmp_path.glob("*.town*"))
    with closing(Database(url)) as database, database.reading() as session:
        assert _count(session, select(staff)) == _count(session, select(entry)) == 0


def test_a_database_that_can_not_be_written_is_named_in_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a photograph").write_bytes(b"\xff\xd8\xff\xe0" * 300)
    for where in (
        f"sqlite:///{tmp_path}/a photograph",
        f"sqlite:///{tmp_path}/no/town.db",
        "postgresql://127.0.0.1:1/x",
    ):
        assert cli.main(["demo-town", "--small", "--database", where]) == 1

        [said] = capsys.readouterr().err.splitlines()
        assert said.startswith("menlu-central: the town can't be made: "), said


def test_what_the_database_says_in_the_middle_is_told_in_a_sentence(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(rows: Rows, *_: Any) -> None:
        rows.put(place, ("id",), [(1,)])

    monkeypatch.setattr(alarms, "write", fail)
    with pytest.raises(CentralError, match=r"(?i)the town can't be made: .*null"):
        make_tiny(config_of(url, tmp_path))


@pytest.mark.parametrize("seed", ["-1", "1.5", "a"])
def test_a_seed_that_is_no_whole_number_is_refused(seed: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli.main(["demo-town", "--small", f"--seed={seed}"])

    assert f"{seed!r}: accepted is a whole number from 0" in capsys.readouterr().err


def test_it_says_how_far_it_is() -> None:
    out = io.StringIO()
    progress = Progress(out)
    progress.stage("entries", 2_000)
    progress.did(1_500)
    progress.end()

    assert out.getvalue().startswith("entries           1,500 rows of about 2,000, ")


def _indexes(database: Database) -> dict[str, set[str | None]]:
    inspector = inspect(database.engine)
    return {name: {each["name"] for each in inspector.get_indexes(name)} for name in inspector.get_table_names()}


def _count(session: Session, chosen: Any) -> int:
    return session.scalar(select(func.count()).select_from(chosen.subquery())) or 0


def _shown(database: Database) -> dict[str, list[Any]]:
    """What pages read of the stream, without numbers of rows and the moments of a stretch's arrival."""
    columns = {
        "entries": [column for column in entry.c if column.name not in ("id", "door_id", "received_at")],
        "matters": [matter.c[name] for name in ("box_id", "door_id", "code", "level", "detail", "since", "last_at")],
        "doors": [door.c[name] for name in ("name", "lock_state", "lock_since", "last_entry_at", "last_entry_granted")],
        "counts": list(entry_count.c),
        "days": list(entry_day.c),
        "seen": list(seen.c),
        "shown": [projected.c.outbox_id, projected.c.seq],
    }
    with database.reading() as session:
        return {name: sorted(map(str, session.execute(select(*some)))) for name, some in columns.items()}


def _digests(database: Database) -> dict[str, str]:
    """Of each table's rows; columns that are new every time are left out."""
    found = {}
    with database.reading() as session:
        for table in metadata.sorted_tables:
            if table.name in _NOT_OF_THE_TOWN:
                continue
            columns = [column for column in table.c if column not in _NEW_EVERY_TIME]
            rows = session.execute(select(*columns)).all()
            found[table.name] = sha256(repr(sorted(map(repr, map(tuple, rows)))).encode()).hexdigest()
    return found
