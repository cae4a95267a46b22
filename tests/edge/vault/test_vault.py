import os
import stat
from pathlib import Path

import numpy as np
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from hypothesis import given
from hypothesis import strategies as st

from edge.errors import VaultError
from edge.vault import Vault, open_vault
from edge.vault import files as key_files
from tests.edge.vault.examples import scores, templates


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "keys"


@pytest.fixture
def vault(folder: Path) -> Vault:
    return open_vault(folder)


@pytest.fixture(scope="session")
def steady_vault(tmp_path_factory: pytest.TempPathFactory) -> Vault:
    return open_vault(tmp_path_factory.mktemp("box") / "keys")


def test_only_the_owner_reads_the_keys(vault: Vault, folder: Path) -> None:
    vault.put("front", b"k" * 16)

    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}

    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert modes == dict.fromkeys(["device.pem", "sealing.key", "transform-1.seed", "lock-front.key"], 0o600)


def test_the_keys_stay_the_same_when_opened_again(vault: Vault, folder: Path) -> None:
    again = open_vault(folder)

    assert again.public_key == vault.public_key
    assert again.unseal(vault.seal(b"x", "c"), "c") == b"x"
    np.testing.assert_array_equal(again.transform(templates(2)), vault.transform(templates(2)))


def test_two_boxes_have_nothing_in_common(vault: Vault, tmp_path: Path) -> None:
    other = open_vault(tmp_path / "other")

    assert other.public_key != vault.public_key
    with pytest.raises(VaultError, match="enrol"):
        other.unseal(vault.seal(b"x", "name:1"), "name:1")
    assert np.abs(scores(other.transform(templates(9)), vault.transform(templates(9)))).max() < 0.5


def test_an_empty_folder_gets_keys(folder: Path) -> None:
    folder.mkdir()

    assert len(open_vault(folder).public_key) == 32


@pytest.mark.parametrize("name", ["", "device.pem", "sealing.key", "transform-1.seed"])
def test_keys_that_others_can_read_are_refused(vault: Vault, folder: Path, name: str) -> None:
    (folder / name).chmod(0o750 if not name else 0o640)

    with pytest.raises(VaultError, match=r"chmod [67]00"):
        open_vault(folder)


@pytest.mark.parametrize("name", ["", "sealing.key"])
def test_keys_of_another_user_are_refused_also_to_root(vault: Vault, folder: Path, name: str) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can give a file to another user")
    os.chown(folder / name, 12345, 12345)

    with pytest.raises(VaultError, match="12345: run as that user"):
        open_vault(folder)


@pytest.mark.parametrize("name", ["device.pem", "sealing.key", "transform-1.seed"])
def test_a_missing_key_is_never_made_anew(vault: Vault, folder: Path, name: str) -> None:
    (folder / name).unlink()

    with pytest.raises(VaultError, match=name.split("-")[0]):
        open_vault(folder)
    assert not (folder / name).exists()


@pytest.mark.parametrize("name", ["device.pem", "sealing.key", "transform-1.seed"])
@pytest.mark.parametrize("content", [b"", b"short", b"\xff" * 500])
def test_a_file_that_is_no_key_is_named(vault: Vault, folder: Path, name: str, content: bytes) -> None:
    (folder / name).write_bytes(content)

    with pytest.raises(VaultError, match=name):
        open_vault(folder)


def test_a_key_of_another_kind_is_refused(vault: Vault, folder: Path) -> None:
    pem = X25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "device.pem").write_bytes(pem)

    with pytest.raises(VaultError, match="Ed25519"):
        open_vault(folder)


def test_keys_that_can_not_be_made_are_an_error_with_the_place(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")

    with pytest.raises(VaultError, match="file/keys"):
        open_vault(tmp_path / "file" / "keys")


def test_half_made_keys_of_a_power_cut_are_made_anew(folder: Path) -> None:
    draft = folder.with_name(".keys.new")
    draft.mkdir()
    (draft / "device.pem").write_bytes(b"half")

    assert len(open_vault(folder).public_key) == 32
    assert not draft.exists()


@given(plain=st.binary(max_size=2000), context=st.text(max_size=50))
def test_what_is_sealed_opens_with_its_context(steady_vault: Vault, plain: bytes, context: str) -> None:
    assert steady_vault.unseal(steady_vault.seal(plain, context), context) == plain


@given(data=st.data(), plain=st.binary(max_size=100))
def test_what_was_altered_does_not_open(steady_vault: Vault, data: st.DataObject, plain: bytes) -> None:
    sealed = bytearray(steady_vault.seal(plain, "c"))
    place = data.draw(st.integers(0, len(sealed) - 1))
    sealed[place] ^= data.draw(st.integers(1, 255))

    with pytest.raises(VaultError):
        steady_vault.unseal(bytes(sealed), "c")


@given(sealed=st.binary(max_size=60))
def test_bytes_that_were_never_sealed_do_not_open(steady_vault: Vault, sealed: bytes) -> None:
    with pytest.raises(VaultError):
        steady_vault.unseal(sealed, "c")


def test_another_context_does_not_open(vault: Vault) -> None:
    with pytest.raises(VaultError):
        vault.unseal(vault.seal(b"x", "name:1"), "name:2")


def test_sealing_twice_gives_different_bytes(vault: Vault) -> None:
    assert vault.seal(b"x", "c") != vault.seal(b"x", "c")


def test_a_signature_verifies_with_the_public_key(vault: Vault) -> None:
    Ed25519PublicKey.from_public_bytes(vault.public_key).verify(vault.sign(b"m"), b"m")


def test_a_renewed_transform_does_not_match_the_old(vault: Vault) -> None:
    faces = templates(100)
    old = vault.transform(faces)

    number = vault.renew_transform()

    assert number == vault.transform_number == 2
    assert np.abs(np.diagonal(scores(old, vault.transform(faces)))).max() < 0.5
    np.testing.assert_allclose(vault.renewed(old, 1, 2), vault.transform(faces), atol=1e-5)
    np.testing.assert_array_equal(vault.transform(faces, 1), old)


def test_another_process_sees_the_renewal(vault: Vault, folder: Path) -> None:
    open_vault(folder).renew_transform()

    assert vault.transform_number == 2


def test_a_forgotten_transform_is_gone(vault: Vault, folder: Path) -> None:
    vault.renew_transform()
    vault.forget_old_transforms()

    assert not (folder / "transform-1.seed").exists()
    with pytest.raises(VaultError, match="transform-1"):
        vault.transform(templates(1), 1)


def test_a_locks_key_is_kept(vault: Vault, folder: Path) -> None:
    assert vault.get("front") is None
    vault.put("front", b"a" * 16)
    vault.put("front", b"b" * 16)

    assert open_vault(folder).get("front") == b"b" * 16


@pytest.mark.parametrize("name", ["", "../device", "a/b", ".hidden", "x" * 65, "a\0b"])
def test_a_name_can_not_lead_out_of_the_folder(vault: Vault, name: str) -> None:
    with pytest.raises(VaultError, match="name a key"):
        vault.put(name, b"k")


def test_a_write_that_fails_leaves_the_old_key(vault: Vault, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    vault.put("front", b"a" * 16)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(VaultError, match="No space left"):
        vault.put("front", b"b" * 16)

    assert vault.get("front") == b"a" * 16
    assert sorted(path.name for path in folder.glob("*front*")) == ["lock-front.key"]


def test_a_missing_key_file_is_an_error_that_says_what_to_do(folder: Path) -> None:
    with pytest.raises(VaultError, match="restore"):
        key_files.read(folder / "nothing")


def test_a_keyed_digest_is_the_same_on_one_box_only_and_for_one_purpose(tmp_path: Path) -> None:
    vault, again, other = (open_vault(tmp_path / name) for name in ("keys", "keys", "other"))

    digest = vault.digest(b"123456", "pin:p1")

    assert digest == again.digest(b"123456", "pin:p1")
    assert digest not in (vault.digest(b"123456", "pin:p2"), other.digest(b"123456", "pin:p1"))
