"""Rows reach each target in order, each at least once, whatever happens to the target, the process or the file."""

import os
import re
import secrets
from collections.abc import Sequence
from contextlib import closing, suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from central.app import create_app
from central.audit import shipping, syslog_target
from central.audit.file_target import FileTarget
from central.audit.lines import read
from central.audit.shipping import Shipment, Shipper, shipments
from central.audit.syslog_target import SyslogTarget
from central.audit.targets import NotArrived, Parcel, Target, open_targets
from central.audit.verifying import Comparison, compare
from central.config import Config
from central.db import Database, database_of
from tests.central.audit.log import AT, note, rows
from tests.fakes.syslog_collector import collecting
from tests.stage.waiting import wait_until


@pytest.fixture(autouse=True)
def _small_parcels(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shipping, "AT_ONCE", 3)


class Kept:
    """A target in memory. fails: for the next calls, whether each fails, and after how many rows."""

    def __init__(self, name: str = "kept", fails: Sequence[int | None] = ()) -> None:
        self.name = name
        self.seqs: list[int] = []
        self._fails = list(fails)

    def send(self, parcels: Sequence[Parcel]) -> None:
        after = self._fails.pop(0) if self._fails else None
        self.seqs += [parcel.seq for parcel in parcels[:after]]
        if after is not None:
            raise NotArrived("the line is dead")


def ship(database: Database, target: Target, now: int = AT) -> int:
    """What a fresh process ships."""
    return Shipper(database, target).ship(now)


def shipment(database: Database, target: Target) -> Shipment:
    with database.reading() as session:
        return shipments(session, [target])[0]


def seqs(*files: Path) -> list[int]:
    return [line.seq for file in files for line in read(file.read_bytes().splitlines()) if line]


def test_rows_arrive_once_and_in_order(database: Database, tmp_path: Path) -> None:
    target = FileTarget(str(tmp_path / "audit"))
    note(database, *"abcdefgh", why="名\n" * 500)

    assert [ship(database, target) for _ in range(2)] == [8, 0]
    note(database, "i")
    assert ship(database, target) == 1
    with (tmp_path / "audit").open("rb") as lines:
        assert compare(database, lines) == Comparison(None, 9, 9)
    assert shipment(database, target) == Shipment(target.name, 0, None, "")


def test_the_file_is_for_its_owner_and_its_group(database: Database, tmp_path: Path) -> None:
    note(database, "a")
    ship(database, FileTarget(str(tmp_path / "audit")))

    assert (tmp_path / "audit").stat().st_mode & 0o007 == 0


def test_a_file_that_is_rotated_loses_nothing(database: Database, tmp_path: Path) -> None:
    target, now, first = FileTarget(str(tmp_path / "audit")), tmp_path / "audit", tmp_path / "audit.1"
    note(database, "a", "b")
    ship(database, target)
    now.rename(first)
    note(database, "c")
    ship(database, target)
    (tmp_path / "audit.2").write_bytes(now.read_bytes())
    os.truncate(now, 0)
    note(database, "d")
    ship(database, target)

    assert seqs(first, tmp_path / "audit.2", now) == [1, 2, 3, 4]


def test_what_is_torn_stays_alone(database: Database, tmp_path: Path) -> None:
    file = tmp_path / "audit"
    file.write_bytes(b'{"seq":1,"by":"sta')
    note(database, "a")
    ship(database, FileTarget(str(file)))

    assert seqs(file) == [1]


def test_a_link_is_not_followed(database: Database, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").touch()
    (tmp_path / "audit").symlink_to(tmp_path / "elsewhere")
    note(database, "a")

    with pytest.raises(NotArrived):
        ship(database, FileTarget(str(tmp_path / "audit")))


def test_rows_wait_for_a_target_that_is_gone_and_that_is_told(database: Database, tmp_path: Path) -> None:
    target = FileTarget(str(tmp_path / "gone" / "audit"))
    note(database, "a", "b")

    for now in (AT, AT + 1):
        with pytest.raises(NotArrived, match="No such file"):
            ship(database, target, now)
    told = shipment(database, target)
    assert (told.waiting, told.failing_since, told.oldest) == (2, AT, AT)
    assert (told.is_late(AT + shipping.LATE), told.is_late(AT + shipping.LATE + 1)) == (False, True)
    assert "No such file" in told.failure

    (tmp_path / "gone").mkdir()
    assert ship(database, target, AT + 2) == 2
    assert shipment(database, target) == Shipment(target.name, 0, None, "")


def test_a_full_disk_is_told(database: Database) -> None:
    if not os.access("/dev/full", os.W_OK):
        pytest.skip("there is no /dev/full here")
    note(database, "a")

    with pytest.raises(NotArrived, match="No space left"):
        ship(database, FileTarget("/dev/full"))


def test_two_processes_take_turns(database: Database) -> None:
    target = Kept()
    note(database, "a")
    one, other = Shipper(database, target), Shipper(database, target)
    with database.writing() as session:
        assert one._take(session, AT) == 0

    assert other.ship(AT + 1) == 0
    assert one.ship(AT + 2) == 1
    note(database, "b")
    assert other.ship(AT + 3) == 1
    assert target.seqs == [1, 2]


def test_a_process_that_died_in_its_turn_is_not_waited_for_long(database: Database) -> None:
    target = Kept()
    note(database, "a")
    with database.writing() as session:
        Shipper(database, target)._take(session, AT)

    assert ship(database, target, AT + shipping.LASTS) == 1


def test_each_target_has_a_cursor_of_its_own(database: Database) -> None:
    one, other = Kept("one", fails=[0]), Kept("other")
    note(database, "a")
    with pytest.raises(NotArrived):
        ship(database, one)

    assert ship(database, other) == 1
    assert (shipment(database, one).waiting, shipment(database, other).waiting) == (1, 0)


@given(fails=st.lists(st.none() | st.integers(0, 3), max_size=8), bursts=st.lists(st.integers(1, 5), max_size=4))
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_fails_every_row_arrives_and_none_before_another(
    sqlite_url: str, fails: list[int | None], bursts: list[int]
) -> None:
    # The log goes on from one example to the next; each target is new, and gets all of it.
    target = Kept(secrets.token_hex(8), fails)
    with closing(Database(sqlite_url)) as database:
        for burst in bursts:
            note(database, *"abcde"[:burst])
            _try(database, target)
        while shipment(database, target).waiting:
            _try(database, target)
        end = len(rows(database))

    reached = 0
    for seq in target.seqs:
        assert seq <= reached + 1
        reached = max(reached, seq)
    assert reached == end


@pytest.mark.parametrize("scheme", ["tcp", "udp", "unix"])
def test_a_collector_gets_one_message_for_each_row(database: Database, scheme: str, tmp_path: Path) -> None:
    with collecting(scheme, tmp_path) as collector:
        note(database, "a", "b", "c", "d", why="搬走\n了")
        assert ship(database, SyslogTarget(collector.url)) == 4
        messages = collector.wait_for(4)

    form = rb"<110>1 2025-11-24T16:00:00\.000Z [!-~]+ menlu-central - audit - \{.*\}"
    assert all(re.fullmatch(form, message) for message in messages)
    assert compare(database, messages) == Comparison(None, 4, 4)


def test_a_collector_that_does_not_say_it_has_read_is_sent_to_again(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(syslog_target, "CONFIRM_TIMEOUT", 0.2)
    note(database, "a")
    with collecting("tcp", tmp_path) as collector:
        collector.closes = False
        with pytest.raises(NotArrived, match="timed out"):
            ship(database, SyslogTarget(collector.url))
        collector.closes = True
        assert ship(database, SyslogTarget(collector.url)) == 1
        assert len(collector.wait_for(2)) == 2


@pytest.mark.parametrize("where", ["tcp://127.0.0.1:1", "unix:///nowhere/log", "tcp://no-such-host.invalid:514"])
def test_a_collector_that_is_not_there_is_told(database: Database, where: str) -> None:
    note(database, "a")

    with pytest.raises(NotArrived, match=re.escape(where)):
        ship(database, SyslogTarget(where))


def test_the_settings_name_the_targets(tmp_path: Path) -> None:
    config = Config(audit_file=str(tmp_path / "audit"), audit_syslog="udp://log.example:514")
    names = [target.name for target in open_targets(config)]

    assert open_targets(Config()) == []
    assert names[0].endswith(f":{tmp_path}/audit")
    assert names[1] == "syslog:udp://log.example:514"


def _try(database: Database, target: Target) -> None:
    with suppress(NotArrived):
        ship(database, target)


def test_a_central_that_serves_ships_by_itself(sqlite_url: str, tmp_path: Path) -> None:
    app = create_app(Config(database=sqlite_url, audit_file=str(tmp_path / "audit")))
    with closing(database_of(app)) as database, shipping.shipping(app):
        note(database, "a")
        wait_until(lambda: (tmp_path / "audit").exists() and seqs(tmp_path / "audit") == [1], "the row in the file")
