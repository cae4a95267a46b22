"""Boxes of a town stay heard as long as somebody wants them to; real ones are left alone."""

import shutil
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import OperationalError

from central import cli
from central.db import Database
from central.edges import service as edges
from central.edges.tables import box
from central.town import waking
from central.town.layout import Presence, lay_out
from central.town.waking import hear
from central.web.grants import EVERYWHERE, TOWN
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


def test_a_box_that_came_to_the_town_since_speaks_for_itself(made: Made, tmp_path: Path) -> None:
    shutil.copy(made.database.engine.url.database or "", tmp_path / "joined.db")
    row = {"name": "real", "public_key": b"", "thumbprint": "real", "version": "1", "claimed_at": NOW + 1}
    with closing(Database(f"sqlite:///{tmp_path}/joined.db")) as database:
        with database.writing() as session:
            session.execute(insert(box).values(row | {"last_seen": NOW + 5 * HOUR, "place_id": TOWN}))

        assert hear(database, NOW + 6 * HOUR) > 1

        with database.reading() as session:
            assert session.scalar(select(box.c.last_seen).where(box.c.name == "real")) == NOW + 5 * HOUR


def test_a_database_that_does_not_answer_is_asked_again(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = [OperationalError("UPDATE", {}, Exception("database is locked")), 1, KeyboardInterrupt()]

    def answer(*_: object) -> object:
        if isinstance(found := answers.pop(0), BaseException):
            raise found
        return found

    monkeypatch.setattr(waking, "hear", answer)
    monkeypatch.setattr(waking, "EVERY", 0)
    with pytest.raises(KeyboardInterrupt):
        waking.keep_awake(made.database)

    assert answers == []


def test_real_boxes_speak_for_themselves(sqlite_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["demo-town", "--awake", "--database", sqlite_url]) == 1

    assert "this is no town that demo-town has made" in capsys.readouterr().err
