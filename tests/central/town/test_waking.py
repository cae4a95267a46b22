"""Boxes of a town stay heard as long as somebody wants them to; real ones are left alone."""

import shutil
from contextlib import closing
from pathlib import Path

import pytest

from central import cli
from central.db import Database
from central.edges import service as edges
from central.town.layout import Presence, lay_out
from central.town.waking import hear
from central.web.grants import EVERYWHERE
from tests.central.town.conftest import NOW, SEED, TINY, Made

HOUR = 3600 * 1000


def test_boxes_that_were_online_are_heard_again_and_others_are_not(made: Made, tmp_path: Path) -> None:
    shutil.copy(made.database.engine.url.database or "", tmp_path / "awake.db")
    houses = [house.presence for house in lay_out(TINY, SEED).houses]
    with closing(Database(f"sqlite:///{tmp_path}/awake.db")) as database:
        for hours in (5, 9):
            assert hear(database, NOW + hours * HOUR) == houses.count(Presence.ONLINE)

        with database.reading() as session:
            silent = edges.count_silent(session, EVERYWHERE, NOW + 9 * HOUR)
    assert silent == houses.count(Presence.LATE) + houses.count(Presence.NEVER)


def test_real_boxes_speak_for_themselves(sqlite_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["demo-town", "--awake", "--database", sqlite_url]) == 1

    assert "this is no town that demo-town has made" in capsys.readouterr().err
