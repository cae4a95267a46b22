"""A reader on a pseudo-terminal, and the driver at its other end."""

from collections.abc import Iterator

import pytest

from edge.document import Mishap, Reader, Reading
from edge.document.open import open_reader
from tests.fakes.card_reader import CardReader
from tests.stage.waiting import wait_until

PATIENCE = 20.0
"""How long anything may take before a test gives up, s."""


def polled(reader: Reader) -> Reading | Mishap:
    """The next thing that comes."""
    outcome = wait_until(reader.poll, "a card or a mishap")
    assert outcome is not None
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
    wait_until(lambda: reader.online, "the reader is online")
    yield reader
    reader.close()
