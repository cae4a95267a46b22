"""Each command beside its literal bytes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.lock.osdp import commands
from edge.lock.osdp.commands import Buzzer, Colour, KeySet, Led, Output, OutputControl
from edge.lock.osdp.errors import ProtocolError
from edge.lock.osdp.message import Message
from tests.fakes.osdp_peripheral import COMMANDS

BYTES = {
    "60": commands.Poll(),
    "61 00": commands.IdRequest(),
    "62 00": commands.CapabilityRequest(),
    "64": commands.LocalStatusRequest(),
    "65": commands.InputStatusRequest(),
    "66": commands.OutputStatusRequest(),
    "68 00 05 32 00": Output(0, OutputControl.ON_FOR_A_TIME, 50),
    "68 01 06 78 00": Output(1, OutputControl.OFF_FOR_A_TIME, 120),
    "69 00 00 02 01 00 02 02 1e 00 00 00 00 00 00": Led(
        control=2, on=1, on_colour=Colour.GREEN, off_colour=Colour.GREEN, timer=30
    ),
    "6a 00 02 02 01 02": Buzzer(on=2, off=1, count=2),
    "75 01 10 a0a1a2a3a4a5a6a7a8a9aaabacadaeaf": KeySet(bytes(range(0xA0, 0xB0))),
    "76 0001020304050607": commands.Challenge(bytes(range(8))),
    "77 000102030405060708090a0b0c0d0e0f": commands.ServerCryptogram(bytes(range(16))),
}


@pytest.mark.parametrize(("text", "command"), BYTES.items())
def test_a_command_is_these_bytes(text: str, command: Message) -> None:
    assert bytes((command.code,)) + command.payload() == bytes.fromhex(text)


@pytest.mark.parametrize("command", BYTES.values(), ids=str)
def test_reading_undoes_writing(command: Message) -> None:
    assert type(command).from_payload(command.payload()) == command


@given(st.sampled_from(sorted(COMMANDS)), st.binary(max_size=40))
def test_any_payload_is_a_command_or_refused(code: int, payload: bytes) -> None:
    try:
        command = COMMANDS[code].from_payload(payload)
    except ProtocolError:
        return
    assert command.payload() == payload


def test_a_key_is_never_printed() -> None:
    assert repr(KeySet(bytes(range(16)))) == "KeySet(key=…)"
