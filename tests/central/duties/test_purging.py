"""Each night what is old goes, and a proof says how much; proofs that were changed are found."""

from sqlalchemy import insert, select, update

from central.clock.service import Calendar
from central.db import Database
from central.duties import keeping, proving
from central.duties.purging import Purging, Terms
from central.duties.tables import purge_proof
from central.edges import service as edges
from central.edges.tables import outbox
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
