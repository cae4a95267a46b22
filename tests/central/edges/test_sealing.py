"""Central's key: made once, kept from others, told to every box, and never swapped for another by mistake."""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from flask import Flask
from sqlalchemy import text

from central.app import create_app
from central.config import Config
from central.db import Database, database_of
from central.edges import sealing, service
from central.errors import ConfigError
from tests.fakes.signing_box import SigningBox
from wire.kinds import Identity
from wire.orders import Orders
from wire.sealed import NotSealed, public_key_of, seal, text_of

NOW = 1_760_000_000_000


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "sealing-key"


def open_key(database: Database, file: Path) -> X25519PrivateKey:
    return sealing.open_key(database, file, now=NOW)


def test_the_key_is_made_once_and_only_its_owner_reads_it(database: Database, file: Path) -> None:
    first, again = open_key(database, file), open_key(database, file)

    assert first.private_bytes_raw() == again.private_bytes_raw()
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_start_that_was_cut_after_the_file_was_made_goes_on_with_it(database: Database, file: Path) -> None:
    made = open_key(database, file)
    with database.writing() as session:
        session.execute(text("DELETE FROM sealing_key"))

    assert open_key(database, file).private_bytes_raw() == made.private_bytes_raw()


def test_processes_that_start_for_the_first_time_at_once_have_one_key(database: Database, tmp_path: Path) -> None:
    with ThreadPoolExecutor(4) as processes:
        for start in range(10):
            with database.writing() as session:
                session.execute(text("DELETE FROM sealing_key"))
            at_once = Barrier(4)

            def begin(file: Path = tmp_path / f"key-{start}", at_once: Barrier = at_once) -> bytes:
                at_once.wait(60)
                return open_key(database, file).private_bytes_raw()

            assert len({each.result() for each in [processes.submit(begin) for _ in range(4)]}) == 1


@pytest.mark.parametrize(
    ("content", "mode", "words"),
    [
        (None, 0o600, "No such file"),
        (b"not a key", 0o600, "not a private key in PEM"),
        (
            Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
            0o600,
            "not an X25519 key",
        ),
        (
            X25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
            0o600,
            "not the key boxes seal for",
        ),
        ("same", 0o644, "run chmod 600"),
    ],
)
def test_another_key_a_missing_or_an_open_one_is_refused_in_a_sentence(
    database: Database, file: Path, content: bytes | str | None, mode: int, words: str
) -> None:
    open_key(database, file)
    if content is None:
        file.unlink()
    else:
        file.write_bytes(content if isinstance(content, bytes) else file.read_bytes())
        file.chmod(mode)

    with pytest.raises(ConfigError, match=words) as raised:
        open_key(database, file)

    assert str(file) in str(raised.value)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_is_named(database: Database, tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(ConfigError, match="can't be made"):
        open_key(database, tmp_path / "sealing-key")
    tmp_path.chmod(0o700)


def test_a_lost_key_is_replaced_and_the_old_one_set_aside(database: Database, file: Path) -> None:
    old = open_key(database, file)

    aside = sealing.replace_key(database, file, now=NOW)

    assert aside is not None
    assert open_key(database, file).private_bytes_raw() != old.private_bytes_raw()
    assert aside.exists()
    file.unlink()
    assert sealing.replace_key(database, file, now=NOW + 1) is None


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        (Config(database="sqlite:////srv/town.db"), "/srv/town.db.sealing-key"),
        (Config(database="sqlite:///town.db"), "town.db.sealing-key"),
        (Config(database="postgresql://menlu@db/menlu"), "menlu-central.sealing-key"),
        (Config(sealing_key="/etc/menlu/key"), "/etc/menlu/key"),
    ],
)
def test_the_key_lies_where_it_is_configured_or_beside_the_database(config: Config, expected: str) -> None:
    assert sealing.key_file(config) == Path(expected)


def test_a_box_is_told_the_key_once(app: Flask, box: SigningBox) -> None:
    told = box.take_key()

    assert told.key == text_of(app.extensions["menlu-sealing-key"].public_key())
    assert msgspec.json.decode(box.orders().data, type=Orders).orders == []
    with database_of(app).reading() as session:
        [row] = [each for each in service.orders_of(session, 1) if each.kind != "face-use"]
    assert (row.kind, row.made_by, row.state) == ("sealing-key", "central", "waiting")


def test_a_box_is_told_a_key_that_has_changed(app: Flask, box: SigningBox, url: str, tmp_path: Path) -> None:
    first = box.take_key()
    sealing.replace_key(database_of(app), tmp_path / "sealing-key", now=NOW)
    later = create_app(Config(database=url, sealing_key=str(tmp_path / "sealing-key")))

    box.client = later.test_client()
    second = box.take_key()
    database_of(later).close()

    assert second.key != first.key
    assert second.id > first.id


def test_what_a_box_sealed_opens_field_by_field() -> None:
    private = X25519PrivateKey.generate()
    plain = Identity("王小明", "11010519491231002X", "1949-12-31", address=["北京市东城区", "某街 1 号"])

    assert sealing.unseal_identity(private, "p1", sealed(plain, "p1", private)) == plain


def test_what_was_sealed_for_another_person_does_not_open() -> None:
    private = X25519PrivateKey.generate()
    plain = Identity("王小明", "11010519491231002X")

    with pytest.raises(NotSealed):
        sealing.unseal_identity(private, "p2", sealed(plain, "p1", private))


def sealed(plain: Identity, person: str, private: X25519PrivateKey) -> Identity:
    """As a box does it."""
    key = public_key_of(text_of(private.public_key()))
    words = {
        field: [seal(piece, key, f"{field}:{person}") for piece in word]
        if isinstance(word, list)
        else word and seal(word, key, f"{field}:{person}")
        for field, word in msgspec.structs.asdict(plain).items()
    }
    return msgspec.convert(words, Identity)
