import pytest

from edge.errors import VaultError
from edge.lock.osdp.keyring import Keyring
from edge.lock.osdp.secure_channel import DEFAULT_KEY
from tests.fakes.key_store import MemoryKeyStore

OWN = bytes(range(16))
OTHER = bytes(range(16, 32))


def test_a_lock_without_a_key_is_not_spoken_to() -> None:
    assert Keyring(MemoryKeyStore(), installing=False).candidates("front") == []


def test_the_key_everybody_knows_is_tried_only_while_installing_and_last() -> None:
    keys = MemoryKeyStore({"front": OWN})

    assert Keyring(keys, installing=False).candidates("front") == [OWN]
    assert Keyring(keys, installing=True).candidates("front") == [OWN, DEFAULT_KEY]


def test_a_new_key_is_stored_before_it_is_used() -> None:
    keys = MemoryKeyStore()

    new = Keyring(keys, installing=True).make("front")

    assert new in keys.keys.values()
    assert Keyring(keys, installing=False).candidates("front") == [new]


def test_a_key_that_could_not_be_stored_is_not_used() -> None:
    with pytest.raises(VaultError):
        Keyring(MemoryKeyStore(fails_at=1), installing=True).make("front")


def test_a_pending_key_is_used_again() -> None:
    keyring = Keyring(MemoryKeyStore(), installing=True)

    assert keyring.make("front") == keyring.make("front")


def test_a_lock_that_was_reset_gets_a_fresh_key() -> None:
    keyring = Keyring(MemoryKeyStore(), installing=True)
    old = keyring.make("front")
    keyring.keep("front", old)

    assert keyring.make("front") != old


def test_a_proved_key_comes_first() -> None:
    keys = MemoryKeyStore({"front": OTHER})
    keyring = Keyring(keys, installing=False)

    keyring.keep("front", OWN)

    assert keyring.candidates("front")[0] == OWN
