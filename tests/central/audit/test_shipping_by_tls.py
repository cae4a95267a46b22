"""Over TLS a row arrives at the collector that is meant, whole, or waits: no other end of the line makes it go away."""

import ssl
from pathlib import Path

import pytest

from central.audit import shipping, syslog_target
from central.audit.shipping import Shipper, shipments
from central.audit.syslog_target import SyslogTarget
from central.audit.targets import NotArrived, open_targets
from central.audit.verifying import Comparison, compare
from central.config import load
from central.db import Database
from central.errors import ConfigError
from tests.central.audit.log import AT, note
from tests.fakes.syslog_collector import collecting
from tests.stage.proxies import make_certificate


@pytest.fixture(autouse=True)
def _small_parcels(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shipping, "AT_ONCE", 3)


def certified(folder: Path, host: str = "localhost") -> tuple[str, ssl.SSLContext]:
    """The file that the setting names, and what a collector shows: it vouches for itself."""
    folder.mkdir(exist_ok=True)
    file, key = folder / "collector.pem", folder / "collector.key"
    make_certificate(file, key, host)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file, key)
    return str(file), context


def ship(database: Database, target: SyslogTarget) -> int:
    """What a fresh process ships."""
    return Shipper(database, target).ship(AT)


def waiting(database: Database, target: SyslogTarget) -> int:
    with database.reading() as session:
        return shipments(session, [target])[0].waiting


def test_rows_wait_while_the_collector_is_away_and_all_arrive_when_it_is_there_again(
    database: Database, tmp_path: Path
) -> None:
    believed, tls = certified(tmp_path)
    with collecting("tls", tmp_path, tls, host="localhost") as first:
        target = SyslogTarget(first.url, believed)
        note(database, "a", "b", "c", "d", why="搬走\n了")
        assert ship(database, target) == 4
        before = first.wait_for(4)
    note(database, "e", "f")
    with pytest.raises(NotArrived, match=first.url):
        ship(database, target)
    assert waiting(database, target) == 2

    with collecting("tls", tmp_path, tls, first.url) as again:
        assert ship(database, target) == 2
        after = again.wait_for(2)

    assert compare(database, [*before, *after]) == Comparison(None, 6, 6)
    assert all(message.startswith(b"<110>1 2025-11-24T16:00:00.000Z ") for message in [*before, *after])


@pytest.mark.parametrize(("closes", "signs", "why"), [(True, False, "close_notify"), (False, True, "timed out")])
def test_an_end_that_the_collector_has_not_signed_is_none(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, closes: bool, signs: bool, why: str
) -> None:
    monkeypatch.setattr(syslog_target, "CONFIRM_TIMEOUT", 0.3)
    believed, tls = certified(tmp_path)
    note(database, "a")
    with collecting("tls", tmp_path, tls, host="localhost") as collector:
        collector.closes, collector.signs = closes, signs
        with pytest.raises(NotArrived, match=why):
            ship(database, SyslogTarget(collector.url, believed))
        collector.closes = collector.signs = True
        assert ship(database, SyslogTarget(collector.url, believed)) == 1
        assert len(collector.wait_for(2)) == 2


@pytest.mark.parametrize("stranger", ["another name", "another authority", "nobody"])
def test_rows_go_to_nobody_else(database: Database, tmp_path: Path, stranger: str) -> None:
    believed, tls = certified(tmp_path / "one", "elsewhere.example" if stranger == "another name" else "localhost")
    # Without the setting it is the system's certificates that are believed.
    trusted = {"another authority": certified(tmp_path / "other")[0], "nobody": ""}.get(stranger, believed)
    note(database, "a")
    with collecting("tls", tmp_path, tls, host="localhost") as collector:
        target = SyslogTarget(collector.url, trusted)
        with pytest.raises(NotArrived, match="certificate is not believed"):
            ship(database, target)

    assert (collector.messages, waiting(database, target)) == ([], 1)


def test_a_collector_that_asks_who_sends_takes_rows_from_whom_it_knows_alone(
    database: Database, tmp_path: Path
) -> None:
    believed, tls = certified(tmp_path / "collector")
    ours, _ = certified(tmp_path / "ours")
    strangers, _ = certified(tmp_path / "strangers")
    tls.verify_mode = ssl.CERT_REQUIRED
    tls.load_verify_locations(ours)
    note(database, "a")
    with collecting("tls", tmp_path, tls, host="localhost") as collector:

        def shown(certificate: str = "") -> SyslogTarget:
            said = {"audit_syslog_certificate": certificate, "audit_syslog_key": certificate.replace(".pem", ".key")}
            config = load(
                None, {}, {"audit_syslog": collector.url, "audit_syslog_ca": believed} | (said if certificate else {})
            )
            (target,) = open_targets(config)
            assert isinstance(target, SyslogTarget)
            return target

        for refused in (shown(), shown(strangers)):
            with pytest.raises(NotArrived, match=r"who sends|reset|Broken pipe"):
                ship(database, refused)
        assert (collector.messages, waiting(database, shown())) == ([], 1)
        assert ship(database, shown(ours)) == 1
        assert len(collector.wait_for(1)) == 1


def test_a_certificate_without_its_key_is_refused(tmp_path: Path) -> None:
    ours, _ = certified(tmp_path / "ours")
    other, _ = certified(tmp_path / "other")
    said = {"audit_syslog": "tls://log.example:6514", "audit_syslog_certificate": ours}

    for key in (None, other.replace(".pem", ".key"), str(tmp_path / "nowhere.key")):
        with pytest.raises(ConfigError, match=r"audit_syslog_key.*don't go together"):
            load(None, {}, said | {"audit_syslog_key": key})


def test_an_authority_for_a_collector_in_the_clear_is_refused(tmp_path: Path) -> None:
    believed, _ = certified(tmp_path)
    said = {"MENLU_CENTRAL_AUDIT_SYSLOG": "tcp://log.example:514", "MENLU_CENTRAL_AUDIT_SYSLOG_CA": believed}
    (tmp_path / "none.pem").write_text("no certificate")

    with pytest.raises(ConfigError, match=r"tcp://log\.example:514.*tls://HOST:PORT"):
        load(None, said, {})
    with pytest.raises(ConfigError, match=r"none\.pem.*certificates \(PEM\)"):
        load(None, said | {"MENLU_CENTRAL_AUDIT_SYSLOG_CA": str(tmp_path / "none.pem")}, {})
