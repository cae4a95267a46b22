"""Houses and rooms are made of the rows of a register, some at a time; and taken away again, where nobody uses them.

What is there already stays as it is, also what somebody has added while the register waited: so a process that goes on
where another died makes nothing twice.
"""

import threading
from collections.abc import Callable, Sequence
from time import monotonic
from typing import Any, Final

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from central.account import service as account
from central.audit import service as audit
from central.db import Database
from central.rental import rooms
from central.rental.housing import buildings
from central.rental.housing.buildings import Description, Seat
from central.rental.housing.crowding import Measures
from central.rental.housing.room_states import Use
from central.rental.registers.checking import Wrong
from central.rental.registers.comparing import Standing
from central.rental.registers.houses.checking import HouseEntry
from central.rental.registers.houses.comparing import house_entry
from central.rental.registers.houses.known import HousesKnown, KnownHouse
from central.rental.registers.leases import Lease
from central.rental.registers.tables import register_import, register_made, register_row
from central.rental.rooms import RoomInUse
from central.rental.scope import Scope
from central.sealed.ring import Ring
from central.web.grants import Reach

AT_ONCE: Final = 40
"""Rows in one transaction: boxes wait to write meanwhile."""
UNMADE_AT_ONCE: Final = 100
"""Things taken away in one transaction."""
REST: Final = 0.5
"""After a piece it rests so many times as long as the piece took."""
LANDLORD, BUILDING, ROOM = "landlord", "building", "room"


class Making:
    """Does for one register what waits. stop: ends it between two pieces; another goes on later."""

    def __init__(self, database: Database, ring: Ring, stop: threading.Event, now: int) -> None:
        self._database, self._ring, self._stop, self._now = database, ring, stop, now

    def make(self, lease: Lease) -> bool:
        """Make what its rows say and is not there yet; False where it was stopped. Raises Lost."""
        held = lease.held
        with self._database.reading() as session:
            here = Scope(held.taken_by, Reach(places=frozenset({held.place_id})))
            known = HousesKnown(session, here, held.place_id)
            by = _doer(session, held.taken_by)
        after = done = 0
        while some := self._rows(held.id, after):
            began = monotonic()
            with lease.writing() as session, audit.acting_as(by):
                for row in some:
                    self._make(session, known, held, row)
                done += len(some)
                of_file = update(register_import).where(register_import.c.id == held.id)
                session.execute(of_file.values(done_count=done))
            after = some[-1].id
            if self._stop.wait(REST * (monotonic() - began)):
                return False
        return True

    def unmake(self, lease: Lease) -> bool:
        """Take away what was made and nobody uses; False where it was stopped. Raises Lost."""
        before = None
        with self._database.reading() as session:
            by = _doer(session, lease.held.ended_by)
        while some := self._made(lease.held.id, before):
            began = monotonic()
            with lease.writing() as session, audit.acting_as(by):
                gone = _take_away(session, some)
                session.execute(delete(register_made).where(register_made.c.id.in_(gone)))
                of_file = update(register_import).where(register_import.c.id == lease.held.id)
                session.execute(of_file.values(done_count=register_import.c.done_count + len(gone)))
            before = some[-1].id
            if self._stop.wait(REST * (monotonic() - began)):
                return False
        return True

    def _rows(self, import_id: int, after: int) -> Sequence[Any]:
        chosen = select(register_row.c.id, register_row.c.standing, register_row.c.said)
        chosen = chosen.where(register_row.c.import_id == import_id, register_row.c.id > after)
        with self._database.reading() as session:
            return session.execute(chosen.order_by(register_row.c.id).limit(AT_ONCE)).all()

    def _made(self, import_id: int, before: int | None) -> Sequence[Any]:
        chosen = select(register_made).where(register_made.c.import_id == import_id)
        if before is not None:
            chosen = chosen.where(register_made.c.id < before)
        with self._database.reading() as session:
            # The last first: rooms before their house, and both before whose they are.
            return session.execute(chosen.order_by(register_made.c.id.desc()).limit(UNMADE_AT_ONCE)).all()

    def _make(self, session: Session, known: HousesKnown, held: Any, row: Any) -> None:
        if row.standing != Standing.NEW:
            return
        if entry := house_entry(self._ring, row.id, row.said):
            _Row(session, known, held, entry, self._now).make()


class _Row:
    """What one row makes. It was compared before: what has become impossible since is left out."""

    def __init__(self, session: Session, known: HousesKnown, held: Any, entry: HouseEntry, now: int) -> None:
        self._session, self._known, self._held, self._entry, self._now = session, known, held, entry, now
        # Central's own reach: that it stands within the register's was looked at.
        self._scope = Scope(held.taken_by)

    def make(self) -> None:
        """Landlord, house and room, as far as they are not there."""
        place, house = self._known.place(self._entry), self._known.house(self._entry)
        if isinstance(place, Wrong) or isinstance(house, Wrong):
            return
        try:
            landlord = self._known.landlord(self._entry) or self._landlord()
        except account.NameTaken:
            return
        house = house or self._house(place, landlord)
        if self._entry.room and self._entry.room_key not in house.rooms:
            self._room(house, landlord)

    def _landlord(self) -> int:
        entry = self._entry
        made = account.add_landlord(self._session, entry.landlord, by=self._scope.by, now=self._now).person
        self._known.add_landlord(entry, made)
        self._note(LANDLORD, made)
        return made

    def _house(self, place_id: int, landlord: int) -> KnownHouse:
        entry = self._entry
        said = Description(
            entry.house,
            place_id,
            entry.address,
            landlord,
            lowest=entry.lowest,
            highest=entry.storeys or 1,
        )
        made = buildings.add(self._session, self._scope, said, now=self._now)
        self._note(BUILDING, made)
        return self._known.add_house(entry, made)

    def _room(self, house: KnownHouse, landlord: int) -> None:
        entry = self._entry
        made = rooms.add(self._session, landlord_id=landlord, box_id=None, name=entry.room, now=self._now)
        measures = Measures(Use(entry.use or Use.BEDROOM), entry.area, entry.bedrooms)
        floor = entry.floor if entry.floor and house.lowest <= entry.floor <= house.highest else None
        buildings.seat(self._session, self._scope, made, Seat(house.id, floor, measures, entry.beds))
        self._note(ROOM, made)
        house.rooms[entry.room_key] = None

    def _note(self, kind: str, number: int) -> None:
        self._session.execute(insert(register_made), {"import_id": self._held.id, "kind": kind, "number": number})


def left(session: Session, import_id: int) -> dict[str, int]:
    """Of a register that was taken back: how many landlords, houses and rooms stay, since they are used."""
    chosen = select(register_made.c.kind, func.count().label("number")).where(register_made.c.import_id == import_id)
    return {row.kind: row.number for row in session.execute(chosen.group_by(register_made.c.kind))}


def _take_away(session: Session, made: Sequence[Any]) -> list[int]:
    """Which rows of what was made, the last first, are gone now with what they tell of."""
    removals = {ROOM: rooms.remove_all, BUILDING: buildings.remove_all, LANDLORD: account.remove_landlords}
    gone: list[int] = []
    for kind, remove_all in removals.items():
        gone += _remove(session, remove_all, [row for row in made if row.kind == kind])
    return gone


def _remove(session: Session, remove_all: Callable[[Session, list[int]], None], made: Sequence[Any]) -> list[int]:
    """All at once; the database refuses that where one of them is used, and each half is tried by itself."""
    if not made:
        return []
    try:
        with session.begin_nested():
            remove_all(session, [row.number for row in made])
    except (RoomInUse, buildings.BuildingInUse, account.LandlordInUse):
        half = len(made) // 2
        return [*_remove(session, remove_all, made[:half]), *_remove(session, remove_all, made[half:])] if half else []
    return [row.id for row in made]


def _doer(session: Session, name: str) -> str:
    """Whoever has asked for it, for the log."""
    return next((f"staff:{number}" for number in account.called(session, name)), "central")
