from pathlib import Path

import pytest

from edge.errors import LockError
from edge.lock import LockEvent
from edge.lock.open import open_lock
from tests.fakes.key_store import MemoryKeyStore
from tests.fakes.lock_listener import Heard
from tests.fakes.serial_line import SerialLine


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("nuki:", 'no lock is called "nuki:" in nuki:: osdp:///dev/… and simulated: are'),
        ("/dev/ttyUSB0", 'no lock is called ":"'),
        ("osdp:", "names no serial port: write osdp:///dev/ttyUSB0"),
        ("osdp://dev/ttyUSB0", "write three slashes, osdp:///dev/ttyUSB0"),
        ("osdp://[/dev/ttyUSB0", "can't be read"),
        ("osdp:///dev/x?baud=9601", 'baud="9601" in the lock\'s address .* is not 9600 or 19200'),
        ("osdp:///dev/x?address=127", 'address="127" in the lock\'s address .* is not a number from 0 to 126'),
        ("osdp:///dev/x?address=-1", 'address="-1"'),
        ("osdp:///dev/x?output=x", 'output="x" .* is not a number from 0 to 255'),
        ("osdp:///dev/x?install=maybe", 'install="maybe" .* is not no or yes'),
        ("osdp:///dev/x?speed=9600", 'has no option "speed": baud, address, output, install are'),
        ("osdp:///dev/x?address=1&address=2", 'says "address" 2 times: say it once'),
        ("osdp:///dev/no-such-port", "serial port /dev/no-such-port does not open"),
        ("simulated:?answer=perhaps", 'answer="perhaps" .* is not done or refused or unknown'),
        ("simulated:?delay=-1", 'delay="-1" .* is not seconds from 0 to 60'),
        ("simulated:?delay=nan", 'delay="nan" .* is not seconds from 0 to 60'),
        ("simulated:?baud=9600", 'has no option "baud": answer, online, delay are'),
    ],
)
def test_a_wrong_address_is_one_sentence(url: str, sentence: str) -> None:
    with pytest.raises(LockError, match=sentence):
        open_lock(url, keys=MemoryKeyStore(), listener=Heard())


def test_a_file_is_no_serial_port(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(LockError, match="does not open"):
        open_lock(f"osdp://{tmp_path}/file", keys=MemoryKeyStore(), listener=Heard())


def test_a_lock_that_is_not_there_yet_is_open_and_offline() -> None:
    heard = Heard()
    with SerialLine(9600) as line:
        lock = open_lock(f"osdp://{line.ports[0]}", keys=MemoryKeyStore(), listener=heard)
        heard.wait_for("offline")
        online = lock.online
        lock.close()

    assert not online
    assert heard.events[0][1] == LockEvent("offline", "the lock does not answer")


def test_locks_of_one_line_agree_on_its_speed() -> None:
    with SerialLine(9600) as line:
        first = open_lock(f"osdp://{line.ports[0]}?address=1", keys=MemoryKeyStore(), listener=Heard())
        with pytest.raises(LockError, match="already open at 9600 baud, not 19200"):
            open_lock(f"osdp://{line.ports[0]}?address=2&baud=19200", keys=MemoryKeyStore(), listener=Heard())
        first.close()


def test_a_closed_lock_leaves_its_port_to_the_next() -> None:
    with SerialLine(9600) as line:
        for _ in range(2):
            open_lock(f"osdp://{line.ports[0]}", keys=MemoryKeyStore(), listener=Heard()).close()
