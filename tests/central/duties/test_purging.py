"""Each night what is old goes, and a proof says how much; proofs that were changed are found."""

import pytest
from sqlalchemy import insert, select, update

from central.clock.service import Calendar
from central.db import Database
from central.duties import keeping, proving, purging
from central.duties.purging import Purging, Terms
from central.duties.tables import purge_proof
from central.edges import service as edges
from central.edges.tables import outbox
from central.rental.own.tables import own_request
from central.rental.registers.tables import register_import, register_row
from central.rental.tables import identity, registration
from tests.central.clock.conftest import ZONE, at
from tests.central.duties.conftest import DAY, NOW

NIGHT = at("2026-11-24 02:00")
OLD = NOW - (keeping.IDENTITY_DAYS + 3) * DAY


def register(database: Database, number: int, state: str, changed_at: int) -> None:
    """Somebody who registered, and what a box sealed of their document."""
    sealed = dict.fromkeys(("name", "number", "birth"), "A" * 64)
    blank = dict.fromkeys(("sex", "nationality", "address", "phone"), "")
    row = {"id": number, "box_id": 1, "person": f"p{number}", "room": "", "state": state, "document": "resident"}
    row |= {"way": "chip", "ways": "pin", "reasons": "", "registered_at": OLD, "changed_at": changed_at}
    with database.writing() as session:
        if number == 1:
            session.execute(insert(outbox), {"id": 1, "box_id": 1, "outbox": "o", "seq": 9, "digest": b"d" * 32})
        session.execute(insert(registration), row | {"outbox_id": 1, "seq": number})
        session.execute(insert(identity), sealed | blank | {"registration_id": number})


def known(database: Database) -> list[int]:
    """Of whom there is still something."""
    with database.reading() as session:
        names = select(identity.c.registration_id).where(identity.c.name != "")
        return sorted(session.scalars(names))


def test_a_night_blanks_what_is_old_and_proves_it_once(database: Database, calendar: Calendar) -> None:
    people = ("revoked", OLD), ("granted", OLD), ("erased", OLD), ("refused", NOW)
    for number, (state, changed) in enumerate(people, 1):
        register(database, number, state, changed)
    purging = Purging(database, edges.Retention(database, 180), Terms(180, ZONE))

    purging.turn(NIGHT - 1)
    assert known(database) == [1, 2, 3, 4]
    for late in (0, 1, DAY):
        purging.turn(NIGHT + late)

    assert known(database) == [2, 4]
    with database.writing() as session:
        assert proving.is_as_logged(session)
        session.execute(purge_proof.delete().where(purge_proof.c.night == "2026-11-25"))
        assert proving.first_broken(session) is None
        assert not proving.is_as_logged(session)
        session.rollback()
    with database.reading() as session:
        purged = [each.purged for each in proving.proofs(session, 99) if each.purged.night == "2026-11-24"]
        assert proving.first_broken(session) is None
    assert {each.night for each in purged} == {"2026-11-24"}
    assert {each.what: (each.count, each.left) for each in purged} == dict.fromkeys(keeping.PURGED, (0, 0)) | {
        keeping.IDENTITIES: (2, 0)
    }


def test_a_proof_that_was_changed_or_taken_away_is_found(database: Database) -> None:
    with database.writing() as session:
        for night in ("2026-11-24", "2026-11-25", "2026-11-26"):
            proving.prove(session, proving.Purged(night, "entries", 1, 2, 0), NOW)
        session.execute(update(purge_proof).where(purge_proof.c.night == "2026-11-25").values(count=3))
        changed = proving.first_broken(session)
        session.execute(purge_proof.delete().where(purge_proof.c.night == "2026-11-25"))
        missing = proving.first_broken(session)

    assert changed is not None
    assert missing is not None
    assert (changed.purged.night, missing.purged.night) == ("2026-11-25", "2026-11-26")


def test_what_a_turn_leaves_goes_at_the_next_and_the_night_is_proven_then(
    database: Database, calendar: Calendar, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(purging, "AT_ONCE", 1)
    monkeypatch.setattr(purging.edges, "rest", lambda began: None)
    for number in (1, 2, 3):
        register(database, number, "revoked", OLD)
    work = Purging(database, edges.Retention(database, 180), Terms(180, ZONE), work=0.0)
    work.turn(NIGHT)
    assert known(database) == [1, 2, 3]

    clock = iter(range(1000))
    monkeypatch.setattr(purging.time, "monotonic", lambda: next(clock))
    work._work = 8
    turns = 0
    while known(database):
        work.turn(NIGHT + turns)
        turns += 1
        assert turns < 9
    with database.reading() as session:
        assert not proving.proofs(session, 1)
    assert turns > 1
    work._work = 99
    work.turn(NIGHT + turns)
    with database.reading() as session:
        assert proving.proofs(session, 9)[-1].purged.night == "2026-11-24"


def test_who_waits_for_an_answer_is_not_forgotten_and_people_of_old_registers_are(
    database: Database, calendar: Calendar
) -> None:
    asked = dict.fromkeys(("old", "new", "words"), "") | {"kind": "correct", "state": "asked", "field": "name"}
    for number in (1, 2):
        register(database, number, "revoked", OLD)
    with database.writing() as session:
        session.execute(insert(own_request), asked | {"registration_id": 2, "asked_at": OLD})
        for number, taken_at in ((1, OLD), (2, NOW - DAY)):
            brought = {"id": number, "place_id": 1, "state": "taken", "called": "list", "heads": "", "made_by": "Lin"}
            session.execute(insert(register_import), brought | {"made_at": taken_at, "taken_at": taken_at})
        rows = ((11, 1, None, ""), (21, 2, "2024-01-01", ""), (22, 2, "2024-01-01", "A" * 64), (23, 2, None, ""))
        for number, file, until, cells in rows:
            row = {"id": number, "import_id": file, "standing": "new", "findings": "", "until": until, "cells": cells}
            session.execute(insert(register_row), row | dict.fromkeys(("said", "number", "who"), ""))

    Purging(database, edges.Retention(database, 180), Terms(180, ZONE)).turn(NIGHT)

    assert known(database) == [2]
    with database.reading() as session:
        assert sorted(session.scalars(select(register_row.c.id))) == [22, 23]
        counts = {each.purged.what: (each.purged.count, each.purged.left) for each in proving.proofs(session, 9)}
    assert counts[keeping.REGISTERS] == (2, 0)
    assert counts[keeping.IDENTITIES] == (1, 0)
