"""The driver and a reader on a pseudo-terminal with real byte times."""

import threading
from pathlib import Path

import pytest

from edge.document import Mishap, Reader, Reading, Remedy
from edge.document.open import open_reader
from edge.document.sdt.driver import NO_ANSWER, NO_PORT
from tests.edge.document.conftest import polled
from tests.edge.document.documents import CHEN
from tests.fakes.card_reader import SAM_SPOKEN, CardReader
from tests.fakes.card_reader_cards import CARDS, PHOTO
from tests.stage.waiting import wait_until


def asked_since(device: CardReader, count: int, name: str) -> int:
    return device.asked[count:].count(name)


def rests(device: CardReader) -> None:
    """Two more looks have passed."""
    count = len(device.asked)
    wait_until(lambda: asked_since(device, count, "find") >= 2, "the reader is asked for a card twice more")


def test_a_reader_tells_its_number(reader: Reader) -> None:
    assert reader.sam_number == SAM_SPOKEN
    assert reader.fault is None


@pytest.mark.parametrize("name", CARDS)
def test_each_kind_of_card_is_read(device: CardReader, reader: Reader, name: str) -> None:
    reader.begin()
    device.lay(CARDS[name])

    reading = polled(reader)

    assert isinstance(reading, Reading)
    assert reading.photo == PHOTO
    if name == "resident":
        assert reading.document == CHEN


def test_a_card_is_read_at_the_slowest_speed_too() -> None:
    with CardReader(9600) as device:
        reader = open_reader(f"sdt://{device.port}?baud=9600")
        reader.begin()
        device.lay(CARDS["resident"].moved_to("上海市浦东新区"))
        reading = polled(reader)
        reader.close()

    assert isinstance(reading, Reading)
    assert reading.newest_address == "上海市浦东新区"


def test_no_card_is_looked_for_unless_that_is_wished(device: CardReader, reader: Reader) -> None:
    device.lay(CARDS["resident"])
    count = len(device.asked)
    wait_until(lambda: asked_since(device, count, "status") >= 1, "the reader is asked how it is")

    assert reader.poll() is None
    assert "find" not in device.asked


def test_a_reading_comes_once_and_ends_the_looking(device: CardReader, reader: Reader) -> None:
    reader.begin()
    device.lay(CARDS["resident"])
    polled(reader)

    count = len(device.asked)
    wait_until(lambda: asked_since(device, count, "status") >= 1, "the reader is asked how it is")

    assert reader.poll() is None
    assert asked_since(device, count, "find") == 0


def test_a_card_that_stays_is_read_again_for_the_same_person(device: CardReader, reader: Reader) -> None:
    device.lay(CARDS["resident"])
    for _ in range(3):
        reader.begin()
        assert isinstance(polled(reader), Reading)


def test_a_card_left_behind_is_not_read_for_the_next_person(device: CardReader, reader: Reader) -> None:
    reader.begin()
    device.lay(CARDS["resident"])
    polled(reader)
    reader.end()

    reader.begin()
    rests(device)
    left = reader.poll()
    device.lift()
    device.lay(CARDS["elder"])
    theirs = polled(reader)

    assert left is None
    assert isinstance(theirs, Reading)
    assert theirs.document.name == "张三"


def test_what_was_read_is_forgotten_at_the_end(device: CardReader, reader: Reader) -> None:
    reader.begin()
    device.lay(CARDS["resident"])
    wait_until(lambda: "address" in device.asked, "the newest address is asked for")
    reader.end()
    count = len(device.asked)
    wait_until(lambda: asked_since(device, count, "status") >= 1, "the reader is asked how it is")

    assert reader.poll() is None


def test_a_card_pulled_while_it_is_read_is_said_and_read_when_it_is_laid_again(
    device: CardReader, reader: Reader
) -> None:
    device.fault("base", "pull")
    reader.begin()
    device.lay(CARDS["resident"])

    pulled = polled(reader)
    device.lay(CARDS["resident"])
    reading = polled(reader)

    assert isinstance(pulled, Mishap)
    assert (pulled.code, pulled.remedy) == ("pulled", Remedy.LAY_AGAIN)
    assert isinstance(reading, Reading)


@pytest.mark.parametrize(
    ("command", "how"),
    [
        ("find", "silent"),
        ("select", "cut"),
        ("select", "slow"),
        ("base", "cut"),
        ("base", "checksum"),
        ("base", "noise"),
        ("address", "checksum"),
        ("address", "slow"),
    ],
)
def test_a_spoilt_answer_costs_time_and_nothing_else(
    device: CardReader, reader: Reader, command: str, how: str
) -> None:
    device.fault(command, how)
    reader.begin()
    device.lay(CARDS["resident"])

    reading = polled(reader)

    assert isinstance(reading, Reading)
    assert reading.document == CHEN


def test_the_same_mishap_is_told_once_while_the_card_lies_there(device: CardReader, reader: Reader) -> None:
    device.fault("base", "40", times=1000)
    reader.begin()
    device.lay(CARDS["resident"])
    first = polled(reader)
    count = len(device.asked)
    wait_until(lambda: asked_since(device, count, "base") >= 3, "three more readings")
    meanwhile = reader.poll()
    device.lift()
    rests(device)
    device.lay(CARDS["resident"])

    second = polled(reader)

    assert isinstance(first, Mishap)
    assert first.code == "unknown-card"
    assert meanwhile is None
    assert second == first


def test_a_reader_whose_module_fails_is_offline_and_says_why() -> None:
    with CardReader() as device:
        device.fault("status", "66", times=1000)
        reader = open_reader(f"sdt://{device.port}")
        wait_until(lambda: reader.fault is not NO_PORT, "the port is there")
        fault, online = reader.fault, reader.online
        reader.close()

    assert not online
    assert fault is not None
    assert "not authorised" in fault.en


def test_a_reader_that_answers_nothing_is_offline_and_says_why() -> None:
    with CardReader() as device:
        device.fault("status", "silent", times=1000)
        reader = open_reader(f"sdt://{device.port}")
        wait_until(lambda: reader.fault is NO_ANSWER, "the silence is told")
        reader.close()


def test_a_reader_pulled_out_is_missed_and_back_when_it_is_plugged_in(tmp_path: Path) -> None:
    device = CardReader(link=tmp_path / "reader")
    reader = open_reader(f"sdt://{device.port}")
    wait_until(lambda: reader.online, "the reader is online")
    reader.begin()
    rests(device)

    device.unplug()
    lost = polled(reader)
    wait_until(lambda: not reader.online, "the reader is offline")
    fault = reader.fault
    device.plug()
    wait_until(lambda: reader.online, "the reader is online")
    device.lay(CARDS["resident"])
    reading = polled(reader)
    reader.close()
    device.close()

    assert isinstance(lost, Mishap)
    assert lost.code == "reader-lost"
    assert fault is NO_PORT
    assert isinstance(reading, Reading)


def test_a_reader_pulled_out_while_it_reads_is_missed(tmp_path: Path) -> None:
    device = CardReader(link=tmp_path / "reader")
    reader = open_reader(f"sdt://{device.port}")
    reader.begin()
    device.lay(CARDS["resident"])
    wait_until(lambda: "base" in device.asked, "a card is being read")

    device.unplug()
    lost = polled(reader)
    reader.close()

    assert isinstance(lost, Mishap)
    assert lost.code == "reader-lost"


def test_a_reader_that_is_not_there_yet_is_found_when_it_comes(tmp_path: Path) -> None:
    reader = open_reader(f"sdt://{tmp_path}/reader")
    fault, online = reader.fault, reader.online
    with CardReader(link=tmp_path / "reader"):
        wait_until(lambda: reader.online, "the reader is online")
        reader.close()

    assert (fault, online) == (NO_PORT, False)


def test_a_reader_is_closed_while_it_reads(device: CardReader) -> None:
    device.fault("base", "silent", times=1000)
    reader = open_reader(f"sdt://{device.port}")
    reader.begin()
    device.lay(CARDS["resident"])
    wait_until(lambda: "base" in device.asked, "a card is being read")

    reader.close()

    assert not any(thread.name.startswith("card reader /") for thread in threading.enumerate())


def test_nothing_of_a_person_is_logged(device: CardReader, reader: Reader, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    device.fault("base", "checksum")
    reader.begin()
    device.lay(CARDS["resident"])

    reading = polled(reader)

    said = caplog.text + repr(reading) + str(reading)
    assert not any(word in said for word in ("陈晓", "330106", "1991", "西湖"))
