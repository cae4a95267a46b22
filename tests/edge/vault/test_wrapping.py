"""Keys that are wrapped open with their credential only, and are brought from one way of keeping to another."""

import secrets
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.errors import VaultError
from edge.vault import Vault, open_vault
from edge.vault.wrapping import CREDENTIAL, MARK, OLD_CREDENTIAL, Wrapping
from tests.edge.vault.examples import templates

FIRST, SECOND = b"\x01" * 32, b"\x02" * 32

Open = Callable[..., Vault]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "keys"


@pytest.fixture
def opened(tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Open:
    """Opens the vault as a service that systemd gives these credentials."""

    def open_with(master: bytes | None = None, old: bytes | None = None) -> Vault:
        given = tmp_path / f"credentials-{secrets.token_hex(4)}"
        given.mkdir()
        for name, content in {CREDENTIAL: master, OLD_CREDENTIAL: old}.items():
            if content is not None:
                (given / name).write_bytes(content)
        monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(given))
        return open_vault(folder)

    return open_with


def what_it_does(vault: Vault) -> tuple[bytes, bytes, bytes | None]:
    """The same for two vaults that hold the same keys."""
    return vault.public_key, vault.transform(templates(2)).tobytes(), vault.get("front")


def kept_wrapped(folder: Path) -> set[bool]:
    return {path.read_bytes().startswith(MARK) for path in folder.iterdir()}


def test_keys_made_with_a_credential_are_never_written_unwrapped(opened: Open, folder: Path) -> None:
    vault = opened(FIRST)
    vault.put("front", b"k" * 16)
    vault.renew_transform()

    assert vault.wrapped
    assert kept_wrapped(folder) == {True}
    assert what_it_does(opened(FIRST)) == what_it_does(vault)


@pytest.mark.parametrize(
    ("before", "after", "wrapped"),
    [
        ((None, None), (FIRST, None), True),
        ((FIRST, None), (SECOND, FIRST), True),
        ((FIRST, None), (None, FIRST), False),
    ],
    ids=["wrap", "rewrap", "unwrap"],
)
def test_keys_are_brought_over_when_the_credentials_change(
    opened: Open, folder: Path, before: tuple[bytes], after: tuple[bytes], wrapped: bool
) -> None:
    vault = opened(*before)
    vault.put("front", b"k" * 16)
    done, sealed = what_it_does(vault), vault.seal(b"x", "c")

    brought = opened(*after)

    assert (brought.wrapped, kept_wrapped(folder)) == (wrapped, {wrapped})
    assert what_it_does(brought) == what_it_does(opened(after[0])) == done
    assert brought.unseal(sealed, "c") == b"x"


def test_a_copied_folder_opens_nowhere_else(opened: Open) -> None:
    opened(FIRST)

    with pytest.raises(VaultError, match="LoadCredentialEncrypted=menlu-master"):
        opened()
    with pytest.raises(VaultError, match="menlu-master-old"):
        opened(SECOND)
    assert opened(FIRST).wrapped


def test_a_wrapped_key_does_not_open_under_another_name(opened: Open, folder: Path) -> None:
    vault = opened(FIRST)
    vault.put("front", b"k" * 16)
    (folder / "lock-front.key").replace(folder / "lock-back.key")

    with pytest.raises(VaultError, match=r"lock-back\.key"):
        vault.get("back")


@pytest.mark.parametrize("content", [b"", b"k" * 31])
def test_a_credential_too_short_for_a_key_is_refused(opened: Open, folder: Path, content: bytes) -> None:
    with pytest.raises(VaultError, match="32 random bytes"):
        opened(content)
    assert not folder.exists()


def test_a_credential_that_is_no_file_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / CREDENTIAL).mkdir()
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))

    with pytest.raises(VaultError, match="unit file"):
        open_vault(tmp_path / "keys")


def test_a_service_that_was_given_no_wrapping_key_keeps_plain_files(opened: Open) -> None:
    vault = opened()

    assert not vault.wrapped
    assert what_it_does(opened()) == what_it_does(vault)


def test_a_key_let_go_of_is_overwritten(opened: Open, folder: Path) -> None:
    vault = opened()
    plain = (folder / "sealing.key").read_bytes()
    seed = (folder / "transform-1.seed").read_bytes()
    with (folder / "sealing.key").open("rb") as old_key, (folder / "transform-1.seed").open("rb") as old_seed:
        opened(FIRST)
        vault = opened(None, FIRST)
        vault.renew_transform()
        vault.forget_old_transforms()

        assert (old_key.read(), old_seed.read()) == (bytes(len(plain)), bytes(len(seed)))


@given(data=st.data(), key=st.binary(max_size=200))
def test_a_wrapped_key_that_was_altered_never_opens_as_another(data: st.DataObject, key: bytes) -> None:
    wrapping = Wrapping(FIRST)
    content = bytearray(wrapping.wrapped("sealing.key", key))
    assert wrapping.unwrapped("sealing.key", bytes(content)) == key
    place = data.draw(st.integers(len(MARK), len(content) - 1))
    content[place] ^= data.draw(st.integers(1, 255))

    with pytest.raises(VaultError):
        wrapping.unwrapped("sealing.key", bytes(content[: data.draw(st.integers(place + 1, len(content)))]))


def test_a_credential_of_systemds_own_wraps_the_keys(
    opened: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if shutil.which("systemd-creds") is None:
        pytest.skip("systemd-creds is not there: part of systemd 250 and later")
    # Elsewhere than the machine's own secret, which a test has no business to make.
    monkeypatch.setenv("SYSTEMD_CREDENTIAL_SECRET", str(tmp_path / "secret"))
    plain, encrypted = tmp_path / "plain", tmp_path / "encrypted"
    plain.write_bytes(secrets.token_bytes(32))
    command = ["systemd-creds", f"--name={CREDENTIAL}"]
    make: list[str | Path] = [*command, "--with-key=host", "encrypt", plain, encrypted]
    made = subprocess.run(make, capture_output=True, text=True, check=False)
    if made.returncode:
        pytest.skip(f"systemd-creds does not run here: {made.stderr.strip()}")

    given = subprocess.run([*command, "decrypt", encrypted, "-"], capture_output=True, check=True).stdout
    first = opened(given)

    assert plain.read_bytes() not in encrypted.read_bytes()
    assert what_it_does(opened(plain.read_bytes())) == what_it_does(first)
