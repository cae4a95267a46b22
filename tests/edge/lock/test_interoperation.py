"""Our panel and libosdp's peripheral, two implementations that share no line, on a line with real byte times."""

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from edge.errors import LockError
from edge.lock import Card, Keys, Lock
from edge.lock.open import open_lock
from edge.lock.osdp.commands import OutputControl
from tests.fakes.key_store import MemoryKeyStore
from tests.fakes.lock_listener import Heard
from tests.fakes.lock_process import LockProcess
from tests.fakes.serial_line import SerialLine
from tests.stage.waiting import wait_until
from wire.kinds import ReleaseResult

pytestmark = pytest.mark.usefixtures("firmware")

KEY = bytes(range(0xA0, 0xB0))
SETTLING = 30.0
"""A generous limit for what takes a second on an idle machine, s."""


class Door:
    """A line, the firmware behind it and our lock before it."""

    def __init__(self, stack: ExitStack, folder: Path, baud: int, pieces: tuple[int, int]) -> None:
        self.key_file = folder / "lock.key"
        self.key_file.write_text(KEY.hex())
        self.heard = Heard()
        self.keys = MemoryKeyStore({"osdp-0c0b0a-00000001-0": KEY})
        self.line = stack.enter_context(SerialLine(baud, pieces=pieces))
        self._firmware = ("--port", self.line.ports[1], "--key-file", self.key_file)
        self.firmware = stack.enter_context(LockProcess(*self._firmware))
        self.lock = open_lock(f"osdp://{self.line.ports[0]}?baud={baud}", keys=self.keys, listener=self.heard)
        stack.callback(self.lock.close)
        self._stack = stack

    def restart_firmware(self) -> None:
        self.firmware = self._stack.enter_context(LockProcess(*self._firmware))


MakeDoor = Callable[..., Door]


@pytest.fixture
def make_door(tmp_path: Path) -> Iterator[MakeDoor]:
    with ExitStack() as stack:

        def make(baud: int = 115200, pieces: tuple[int, int] = (1, 8)) -> Door:
            door = Door(stack, tmp_path, baud, pieces)
            door.heard.wait_for("online")
            return door

        yield make


def release_until_done(lock: Lock) -> None:
    wait_until(lambda: lock.release(1) is ReleaseResult.DONE, "a release is done")


@pytest.mark.parametrize("baud", [9600, 115200])
@pytest.mark.parametrize("pieces", [(1, 1), (1, 8), (8, 8)], ids=str)
def test_a_release_is_carried_out_once(make_door: MakeDoor, baud: int, pieces: tuple[int, int]) -> None:
    door = make_door(baud, pieces)

    assert door.lock.release(2.5) is ReleaseResult.DONE

    released = door.firmware.wait_for("released")
    assert (released["output"], released["seconds"]) == (0, 2.5)
    assert len(door.firmware.said("released")) == 1


def test_the_strike_falls_back_by_itself(make_door: MakeDoor) -> None:
    door = make_door()
    door.lock.release(0.2)

    door.firmware.wait_for("fallen")
    door.heard.wait_for("output", 2)

    assert [event.detail for _, event in door.heard.events if event.state == "output"] == ["0 active", "0 inactive"]


def test_the_lock_says_who_it_is(make_door: MakeDoor) -> None:
    identity = make_door().lock.identity

    assert identity is not None
    assert (identity.vendor, identity.model, identity.serial) == ("0c0b0a", "2.1", "00000001")


def test_an_answer_is_shown(make_door: MakeDoor) -> None:
    door = make_door()

    door.lock.signal(granted=True)
    door.lock.signal(granted=False)

    door.firmware.wait_for("buzzer")
    assert [led["colour"] for led in door.firmware.said("led")] == ["green", "red"]


def test_the_strike_is_held_released_until_told_otherwise(make_door: MakeDoor) -> None:
    door = make_door(115200)

    assert door.lock.keep_released(True) is ReleaseResult.DONE
    assert door.lock.release(0.2) is ReleaseResult.DONE
    assert door.lock.keep_released(False) is ReleaseResult.DONE

    controls = [said["control"] for said in door.firmware.said("output")]
    assert controls[0] == OutputControl.ON
    assert controls[-1] == OutputControl.OFF
    assert OutputControl.ON_FOR_A_TIME not in controls
    assert door.firmware.said("released") == []


def test_what_the_lock_reports_is_told(make_door: MakeDoor) -> None:
    door = make_door()

    for word in ("tamper", "power-fail", "normal", "input 1 on"):
        door.firmware.tell(word)

    door.heard.wait_for_contact(1, is_active=True)
    assert door.heard.states() == ["online", "tamper", "power-fail", "normal"]
    door.firmware.tell("input 1 off")
    door.heard.wait_for_contact(1, is_active=False)


@pytest.mark.parametrize("baud", [9600, 115200])
def test_a_card_that_is_held_to_the_reader_is_told(make_door: MakeDoor, baud: int) -> None:
    door = make_door(baud)

    door.firmware.tell("card 12345640 26")
    door.firmware.tell("card deadbeef 32")

    assert door.heard.wait_for_read(1) == Card(1, 26, bytes.fromhex("12345640"))
    assert door.heard.wait_for_read(2) == Card(1, 32, bytes.fromhex("deadbeef"))


def test_keys_that_are_pressed_are_told(make_door: MakeDoor) -> None:
    door = make_door()

    door.firmware.tell("key 302*27#")

    assert door.heard.wait_for_read() == Keys("302*27#")


def test_a_release_amid_cards_is_carried_out_once_and_no_card_is_lost(make_door: MakeDoor) -> None:
    door = make_door(9600)
    for number in range(10):
        door.firmware.tell(f"card {number:08x} 32")

    assert door.lock.release(1) is ReleaseResult.DONE

    assert door.heard.wait_for_read(10) == Card(1, 32, bytes.fromhex("00000009"))
    assert [said["seconds"] for said in door.firmware.said("released")] == [1.0]


def test_a_refusing_lock_is_refused(make_door: MakeDoor) -> None:
    door = make_door()
    door.firmware.tell("refuse")
    door.firmware.tell("tamper")
    door.heard.wait_for("tamper")

    assert door.lock.release(1) is ReleaseResult.REFUSED


@pytest.mark.parametrize("baud", [9600, 115200])
def test_noise_carries_nothing_out_twice(make_door: MakeDoor, baud: int) -> None:
    door = make_door(baud)
    door.line.flips = 0.02
    results: dict[float, ReleaseResult] = {}

    while door.line.flipped < 10:
        seconds = 2 + len(results) / 10
        results[seconds] = door.lock.release(seconds)

    door.line.flips = 0.0
    release_until_done(door.lock)
    # What it says comes by a pipe: the last word behind all others.
    wait_until(lambda: any(said["seconds"] < 2 for said in door.firmware.said("released")), "the last release is told")
    carried_out = [said["seconds"] for said in door.firmware.said("released") if said["seconds"] >= 2]
    assert len(set(carried_out)) == len(carried_out)
    assert {seconds for seconds, result in results.items() if result is ReleaseResult.DONE} <= set(carried_out)


def test_a_lock_that_went_away_comes_back(make_door: MakeDoor) -> None:
    door = make_door()
    door.firmware.kill()
    door.heard.wait_for("offline")

    door.restart_firmware()

    door.heard.wait_for("online", 2)
    assert door.lock.release(1) is ReleaseResult.DONE


def test_a_line_that_was_cut_comes_back(make_door: MakeDoor) -> None:
    door = make_door()
    door.line.cut = True
    door.heard.wait_for("offline")
    assert not door.lock.online

    door.line.cut = False

    door.heard.wait_for("online", 2)
    assert door.lock.release(1) is ReleaseResult.DONE


def test_a_release_while_the_lock_is_away_is_refused_in_time(make_door: MakeDoor) -> None:
    door = make_door()
    door.line.cut = True
    door.heard.wait_for("offline")

    assert door.lock.release(1) is ReleaseResult.REFUSED

    door.line.cut = False
    door.heard.wait_for("online", 2)
    assert door.firmware.said("released") == []


@pytest.mark.parametrize("moment", [0.0, 0.02, 0.04])
def test_a_lock_killed_while_it_releases_is_settled(make_door: MakeDoor, moment: float) -> None:
    door = make_door(9600)
    killed = door.firmware
    power_cut = threading.Timer(moment, killed.kill)

    power_cut.start()
    result = door.lock.release(5)
    power_cut.join()
    door.restart_firmware()

    assert len(killed.said("released")) <= 1
    assert result is not ReleaseResult.DONE or killed.said("released")
    release_until_done(door.lock)
    assert 5 not in [said["seconds"] for said in door.firmware.said("released")]


def test_two_locks_share_a_line(tmp_path: Path) -> None:
    with ExitStack() as stack:
        line = stack.enter_context(SerialLine(115200, ends=3))
        keys = MemoryKeyStore()
        doors = []
        for address in (1, 2):
            arguments = ("--port", line.ports[address], "--address", str(address), "--serial", str(address))
            firmware = stack.enter_context(LockProcess(*arguments, "--key-file", tmp_path / f"{address}.key"))
            heard = Heard()
            url = f"osdp://{line.ports[0]}?baud=115200&address={address}&install=yes"
            lock = open_lock(url, keys=keys, listener=heard)
            stack.callback(lock.close)
            doors.append((lock, firmware, heard))
        for _, _, heard in doors:
            heard.wait_for("online")

        for number, (lock, _, _) in enumerate(doors, start=1):
            assert lock.release(number) is ReleaseResult.DONE

        assert [[said["seconds"] for said in firmware.said("released")] for _, firmware, _ in doors] == [[1.0], [2.0]]
        assert len(set(keys.keys.values())) == 2

        doors[0][1].kill()
        doors[0][2].wait_for("offline")
        assert doors[1][0].release(3) is ReleaseResult.DONE


def test_a_key_set_once_holds_over_restarts_of_both_sides(tmp_path: Path) -> None:
    keys = MemoryKeyStore()
    with SerialLine(115200) as line:
        arguments = ("--port", line.ports[1], "--key-file", tmp_path / "lock.key")
        for install in ("yes", "no"):
            heard = Heard()
            with LockProcess(*arguments):
                url = f"osdp://{line.ports[0]}?baud=115200&install={install}"
                lock = open_lock(url, keys=keys, listener=heard)
                heard.wait_for("online")
                result = lock.release(1)
                lock.close()

            assert result is ReleaseResult.DONE
    assert bytes.fromhex((tmp_path / "lock.key").read_text()) in keys.keys.values()


def test_the_lock_gets_another_key_without_going_away(make_door: MakeDoor) -> None:
    door = make_door(9600)

    door.lock.rotate_key()

    assert door.lock.release(1) is ReleaseResult.DONE
    assert len(door.firmware.said("keyset")) == 1
    assert door.key_file.read_text() == door.keys.keys["osdp-0c0b0a-00000001-0"].hex() != KEY.hex()
    assert door.heard.states() == ["online"]


def test_a_new_lock_is_left_alone_unless_installing(tmp_path: Path) -> None:
    heard = Heard()
    with SerialLine(115200) as line, LockProcess("--port", line.ports[1], "--key-file", tmp_path / "lock.key"):
        lock = open_lock(f"osdp://{line.ports[0]}?baud=115200", keys=MemoryKeyStore(), listener=heard)
        heard.wait_for("offline")
        lock.close()

    assert "install=yes" in heard.events[0][1].detail
    assert not (tmp_path / "lock.key").exists()


def test_a_serial_port_that_was_pulled_out_is_opened_again(tmp_path: Path) -> None:
    (tmp_path / "lock.key").write_text(KEY.hex())
    link = tmp_path / "lock"
    arguments = ("--link", link, "--baud", "115200", "--key-file", tmp_path / "lock.key")
    heard = Heard()
    keys = MemoryKeyStore({"osdp-0c0b0a-00000001-0": KEY})
    with LockProcess(*arguments) as firmware:
        lock = open_lock(f"osdp://{link}?baud=115200", keys=keys, listener=heard)
        heard.wait_for("online")
        firmware.kill()
        heard.wait_for("offline")

    with LockProcess(*arguments):
        heard.wait_for("online", 2)
        result = lock.release(1)
        lock.close()

    assert result is ReleaseResult.DONE


def test_a_listener_that_fails_stops_no_lock(make_door: MakeDoor, caplog: pytest.LogCaptureFixture) -> None:
    door = make_door()
    door.heard.fails = True
    door.firmware.tell("tamper")
    door.heard.wait_for("tamper")

    assert door.lock.release(1) is ReleaseResult.DONE
    assert "the listener is broken" in caplog.text


def test_a_port_that_is_in_use_is_refused(make_door: MakeDoor) -> None:
    door = make_door()

    with pytest.raises(LockError, match="two locks"):
        open_lock(f"osdp://{door.line.ports[0]}?baud=115200", keys=door.keys, listener=door.heard)
