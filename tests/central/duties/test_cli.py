"""`menlu-central purges verify` says whether every proof holds, and what the last night left over of any kind."""

import pytest
from sqlalchemy import update

from central import cli
from central.audit import service as audit
from central.db import Database
from central.duties import proving
from central.duties.tables import purge_proof
from tests.central.duties.conftest import NOW


def verify(capsys: pytest.CaptureFixture[str], url: str) -> tuple[int, str]:
    code = cli.main(["purges", "verify", "--database", url])
    captured = capsys.readouterr()
    return code, captured.out + captured.err


def test_it_tells_what_is_left_of_either_kind_and_the_first_that_was_changed(
    capsys: pytest.CaptureFixture[str], sqlite_url: str
) -> None:
    assert verify(capsys, sqlite_url)[0] == 0
    database = Database(sqlite_url)
    for night, left in (("2026-11-23", 0), ("2026-11-24", 7)):
        with database.writing() as session:
            proving.prove(session, proving.Purged(night, "entries", 1, 2, left), NOW)
            proving.prove(session, proving.Purged(night, "identities", 1, 2, 0), NOW)

    code, told = verify(capsys, sqlite_url)
    assert code == 0
    assert "2026-11-24. 7 of entries were left then." in told

    with database.writing() as session:
        audit.note(session, act=proving.PROVED, by="central", detail={"digest": "of a later one"})
    code, told = verify(capsys, sqlite_url)
    assert code != 0
    assert "the last proof is not the one that the audit log names" in told

    with database.writing() as session:
        session.execute(update(purge_proof).where(purge_proof.c.id == 1).values(count=3))
    code, told = verify(capsys, sqlite_url)
    assert code != 0
    assert "proof 1, of the night of 2026-11-23" in told
    database.close()
