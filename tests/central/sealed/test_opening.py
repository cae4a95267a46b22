"""The keys at the start: made once, kept from others, and never swapped for others by mistake."""

import os
import threading
from pathlib import Path

import pytest

from central.config import Config
from central.db import Database
from central.errors import ConfigError
from central.sealed import keyfile, opening
from central.sealed.ring import Ring

NOW = 1_800_000_000_000


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "column-keys"


def open_ring(database: Database, file: Path) -> Ring:
    return opening.open_ring(database, file, now=NOW)


def test_the_file_is_made_once_and_only_its_owner_reads_it(database: Database, file: Path) -> None:
    first, again = open_ring(database, file), open_ring(database, file)

    assert first.key(1) == again.key(1)
    assert file.stat().st_mode & 0o777 == 0o600
    assert [each.name for each in file.parent.glob(f"{file.name}*")] == [file.name]


def test_hosts_that_start_at_once_have_the_same_key(database: Database, file: Path) -> None:
    rings: list[Ring] = []
    threads = [threading.Thread(target=lambda: rings.append(open_ring(database, file))) for _ in range(4)]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len({ring.key(1).check for ring in rings}) == 1
    assert len(rings) == 4


def test_a_start_that_was_cut_after_the_file_was_made_goes_on_with_it(database: Database, file: Path) -> None:
    made = keyfile.add(file, now=NOW)

    assert open_ring(database, file).key(1) == made


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "No such file"),
        (b"", "not a file of keys"),
        (b'{"keys":[]}', "not a file of keys"),
        (b'{"keys":[{"id":1,"made_at":0,"sealing":"c2hvcnQ=","index":"c2hvcnQ="}]}', "not a file of keys"),
        (b"\xff\xfe", "not a file of keys"),
    ],
)
def test_a_file_that_is_gone_or_none_is_refused_and_nothing_of_it_told(
    database: Database, file: Path, content: bytes | None, words: str
) -> None:
    open_ring(database, file)
    file.unlink()
    if content is not None:
        file.write_bytes(content)
        file.chmod(0o600)

    with pytest.raises(ConfigError, match=words) as raised:
        open_ring(database, file)

    assert str(file) in str(raised.value)
    assert "c2hvcnQ" not in str(raised.value)
    assert content is None or file.read_bytes() == content


def test_another_files_keys_are_refused(database: Database, file: Path) -> None:
    open_ring(database, file)
    file.unlink()
    keyfile.add(file, now=NOW)

    with pytest.raises(ConfigError, match="another key 1"):
        open_ring(database, file)


def test_a_file_that_lacks_a_key_is_refused(database: Database, file: Path) -> None:
    open_ring(database, file)
    of_old = file.read_bytes()
    with database.writing() as session:
        opening.put_in_force(session, keyfile.add(file, now=NOW), now=NOW)
    file.write_bytes(of_old)

    with pytest.raises(ConfigError, match="lacks key 2"):
        open_ring(database, file)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_a_file_that_others_can_read_is_refused(database: Database, file: Path, mode: int) -> None:
    open_ring(database, file)
    file.chmod(mode)

    with pytest.raises(ConfigError, match=f"mode {mode:o}.*chmod 600"):
        open_ring(database, file)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_a_credential_of_systemd_is_roots_and_read_by_an_acl(
    database: Database, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_ring(database, file)
    file.chmod(0o440)
    monkeypatch.setattr(os, "geteuid", lambda: 1234)

    assert open_ring(database, file).key(1)


def test_a_folder_that_is_not_there_is_named(database: Database, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="can't be changed: No such file"):
        open_ring(database, tmp_path / "none" / "column-keys")


@pytest.mark.parametrize(
    ("config", "file"),
    [
        (Config(), "menlu-central.db.column-keys"),
        (Config(database="sqlite:////srv/central.db"), "/srv/central.db.column-keys"),
        (Config(database="postgresql://db/menlu"), "menlu-central.column-keys"),
        (Config(sealing_key="/etc/menlu/key"), "/etc/menlu/key.columns"),
        (Config(sealing_key="/etc/menlu/key", column_keys="/run/keys"), "/run/keys"),
    ],
)
def test_they_lie_where_they_are_configured_or_beside_the_other_key(config: Config, file: str) -> None:
    assert str(opening.key_file(config)) == file


def test_taking_a_key_out_leaves_the_others(file: Path) -> None:
    kept = [keyfile.add(file, now=NOW) for _ in range(3)]

    keyfile.remove(file, 2)
    keyfile.remove(file, 7)

    assert keyfile.read(file) == {1: kept[0], 3: kept[2]}
    assert keyfile.add(file, now=NOW).id == 4
