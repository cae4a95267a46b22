"""Metrics: shown to whom the settings name and to nobody else, true, and without anybody in them."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families
from werkzeug.test import TestResponse

from central import config as settings
from central.app import create_app
from central.audit import service as audit
from central.audit.shipping import Shipper, targets_of
from central.audit.targets import NotArrived
from central.clock.ticking import ticking
from central.db import database_of
from central.edges import service as edges
from central.metrics.stock import NEVER, backup_age
from tests.fakes.signing_box import SigningBox
from wire.kinds import Alarm, Entry
from wire.orders import Revoke

TOKEN = "t" * 24
NOW = 1_800_000_000_000


@contextmanager
def central(url: str, tmp_path: Path, **given: Any) -> Iterator[Flask]:
    app = create_app(settings.load(None, {}, {"database": url, "sealing_key": str(tmp_path / "key"), **given}))
    try:
        yield app
    finally:
        database_of(app).close()


@pytest.fixture
def app(url: str, tmp_path: Path) -> Iterator[Flask]:
    with central(url, tmp_path, metrics_token=TOKEN, backups=str(tmp_path)) as made:
        yield made


def ask(client: FlaskClient, token: str = TOKEN, **more: Any) -> TestResponse:
    return client.get("/metrics", headers={"Authorization": f"Bearer {token}"}, **more)


def read(app: Flask) -> dict[tuple[str, ...], float]:
    """(name, label values…) → value."""
    answer = ask(app.test_client())
    assert answer.status_code == 200
    families = text_string_to_metric_families(answer.text)
    return {(each.name, *each.labels.values()): each.value for family in families for each in family.samples}


def new_box(app: Flask, name: str = "1 Harbour Road") -> SigningBox:
    box = SigningBox(app.test_client(), int(time.time()))
    with database_of(app).writing() as session:
        code = edges.make_code(session, name=name, made_by="tests", now=box.now * 1000).code
    assert box.claim(code).status_code == 201
    return box


def test_unless_somebody_is_named_there_is_no_such_page(url: str, tmp_path: Path) -> None:
    with central(url, tmp_path) as app:
        assert ask(app.test_client()).status_code == 404


def test_they_are_shown_for_the_token_only(app: Flask) -> None:
    client = app.test_client()

    assert [ask(client, token).status_code for token in (TOKEN, TOKEN[1:], TOKEN + "t", "张")] == [200, 403, 403, 403]
    assert client.get("/metrics").status_code == 403
    assert client.get("/metrics", headers={"Authorization": "Basic dDp0"}).status_code == 403


def test_they_are_shown_to_a_named_network_only(sqlite_url: str, tmp_path: Path) -> None:
    with central(sqlite_url, tmp_path, metrics_from="10.1.0.0/16,::1") as app:
        client = app.test_client()
        asked = [
            client.get("/metrics", environ_base={"REMOTE_ADDR": address}).status_code
            for address in ("10.1.2.3", "::1", "10.2.0.1", "127.0.0.1", "")
        ]

    assert asked == [200, 200, 403, 403, 403]


def test_requests_are_counted_by_endpoint_and_status(app: Flask) -> None:
    for path in ("/healthz", "/healthz", "/nowhere/330106199001011234"):
        app.test_client().get(path)
    app.test_client().open("/healthz", method="张三")

    found = read(app)

    assert found["menlu_requests_total", "health.alive", "GET", "200"] == 2
    assert found["menlu_requests_total", "none", "GET", "404"] == 1
    assert found["menlu_requests_total", "none", "other", "405"] == 1
    assert found["menlu_request_seconds_count", "health.alive"] == 2


def test_what_boxes_send_is_counted_and_refusals_by_their_type(app: Flask) -> None:
    box = new_box(app)
    for _ in range(3):
        box.append(Entry("north", False, "not-recognised", "face"))
    box.append(Alarm("camera", "error"))
    assert [box.push(1, 2).status_code, box.push(4, 4).status_code, box.push(3, 4).status_code] == [200, 409, 200]
    with database_of(app).writing() as session:
        edges.send_order(session, 1, Revoke(0, person="p1"), by="tests", now=box.now * 1000)

    found = read(app)

    assert found["menlu_records_total",] == 4
    assert found["menlu_refusals_total", "edges_api.records", "gap"] == 1
    assert found["menlu_orders_waiting",] >= 1
    assert found["menlu_follower_behind_records", "rental"] == 4
    assert (found["menlu_boxes", "online"], found["menlu_boxes", "late"]) == (1, 0)
    assert time.time() - found["menlu_last_commit_timestamp_seconds",] < 600


def test_a_box_that_is_silent_is_late(app: Flask) -> None:
    new_box(app)
    with database_of(app).writing() as session:
        session.connection().exec_driver_sql("UPDATE box SET last_seen = last_seen - 200000, clock_offset = -60000")

    found = read(app)

    assert (found["menlu_boxes", "online"], found["menlu_boxes", "late"]) == (0, 1)
    assert found["menlu_boxes_clock_wrong",] == 1


def test_open_streams_are_counted(app: Flask) -> None:
    seats = app.extensions["menlu-seats"]
    assert seats.take(b"somebody")
    during = read(app)["menlu_streams_open", "page"]
    seats.leave(b"somebody")

    assert (during, read(app)["menlu_streams_open", "page"]) == (1, 0)


def test_whether_a_process_looks_at_the_clocks_is_told(app: Flask) -> None:
    before = read(app)["menlu_scheduler_elected",]
    with ticking(app):
        until = time.monotonic() + 20
        while not (during := read(app)["menlu_scheduler_elected",]) and time.monotonic() < until:
            time.sleep(0.05)

    assert (before, during, read(app)["menlu_scheduler_elected",]) == (0, 1, 0)


def test_the_newest_finished_backup_counts(tmp_path: Path) -> None:
    assert backup_age(tmp_path, 5000) == backup_age(tmp_path / "none", 5000) == NEVER
    for name, at in (("old", 1000), ("new", 3000), ("newest.part", 4000)):
        (tmp_path / name).touch()
        os.utime(tmp_path / name, (at, at))

    assert backup_age(tmp_path, 5000) == 2000


def test_a_database_that_is_away_is_told_of_and_the_rest_stays(sqlite_url: str, tmp_path: Path) -> None:
    with central(sqlite_url, tmp_path, metrics_token=TOKEN) as app:
        database_of(app).close()
        Path(sqlite_url.removeprefix("sqlite:///")).write_bytes(b"no database" * 1000)
        found = read(app)

    assert found["menlu_database_up",] == 0
    assert found["menlu_disk_free_bytes", "database"] > 0
    assert ("menlu_records_total",) not in found


def test_nothing_that_was_written_by_anybody_is_in_them(app: Flask) -> None:
    box = new_box(app, "marked box 标记")
    box.append(Entry("marked-door", True, "granted", "face", "marked-person"))
    box.push()
    for path in ("/marked-path", "/doors?q=marked-query", "/api/v1/marked-path"):
        app.test_client().get(path, headers={"User-Agent": "marked-agent"})

    shown = ask(app.test_client()).text

    assert "marked" not in shown
    assert shown.isascii()


def test_a_copy_of_the_audit_log_that_is_not_made_is_told(url: str, tmp_path: Path) -> None:
    gone = tmp_path / "gone" / "audit"
    with central(url, tmp_path, metrics_token=TOKEN, audit_file=str(gone)) as app:
        database, (target,) = database_of(app), targets_of(app)
        with database.writing() as session:
            audit.note(session, act="stay.end", by="staff:1", at=int(time.time() - 600) * 1000)
        with pytest.raises(NotArrived):
            Shipper(database, target).ship(int(time.time() * 1000))
        away = read(app)
        gone.parent.mkdir()
        Shipper(database, target).ship(int(time.time() * 1000))
        there = read(app)

    names = [f"menlu_audit_{what}" for what in ("waiting_rows", "failing", "late_seconds")]
    assert [away[name, "file"] for name in names[:2]] == [1, 1]
    assert away[names[2], "file"] >= 600
    assert [there[name, "file"] for name in names] == [0, 0, 0]
    assert ("menlu_disk_free_bytes", "audit copy") in there
