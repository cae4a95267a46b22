"""Settings are told when they are others than the last time, and no secret with them."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from central.audit.settings import note_settings
from central.config import Config, load
from central.db import Database
from tests.central.audit.log import rows

CONFIG = Config("postgresql://menlu:password@db/menlu", metrics_token="t" * 30)


def test_settings_are_told_once_until_they_change(database: Database) -> None:
    for config in (CONFIG, CONFIG, replace(CONFIG, threads=8), CONFIG):
        note_settings(database, config)

    told = [json.loads(row.detail) for row in rows(database)]
    assert [each["threads"] for each in told] == ["32", "8", "32"]
    assert told[0]["listen"] == "127.0.0.1:8080"


def test_processes_that_start_together_tell_it_once(database: Database) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: note_settings(database, CONFIG), range(8)))

    assert len(rows(database)) == 1


def test_no_secret_is_told(database: Database) -> None:
    note_settings(database, load(None, {"MENLU_CENTRAL_METRICS_FROM": "127.0.0.1,10.0.0.0/8"}, {}))
    note_settings(database, CONFIG)

    first, second = (row.detail for row in rows(database))
    assert json.loads(first)["metrics_from"] == "127.0.0.1/32, 10.0.0.0/8"
    assert json.loads(second)["metrics_token"] == "…"
    assert "password" not in second
    assert "ttt" not in second
