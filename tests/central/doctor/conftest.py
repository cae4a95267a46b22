"""A central that nothing is wrong with, but that it does not run."""

from pathlib import Path

import pytest

from central.accepted import Address
from central.app import create_app
from central.config import Config
from central.db import database_of
from central.doctor.examining import examine
from central.doctor.finding import Finding, State
from tests.stage.proxies import free_ports


def findings(config: Config) -> dict[str, Finding]:
    return {finding.part: finding for finding in examine(config)}


def states(config: Config) -> dict[str, State]:
    return {part: finding.state for part, finding in findings(config).items()}


def sound(url: str, folder: Path) -> Config:
    """Its keys are made, there is a backup of just now, and the audit log is copied."""
    (folder / "backups").mkdir()
    (folder / "backups" / "last").write_bytes(b"copy")
    (folder / "central.db").touch()
    (folder / "central.db").chmod(0o600)
    made = Config(
        url,
        listen=Address("127.0.0.1", free_ports()[0]),
        sealing_key=str(folder / "sealing-key"),
        backups=str(folder / "backups"),
        audit_file=str(folder / "audit.jsonl"),
    )
    database_of(create_app(made)).close()
    return made


@pytest.fixture
def config(sqlite_url: str, tmp_path: Path) -> Config:
    """A sound central on SQLite."""
    return sound(sqlite_url, tmp_path)


@pytest.fixture
def either(url: str, tmp_path: Path) -> Config:
    """A sound central on each kind of database."""
    return sound(url, tmp_path)
