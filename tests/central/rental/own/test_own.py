"""What somebody asks for of their own data: answered at once, by the office, or later by itself; each with a clock."""

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from flask import Flask
from sqlalchemy import delete, insert, select, update

from central.accepted import SecondFactor
from central.app import create_app
from central.clock import service as clocks
from central.config import Config
from central.db import database_of
from central.edges import service as edges
from central.edges.tables import box
from central.rental import service as rental
from central.rental.desk import cards
from central.rental.desk.tables import desk_card
from central.rental.guests import acts as guests
from central.rental.guests import codes as guest_codes
from central.rental.guests.acts import Guest
from central.rental.guests.rules import Kind as GuestKind
from central.rental.guests.rules import Relation
from central.rental.guests.tables import guest
from central.rental.own import access, asking, copying, erasing, office, unprovable
from central.rental.own.elsewhere import elsewhere
from central.rental.own.kept import Kept, entries, kept_of
from central.rental.own.rules import Holding, Kind, Lost, State
from central.rental.own.visits import forget
from central.rental.phone_tables import preparation
from central.rental.registers.checking import Entry as Said
from central.rental.registers.tables import register_import, register_row
from central.rental.rules import NotPossible
from central.rental.sealed_words import SealingAnew
from central.rental.tables import identity, registration
from central.rental.timeline.tables import timeline_ask
from central.rental.upkeep import keep_up
from central.sealed.ring import ring
from central.web.grants import EVERYWHERE
from central.work import views
from central.work.keeping import Keeper
from tests.central.phone.conftest import UnvisitedHouse
from tests.central.rental.telling import PERSON, erased, registered
from tests.fakes.town import now
from wire.erasure import What
from wire.kinds import Entry, Identity

DAY = 24 * 3600 * 1000
NUMBER = "330402199001011234"


@pytest.fixture
def app(url: str, tmp_path: Path) -> Iterator[Flask]:
    """Central's app, on both kinds of database."""
    yield from _running(url, tmp_path)


@pytest.fixture
def small_app(sqlite_url: str, tmp_path: Path) -> Iterator[Flask]:
    """Central's app, for what asks the database nothing that the two kinds could answer differently."""
    yield from _running(sqlite_url, tmp_path)


def _running(url: str, folder: Path) -> Iterator[Flask]:
    key = str(folder / "sealing-key")
    made = create_app(Config(database=url, sealing_key=key, second_factor=SecondFactor.OFFERED))
    with made.app_context():
        yield made
    database_of(made).close()


class Resident:
    """Somebody who lives at Chen's, and what central keeps of them."""

    def __init__(self, house: UnvisitedHouse) -> None:
        self.house, self.database = house, house.database
        self.stay_id, self.token = house.stay()
        said = {"name": "张三", "number": NUMBER, "phone": "13800001234"}
        words = Identity(**{field: house.sealed(field, word, PERSON) for field, word in said.items()})
        house.register(registered(stay=self.token, identity=words))
        SealingAnew(self.database, edges.sealing_key(), ring()).turn()
        with self.database.reading() as session:
            (person,) = rental.people(session, house.scope, self.stay_id)
        self.id = person.id

    def kept(self) -> Kept:
        with self.database.reading() as session:
            kept = kept_of(session, access.Own(self.id), now=now())
        assert kept is not None
        return kept

    def leave(self) -> None:
        with self.database.writing() as session:
            rental.end(session, self.house.scope, self.stay_id, now=now())

    def prove(self, what: What) -> None:
        self.house.tell(erased(self.house.box.key, PERSON, what, at=self.house.told_at))
        keep_up(self.database, now())

    def states(self) -> list[tuple[Kind, State]]:
        return [(each.kind, each.state) for each in self.kept().requests]


@pytest.fixture
def resident(app: Flask) -> Resident:
    return Resident(UnvisitedHouse(app))


@pytest.fixture
def tenant(small_app: Flask) -> Resident:
    return Resident(UnvisitedHouse(small_app))


def test_all_is_erased_when_somebody_who_asked_for_it_leaves(resident: Resident) -> None:
    with resident.database.writing() as session:
        asking.erase(session, resident.id, now=now())
        with pytest.raises(NotPossible):
            asking.erase(session, resident.id, now=now())

    at_once = resident.kept()
    assert (at_once.words["phone"], at_once.words["name"], at_once.face_is_kept) == ("", "张三", False)
    (waiting,) = at_once.requests
    assert (waiting.state, waiting.held_back) == (State.WAITING, [Holding.STAY])
    assert waiting.clock is not None
    assert waiting.clock.state is clocks.State.PAUSED

    keep_up(resident.database, now())
    assert resident.states() == [(Kind.ERASE, State.WAITING)]
    resident.leave()
    keep_up(resident.database, now())

    # Its box is not heard: it is told, and the town's office sees the day by which it has to prove it.
    told = resident.kept()
    assert resident.states() == [(Kind.ERASE, State.TOLD)]
    assert not any(told.words.values())
    assert told.requests[0].clock is not None
    assert told.requests[0].clock.state is clocks.State.RUNNING

    resident.prove("face")
    assert resident.states() == [(Kind.ERASE, State.TOLD)]
    resident.prove("all")

    after = resident.kept()
    assert resident.states() == [(Kind.ERASE, State.DONE)]
    assert after.is_asked_to_erase
    assert after.requests[0].clock is not None
    assert after.requests[0].clock.state is clocks.State.MET
    with resident.database.reading() as session:
        told = rental.told_for_stay(session, resident.stay_id)
    assert [each.order.kind for each in told].count("erase") == 1
    keep_up(resident.database, now() + DAY)
    with resident.database.reading() as session:
        assert len(rental.told_for_stay(session, resident.stay_id)) == len(told)


def test_an_open_decision_or_case_holds_the_erasure_back_until_it_is_over(resident: Resident) -> None:
    house = resident.house
    house.register(registered(stay=resident.token, outcome="review", reasons=["over-full"]))
    with resident.database.writing() as session:
        asking.erase(session, resident.id, now=now())
        assert set(erasing.held_back(session, resident.id, now())) == {Holding.STAY, Holding.DECISION}
        row = {"registration_id": resident.id, "purpose": "incident", "case_number": "2026-1", "why": "theft"}
        row |= {"begin": 0, "until": 1, "asked_by": house.scope.reach.owner, "asked_at": now()}
        session.execute(insert(timeline_ask), row | {"state": "asked", "good_until": now() + DAY})
    with resident.database.writing() as session:
        rental.refuse(session, house.scope, resident.id, why="too many", now=now())
    keep_up(resident.database, now())
    assert resident.states() == [(Kind.ERASE, State.WAITING)]
    assert resident.kept().requests[0].held_back == [Holding.CASE]

    keep_up(resident.database, now() + DAY)
    assert resident.states() == [(Kind.ERASE, State.TOLD)]


def test_a_phone_number_is_gone_at_once_wherever_it_was_given(tenant: Resident) -> None:
    given = {"token": "c" * 32, "code": "", "language": "zh", "version": "1", "face": False, "contact": "sealed"}
    of = {"stay_id": tenant.stay_id, "registration_id": tenant.id, "made_at": 1, "changed_at": 1}
    with tenant.database.writing() as session:
        session.execute(insert(preparation), given | of)
        wrong = asking.correct(session, tenant.id, "phone", "13900001234", now=now())
        asking.erase(session, tenant.id, now=now())
    with pytest.raises(NotPossible), tenant.database.writing() as session:
        asking.correct(session, tenant.id, "phone", "13900001234", now=now())
    with pytest.raises(NotPossible), tenant.database.writing() as session:
        asking.answer(session, tenant.house.scope, wrong, "", is_yes=True, now=now())

    kept = tenant.kept()
    assert [(each.state, each.old, each.new) for each in kept.requests if each.id == wrong] == [(State.CLOSED, "", "")]
    with tenant.database.reading() as session:
        assert session.scalar(select(preparation.c.contact)) == ""


def test_a_request_whose_box_is_gone_is_closed_without_its_proof_which_may_still_come(tenant: Resident) -> None:
    database, scope = tenant.database, tenant.house.scope
    tenant.leave()
    with database.writing() as session:
        made = asking.erase(session, tenant.id, now=now())
    keep_up(database, now())
    with pytest.raises(NotPossible), database.writing() as session:
        asking.close_unproven(session, scope, made, Lost.LOST, "陈房东", now=now())
    with pytest.raises(rental.NotThere), database.writing() as session:
        asking.close_unproven(session, tenant.house.lins, made, Lost.LOST, "陈房东", now=now() + DAY)
    with database.writing() as session:
        edges.revoke_box(session, tenant.kept().person.box_id, now=now())
        asking.close_unproven(session, scope, made, Lost.BROKEN, "陈房东, 11月23日", now=now())
    with pytest.raises(NotPossible), database.writing() as session:
        asking.close_unproven(session, scope, made, Lost.LOST, "", now=now())

    (closed,) = tenant.kept().requests
    assert (closed.state, closed.why, closed.words) == (State.UNPROVEN, "broken", "陈房东, 11月23日")
    assert closed.clock is not None
    assert closed.clock.state is clocks.State.MET
    assert tenant.kept().is_asked_to_erase
    assert tenant.kept().is_unproven
    with pytest.raises(NotPossible), database.writing() as session:
        asking.erase(session, tenant.id, now=now())
    keep_up(database, now() + DAY)
    assert tenant.states() == [(Kind.ERASE, State.UNPROVEN)]
    with database.writing() as session:
        session.execute(update(box).values(revoked_at=None))
    tenant.prove("all")
    assert tenant.states() == [(Kind.ERASE, State.DONE)]


def test_a_request_whose_box_is_gone_waits_for_the_office_and_is_work_with_its_deadline(tenant: Resident) -> None:
    database, house = tenant.database, tenant.house
    tenant.leave()
    with database.writing() as session:
        made = asking.erase(session, tenant.id, now=now())
        session.execute(update(box).values(last_seen=now()))
    keep_up(database, now())
    assert tenant.states() == [(Kind.ERASE, State.TOLD)]
    keeper = Keeper(house.app, database, work=60.0)

    def waiting(at: int) -> list[tuple[str, int | None]]:
        """Each item's request, and its deadline."""
        keeper.turn(at)
        with database.reading() as session:
            rows = views.rows(session.execute(views.chosen(EVERYWHERE)))
        return [(row.subject_id, row.due_at) for row in rows if row.kind == unprovable.WORK.name]

    def counts(at: int) -> tuple[int, int]:
        with database.reading() as session:
            return tuple(office.count_waiting(session, scope, at) for scope in (house.scope, house.lins))

    assert waiting(now()) == []
    assert counts(now()) == (0, 0)
    (clock,) = [each.clock for each in tenant.kept().requests if each.clock]
    silent = now() + DAY + 1
    assert counts(silent) == (1, 0)
    assert waiting(silent) == [(str(made), clock.due_at)]

    with database.writing() as session:
        asking.close_unproven(session, house.scope, made, Lost.LOST, "陈房东", now=silent)
    assert counts(silent) == (0, 0)
    assert waiting(silent + DAY) == []


def test_a_box_that_is_shut_out_is_gone_at_once(tenant: Resident) -> None:
    tenant.leave()
    with tenant.database.writing() as session:
        asking.erase(session, tenant.id, now=now())
        session.execute(update(box).values(last_seen=now()))
    keep_up(tenant.database, now())
    with tenant.database.writing() as session:
        edges.revoke_box(session, tenant.kept().person.box_id, now=now())
        assert office.count_waiting(session, tenant.house.scope, now()) == 1


def guests_of(resident: Resident) -> int:
    """Somebody who comes to them, and a visit of theirs to Lin's; the number of that."""
    house = resident.house
    elsewhere_id, _ = house.stay(lins=True)
    with resident.database.writing() as session:
        for scope, stay_id, name, number in (
            (house.scope, resident.stay_id, "李四", "330402199003031236"),
            (house.lins, elsewhere_id, "张三", f" {NUMBER}"),
        ):
            said = Guest(GuestKind.RELATIVE, name, now(), now() + DAY, Relation.SIBLING, number, has_code=False)
            added = guests.add(session, ring(), scope, stay_id, said, person=guest_codes.new_person(), now=now())
    return added.guest_id


def zipped(kept: Kept, resident: Resident) -> zipfile.ZipFile:
    with resident.database.reading() as session:
        pieces = list(copying.packed(kept, elsewhere(session, resident.id), entries(session, kept), "<p>all of it</p>"))
    return zipfile.ZipFile(io.BytesIO(b"".join(pieces)))


def test_guests_are_in_the_copy_of_both_and_go_with_the_erasure_of_either(tenant: Resident) -> None:
    visit = guests_of(tenant)
    kept = tenant.kept()
    (came,), (paid,) = kept.visits.guests, kept.visits.paid
    assert (came.name, came.kind, kept.visits.is_shared) == ("李四", "relative", False)
    assert (paid.name, paid.number.strip(), paid.house) == ("张三", NUMBER, "2 Harbour Road")
    with zipped(kept, tenant) as made:
        data = json.loads(made.read("my-data.json"))
    assert [each["name"] for each in (*data["guests"], *data["visits"])] == ["李四", "张三"]

    tenant.house.register(registered("b" * 16, stay=tenant.token))
    assert [each.name for each in tenant.kept().visits.guests] == ["李**"], "nobody knows whose guest it is"
    tenant.leave()
    with tenant.database.writing() as session:
        asking.erase(session, tenant.id, now=now())
    keep_up(tenant.database, now())
    with tenant.database.reading() as session:
        rows = session.execute(select(guest.c.name, guest.c.state).order_by(guest.c.id)).all()
    assert [(row.name != "", row.state) for row in rows] == [(True, "over"), (True, "there")], "of others, and going on"

    with tenant.database.writing() as session:
        session.execute(update(registration).where(registration.c.person == "b" * 16).values(state="erased"))
        guests.end(session, tenant.house.lins, visit, now=now())
        forget(session, tenant.id, NUMBER)
        rows = session.execute(select(guest.c.name, guest.c.number, guest.c.number_index)).all()
    assert [tuple(row) for row in rows] == [("", "", None)] * 2


def test_whoever_is_erased_and_registers_again_may_ask_again(tenant: Resident) -> None:
    with tenant.database.writing() as session:
        asking.erase(session, tenant.id, now=now())
    tenant.leave()
    keep_up(tenant.database, now())
    tenant.prove("all")
    with pytest.raises(NotPossible), tenant.database.writing() as session:
        asking.correct(session, tenant.id, "name", "张山", now=now())

    tenant.house.told_at = now() + DAY
    tenant.house.register(registered(stay=tenant.house.stay()[1]))

    assert not tenant.kept().is_asked_to_erase
    with tenant.database.writing() as session:
        asking.erase(session, tenant.id, now=now() + DAY)
    assert tenant.kept().is_asked_to_erase


def test_a_face_that_is_withdrawn_is_answered_by_the_boxs_proof(tenant: Resident) -> None:
    with tenant.database.writing() as session:
        asking.withdraw_face(session, tenant.id, now=now())
    with pytest.raises(NotPossible), tenant.database.writing() as session:
        asking.withdraw_face(session, tenant.id, now=now())
    keep_up(tenant.database, now())
    assert tenant.states() == [(Kind.FACE, State.TOLD)]

    tenant.prove("face")

    assert tenant.states() == [(Kind.FACE, State.DONE)]
    assert [row.holds for row in tenant.kept().erasures] == [True]


def test_the_office_puts_right_what_somebody_says_is_wrong(resident: Resident) -> None:
    with resident.database.writing() as session:
        first = asking.correct(session, resident.id, "name", "张山", now=now())
        with pytest.raises(NotPossible):
            asking.correct(session, resident.id, "name", "张珊", now=now())
        second = asking.correct(session, resident.id, "address", "海宁", now=now())
        # Of whom nothing was read yet, the office writes the first word.
        session.execute(delete(identity))
    with resident.database.writing() as session:
        asking.answer(session, resident.house.scope, first, "seen on the card", is_yes=True, now=now())
    with resident.database.writing() as session:
        asking.answer(session, resident.house.scope, second, "not on the card", is_yes=False, now=now())
    with pytest.raises(rental.NotThere), resident.database.writing() as session:
        asking.answer(session, resident.house.lins, second, "", is_yes=True, now=now())

    kept = resident.kept()
    assert kept.words["name"] == "张山"
    assert not any(word for field, word in kept.words.items() if field != "name")
    assert [(each.state, each.old, each.words) for each in kept.requests] == [
        (State.REFUSED, "", "not on the card"),
        (State.DONE, "张三", "seen on the card"),
    ]
    assert {each.clock.state for each in kept.requests if each.clock} == {clocks.State.MET}

    resident.leave()
    with resident.database.writing() as session:
        assert rental.forget_identities(session, now() + DAY, 10) == 1
        assert rental.count_old_identities(session, now() + DAY) == 0
    assert not any(each.old or each.new or each.words for each in resident.kept().requests)


def test_a_link_opens_with_its_code_alone_and_is_void_after_five_wrong_ones(tenant: Resident) -> None:
    with tenant.database.writing() as session:
        given = access.give(session, tenant.house.scope, tenant.id, now=now())
        other = access.NewAccess("ABCD-EFGH-JK", given.code, 0)
        assert access.open_by(session, other.link, other.code, now=now()) is None
        own = access.open_by(session, given.link.lower(), given.code, now=now())
        assert own is not None
        assert access.is_open(session, own, now=now())
        assert not access.is_open(session, own, now=now() + access.LIFE)
    with tenant.database.writing() as session:
        for _ in range(access.MOST_FAILURES):
            assert access.open_by(session, given.link, "ABCD-EFGH-JK", now=now()) is None
        assert access.open_by(session, given.link, given.code, now=now()) is None
    with pytest.raises(rental.NotThere), tenant.database.writing() as session:
        access.give(session, tenant.house.lins, tenant.id, now=now())


def write_elsewhere(resident: Resident) -> None:
    """Their card at the desk; them in the register of their room and of none, and somebody else."""
    with resident.database.writing() as session:
        cards.keep(session, ring(), resident.stay_id, "张三", f" {NUMBER}", now=now())
        file = {"id": 1, "place_id": 1, "state": "taken", "called": "", "heads": "", "made_at": 1, "made_by": ""}
        session.execute(insert(register_import), file)
        for number, room_id, document in ((1, resident.house.room, NUMBER), (2, None, NUMBER), (3, None, "E12345678")):
            said = msgspec.json.encode(Said(name="张三", number=document, house="")).decode()
            words = {"cells": "", "said": said, "number": document, "who": ""}
            row = {"id": number, "import_id": 1, "standing": "new", "findings": "", "room_id": room_id}
            session.execute(insert(register_row), row | ring().sealing(session).row(register_row, number, words))


def test_a_copy_holds_all_words_and_ones_own_entries_alone_and_an_erasure_what_others_wrote(resident: Resident) -> None:
    house = resident.house
    mine, others = (Entry("Front door", True, "match", "face", person=who) for who in (PERSON, "b" * 16))
    house.box.append(mine, at=house.told_at)
    house.box.append(others, at=house.told_at)
    assert house.box.push(len(house.box.records) - 1).status_code == 200
    write_elsewhere(resident)
    kept = resident.kept()

    with zipped(kept, resident) as made:
        assert made.testzip() is None
        data: dict[str, Any] = json.loads(made.read("my-data.json"))
        lines = made.read("entries.jsonl").splitlines()
    assert data["document"]["number"] == NUMBER
    assert len(lines) == 1
    assert [each["number"].strip() for each in data["desk"]] == [NUMBER]
    assert [(each["room"], each["said"]["name"]) for each in data["registers"]] == [("301", "张三"), ("", "张三")]

    resident.leave()
    with resident.database.writing() as session:
        asking.erase(session, resident.id, now=now())
    keep_up(resident.database, now())

    with resident.database.reading() as session:
        assert session.scalars(select(desk_card.c.stay_id)).all() == []
        assert session.scalars(select(register_row.c.id)).all() == [3]
