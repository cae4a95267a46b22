"""Whatever happens in whatever order: a box that does what it is told lets in exactly whom central says may enter."""

import itertools
import shutil
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import insert, select

from central.account import service as account
from central.db import Database
from central.edges.tables import outbox
from central.rental import service, tables, upkeep
from central.rental.follower import Follower
from central.rental.service import NoDoor, NotPossible, NotThere, Place, Plan, Scope
from tests.central.rental.conftest import BOX_KEY, DAY, NOW, new_box
from tests.central.rental.telling import Door, erased, registered
from wire.kinds import Enrolment
from wire.orders import Erase, EraseFace, Grant, Invite, Revoke, Suspend, Uninvite

REFUSED = (NoDoor, NotPossible, NotThere)
PICK = st.integers(0, 5)


class ObedientBox:
    """Applies orders to what it holds: invitations by stay, and who may enter as of which stay."""

    def __init__(self, door: Door) -> None:
        self.door = door
        self.invitations: dict[str, Invite] = {}
        self.rights: dict[str, str] = {}
        self.known: set[str] = set()

    def obey(self) -> None:
        for order in self.door.hears():
            if isinstance(order, Invite):
                self.invitations[order.stay] = order
            elif isinstance(order, Uninvite):
                self.invitations.pop(order.stay, None)
            elif isinstance(order, Grant) and order.person in self.known:
                self.rights[order.person] = order.stay
            elif isinstance(order, Revoke | Suspend):
                self.rights.pop(order.person, None)
            elif isinstance(order, EraseFace):
                self.door.tell(erased(BOX_KEY, order.person, "face", at=NOW))
            elif isinstance(order, Erase):
                self.rights.pop(order.person, None)
                self.known.discard(order.person)
                self.door.tell(erased(BOX_KEY, order.person, "all", at=NOW))
        self.door.has_settled(NOW - 1)

    def technician(self, which: int, change: str) -> None:
        """Somebody changes a person's right at the box itself."""
        if not self.known:
            return
        person = sorted(self.known)[which % len(self.known)]
        if change == "reinstated":
            self.rights.setdefault(person, "as before")
        else:
            self.rights.pop(person, None)
        self.door.tell(Enrolment(person, change, by="li"))


class Walk(RuleBasedStateMachine):
    """Acts of landlord and staff, people at two doors, and time."""

    template: Path

    @initialize()
    def begin(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        path = Path(self.folder.name, "central.db")
        shutil.copy(self.template, path)
        self.database, self.now = Database(f"sqlite:///{path}"), NOW
        self.names = (f"p{number}" for number in itertools.count())
        follower = Follower(self.database)
        with self.database.writing() as session:
            account.add_landlord(session, "Chen", by="tests", now=NOW)
            landlord = account.landlords(session)[0].id
            self.scope = Scope.of_landlord("Chen", landlord)
            boxes = [new_box(session, name) for name in ("north", "south")]
            self.boxes = []
            for box in boxes:
                row = {"box_id": box, "outbox": "a" * 32, "seq": 0, "digest": b""}
                number = session.execute(insert(outbox).values(row).returning(outbox.c.id)).scalar_one()
                self.boxes.append(ObedientBox(Door(self.database, box, int(number), follower, NOW)))
            self.rooms = [
                service.add_room(session, landlord_id=landlord, box_id=box, name=name, now=NOW)
                for box, name in zip((boxes[0], boxes[0], boxes[1]), "123", strict=True)
            ]
        # Somebody lives there already: else most walks would meet nobody.
        for room in range(3):
            self.invite(room, later=-1, days=30, places=2)
            self.the_doors_let_in_whom_central_says()
            self.register(room // 2, room, "granted")

    def teardown(self) -> None:
        if hasattr(self, "database"):
            self.database.close()
            self.folder.cleanup()

    @rule(room=PICK, later=st.integers(-1, 3), days=st.integers(2, 60), places=st.integers(1, 3))
    def invite(self, room: int, later: int, days: int, places: int) -> None:
        plan = Plan(self.now + later * DAY, self.now + (later + days) * DAY, places)
        self._act(service.invite, self.rooms[room % 3], plan, token=service.new_token())

    @rule(box=st.integers(0, 1), which=PICK, outcome=st.sampled_from(["granted", "provisional", "review"]))
    def register(self, box: int, which: int, outcome: str) -> None:
        at, person = self.boxes[box], next(self.names)
        stays = sorted(at.invitations)
        stay = stays[which % len(stays)] if stays else None
        outcome = outcome if stay else "review"
        reasons = [] if outcome != "review" else ["without-face" if stay else "no-invitation"]
        at.known.add(person)
        if outcome != "review":
            at.rights[person] = str(stay)
        at.door.tell(registered(person, outcome, stay=stay, reasons=reasons))

    @rule(which=PICK, days=st.integers(-1, 6))
    def change_dates(self, which: int, days: int) -> None:
        self._on_stay(which, service.change_dates, self.now, self.now + days * DAY)

    @rule(which=PICK, room=PICK)
    def move(self, which: int, room: int) -> None:
        self._on_stay(which, service.move, self.rooms[room % 3])

    @rule(which=PICK)
    def new_code(self, which: int) -> None:
        self._on_stay(which, service.new_code)

    @rule(which=PICK)
    def end(self, which: int) -> None:
        self._on_stay(which, service.end)

    @rule(which=PICK, act=st.sampled_from([service.revoke, service.withdraw_face]))
    def on_person(self, which: int, act: Any) -> None:
        ids = self._ids(tables.registration)
        if ids:
            self._act(act, ids[which % len(ids)])

    @rule(box=st.integers(0, 1), which=PICK, change=st.sampled_from(["suspended", "reinstated", "revoked"]))
    def technician(self, box: int, which: int, change: str) -> None:
        self.boxes[box].technician(which, change)

    @rule(which=PICK, room=PICK, is_yes=st.booleans())
    def decide(self, which: int, room: int, is_yes: bool) -> None:
        with self.database.reading() as session:
            waiting = service.requests(session, self.scope)
        if not waiting:
            return
        person = waiting[which % len(waiting)].registration_id
        if is_yes:
            place = Place(self.rooms[room % 3], Plan(self.now, self.now + DAY))
            self._act(service.accept, person, place, why="")
        else:
            self._act(service.refuse, person, why="no")

    @rule(hours=st.integers(1, 40))
    def time_passes(self, hours: int) -> None:
        self.now += hours * DAY // 24
        upkeep.keep_up(self.database, self.now)

    @invariant()
    def the_doors_let_in_whom_central_says(self) -> None:
        if not hasattr(self, "boxes"):
            return
        # What a box answers may lead to more: a proof comes back.
        for _ in range(3):
            for box in self.boxes:
                box.obey()
        with self.database.reading() as session:
            for number, box in enumerate(self.boxes, 1):
                wanted = select(tables.registration.c.person, tables.stay.c.token).join(
                    tables.stay, tables.stay.c.id == tables.registration.c.stay_id
                )
                of_box = (
                    tables.registration.c.box_id == number,
                    tables.registration.c.state.in_(["granted", "provisional"]),
                )
                assert {row.person: row.token for row in session.execute(wanted.where(*of_box))} == box.rights
                invited = (
                    select(tables.stay.c.token)
                    .join(tables.room, tables.room.c.id == tables.stay.c.room_id)
                    .join(tables.invitation, tables.invitation.c.stay_id == tables.stay.c.id)
                    .where(tables.room.c.box_id == number, tables.stay.c.state.in_(["planned", "running"]))
                )
                assert set(session.scalars(invited)) == set(box.invitations)

    def _ids(self, table: Any) -> list[int]:
        with self.database.reading() as session:
            return list(session.scalars(select(table.c.id).order_by(table.c.id)))

    def _on_stay(self, which: int, act: Any, *values: Any) -> None:
        ids = self._ids(tables.stay)
        if ids:
            self._act(act, ids[which % len(ids)], *values)

    def _act(self, act: Any, *values: Any, **named: Any) -> None:
        try:
            with self.database.writing() as session:
                act(session, self.scope, *values, **named, now=self.now)
        except REFUSED:
            return


def test_boxes_that_obey_let_in_exactly_whom_central_says(
    sqlite_template: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Walk, "template", sqlite_template, raising=False)
    # A failure is told as it was found: making it shorter would take minutes.
    quick = settings(max_examples=15, stateful_step_count=20, deadline=None, phases=[Phase.reuse, Phase.generate])
    run_state_machine_as_test(Walk, settings=quick)
