"""A reader on a pseudo-terminal, and the driver at its other end."""

import time
from collections.abc import Callable, Iterator

import pytest

from edge.document import Mishap, Reader, Reading
from edge.document.open import open_reader
from tests.fakes.card_reader import CardReader

PATIENCE = 20.0
"""How long anything may take before a test gives up, s."""


def wait_until(happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.01)


def polled(reader: Reader) -> Reading | Mishap:
    """The next thing that comes."""
    deadline = time.monotonic() + PATIENCE
    while (outcome := reader.poll()) is None:
        assert time.monotonic() < deadline, "nothing came"
        time.sleep(0.01)
    return outcome


@pytest.fixture
def device() -> Iterator[CardReader]:
    """The reader itself, quicker than a real one."""
    with CardReader(haste=10) as device:
        yield device


@pytest.fixture
def reader(device: CardReader) -> Iterator[Reader]:
    """The driver, once it is online."""
    reader = open_reader(f"sdt://{device.port}")
    wait_until(lambda: reader.online)
    yield reader
    reader.close()
