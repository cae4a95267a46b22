"""A shell asks the running door: both ends of the socket, with a real portal between."""

import os
import socket
import stat
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from edge.access import MOST_FAILURES
from edge.control import server
from edge.control.address import address_of
from edge.control.client import ask
from edge.control.messages import Allow, CardAdded, EnrolCard, KeyRotated, Open, Opened, RotateKey, Show, Shown
from edge.control.server import ControlServer
from edge.errors import EdgeError
from edge.presented import FaceSeen
from tests.fakes.house import CARD, House, house
from tests.stage.waiting import wait_until
from wire.kinds import Method


@pytest.fixture
def home(tmp_path: Path) -> Iterator[House]:
    with house(tmp_path) as built:
        yield built


@pytest.fixture
def path(home: House, tmp_path: Path) -> Iterator[Path]:
    """The socket of a running door, in a folder whose name is too long for one."""
    folder = tmp_path / ("long" * 30)
    folder.mkdir()
    serving = ControlServer(folder / "control", home.portal, home.reader, home.ways)
    stop = threading.Event()
    thread = threading.Thread(target=serving.run, args=(stop,))
    thread.start()
    wait_until(lambda: answers(folder / "control"), "the door answers")
    yield folder / "control"
    stop.set()
    thread.join()
    assert not (folder / "control").exists()


def answers(path: Path) -> bool:
    try:
        return bool(ask(path, Show(), Shown).ways)
    except EdgeError:
        return False


def test_staff_release_the_door_once_with_their_words(home: House, path: Path) -> None:
    reply = ask(path, Open("Li Wei", "key handed over"), Opened)

    assert reply == Opened("granted", "done")
    [entry] = home.entries()
    assert (entry.method, entry.by, entry.why) == ("staff", "Li Wei", "key handed over")


def test_in_lockdown_the_door_is_not_released(home: House, path: Path) -> None:
    home.roster.set_lockdown(True)
    home.residents.refresh()

    assert ask(path, Open("Li Wei", "why not"), Opened) == Opened("lockdown", None)


def test_a_way_that_is_off_is_shown_and_allowed(home: House, path: Path) -> None:
    for _ in range(MOST_FAILURES):
        home.portal.present(FaceSeen(None, None))
        home.wait(30)

    before = {way.method: way.state for way in ask(path, Show(), Shown).ways}
    after = {way.method: way.state for way in ask(path, Allow(Method.FACE, "Li Wei"), Shown).ways}

    assert before == {"face": "off", "pin": "on", "card": "on", "phone": "on", "capture": "on"}
    assert after == {"face": "on", "pin": "on", "card": "on", "phone": "on", "capture": "on"}


def test_a_lock_without_a_key_gets_no_other(home: House, path: Path) -> None:
    with pytest.raises(EdgeError, match="a simulated lock has no key"):
        ask(path, RotateKey("Li"), KeyRotated)

    assert not home.bodies()


def test_the_next_card_is_a_persons_while_others_ask(home: House, path: Path) -> None:
    person = home.move_in()
    with ThreadPoolExecutor() as shells:
        enrolling = shells.submit(ask, path, EnrolCard(person), CardAdded)
        while not enrolling.done():
            assert ask(path, Show(), Shown).ways
            home.lock.hold(CARD)
    home.residents.refresh()

    assert enrolling.result().held
    assert home.card().entry.person == person


def test_a_card_that_is_not_held_to_the_reader_changes_nothing(
    home: House, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "CARD_WITHIN", 0.01)

    assert not ask(path, EnrolCard(home.move_in()), CardAdded).held


def test_a_card_for_nobody_is_declined(home: House, path: Path) -> None:
    with ThreadPoolExecutor() as shells:
        enrolling = shells.submit(ask, path, EnrolCard("nobody"), CardAdded)
        while not enrolling.done():
            home.lock.hold(CARD)

    with pytest.raises(EdgeError, match="'nobody'"):
        enrolling.result()


def test_only_its_owner_reaches_the_socket(path: Path) -> None:
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.stat().st_uid == os.getuid()


@pytest.mark.parametrize("words", [("", "why"), ("Li Wei", ""), ("L" * 65, "why"), ("Li Wei", "x" * 151)])
def test_words_outside_their_limits_open_nothing(home: House, path: Path, words: tuple[str, str]) -> None:
    with pytest.raises(EdgeError, match="declined"):
        ask(path, Open(*words), Opened)

    assert home.entries() == []


@pytest.mark.parametrize("sent", [b"", b"{", b'{"type":"launch"}', b"\xff" * 9000])
def test_rubbish_is_answered_and_the_door_goes_on(path: Path, sent: bytes) -> None:
    with socket.socket(socket.AF_UNIX) as connection, address_of(path) as address:
        connection.connect(address)
        connection.sendall(sent)
        connection.shutdown(socket.SHUT_WR)
        answered = connection.recv(4096)

    assert b"declined" in answered or len(sent) > 4096
    assert ask(path, Show(), Shown).ways


def test_who_hangs_up_does_not_stop_the_door(path: Path) -> None:
    for _ in range(3):
        with socket.socket(socket.AF_UNIX) as connection, address_of(path) as address:
            connection.connect(address)

    assert ask(path, Show(), Shown).ways


def test_a_door_that_does_not_run_is_said(tmp_path: Path) -> None:
    with pytest.raises(EdgeError, match="not running"):
        ask(tmp_path / "control", Show(), Shown)
