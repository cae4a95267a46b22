"""The comparison finds what it is there to find."""

import shutil
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from central.app import create_app
from central.config import Config
from central.db import database_of
from tests.central.conftest import sqlite_template
from tests.central.edges.conftest import new_code
from tests.fakes.signing_box import SigningBox
from tests.ha.comparison import Comparison, compare
from wire.claim import Claimed
from wire.kinds import Entry

__all__ = ["sqlite_template"]
SENT = 7


@pytest.fixture
def database(sqlite_template: Path, tmp_path: Path) -> str:
    shutil.copy(sqlite_template, tmp_path / "central.db")
    return f"sqlite:///{tmp_path}/central.db"


@pytest.fixture
def known(database: str, tmp_path: Path) -> Iterator[dict[int, SigningBox]]:
    """A box whose entries central has."""
    app = create_app(Config(database=database, sealing_key=str(tmp_path / "sealing-key")))
    with closing(database_of(app)):
        box = SigningBox(app.test_client(), now=int(time.time()))
        claimed = msgspec.json.decode(box.claim(new_code(database_of(app))).data, type=Claimed)
        for number in range(SENT):
            box.append(Entry("door", True, "granted", "face", f"p-{number}"))
        assert box.push().status_code == 200
        yield {int(claimed.box): box}


def test_what_is_there_as_it_was_sent_is_neither_lost_nor_doubled(database: str, known: dict[int, SigningBox]) -> None:
    assert compare(database, known, dict.fromkeys(known, SENT)) == Comparison(SENT, 0, 0)


def test_what_is_not_there_is_lost(database: str, known: dict[int, SigningBox]) -> None:
    [box] = known.values()
    box.append(Entry("door", True, "granted", "face", "later"))

    assert compare(database, known, dict.fromkeys(known, SENT + 1)) == Comparison(SENT + 1, 1, 0)


def test_another_record_in_its_place_is_not_the_one_that_was_acknowledged(
    database: str, known: dict[int, SigningBox]
) -> None:
    [box] = known.values()
    box.records[SENT - 1] = msgspec.structs.replace(box.records[SENT - 1], digest="0" * 64)

    assert compare(database, known, dict.fromkeys(known, SENT)) == Comparison(SENT, 1, 0)
