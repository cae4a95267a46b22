"""A lock's firmware: libosdp's peripheral, a second and independent implementation of OSDP, as a process of its own.

Started by scripts/lock-firmware in an environment that has libosdp and nothing of ours. It prints what it does, one
JSON object a line with `at` (time.monotonic, s, the same clock for all processes), and takes a word a line:

    tamper | power-fail | normal          the case is opened, the power fails, all is well
    input N on | input N off              a contact changes
    refuse | accept                       outputs, LEDs and buzzer are refused from now on, or carried out
    card HEX BITS | key KEYS              a card is held to the reader, keys of its keypad are pressed

Printed events: ready (port), keyset, released (output, seconds), fallen (output), output (output, control), led
(colour), buzzer, told (word).
"""

import argparse
import ctypes
import json
import math
import os
import select
import sys
import threading
import time
import tty
from pathlib import Path
from typing import Any

from osdp import (
    Capability,
    CardFormat,
    Channel,
    Command,
    CommandLEDColor,
    Event,
    LibFlag,
    LogLevel,
    PDCapabilities,
    PDInfo,
    PeripheralDevice,
    StatusReportType,
)
from osdp.helpers import PdId

from tests.fakes.serial_line import SerialLine

OUTPUTS = 2
INPUTS = 3
ON, ON_FOR_A_TIME = 2, 5
START = 0x53
HEADER = 5
BROKEN_OFF = 0.05
"""A frame that stops for so long will not be finished, s."""


class WholeFrames(Channel):
    """Hands libosdp whole frames only: the released wheel forgets a frame that comes in two pieces."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self.fd = os.open(path, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
        tty.setraw(self.fd)
        self._held = bytearray()
        self._whole = bytearray()
        self._heard = 0.0

    def listen(self) -> bool:
        """Take what came; whether there is a whole frame now."""
        now = time.monotonic()
        if now - self._heard > BROKEN_OFF:
            self._held.clear()
        try:
            self._held += os.read(self.fd, 4096)
        except BlockingIOError:
            return bool(self._whole)
        self._heard = now
        self._split()
        return bool(self._whole)

    def _split(self) -> None:
        while True:
            start = self._held.find(START)
            del self._held[: len(self._held) if start < 0 else start]
            if len(self._held) < HEADER:
                return
            length = int.from_bytes(self._held[2:4], "little")
            if not HEADER < length <= 1440:
                del self._held[0]
                continue
            if len(self._held) < length:
                return
            # The mark makes libosdp answer with one, as a device on a real line does.
            self._whole += b"\xff" + self._held[:length]
            del self._held[:length]

    def read(self, max_bytes: int) -> bytes:
        given = bytes(self._whole[:max_bytes])
        del self._whole[:max_bytes]
        return given

    def write(self, buf: bytes) -> int:
        return os.write(self.fd, buf)

    def flush(self) -> None:
        """Nothing but whole frames is ever held."""


class Firmware:
    """The peripheral, its strike and its contacts."""

    def __init__(self, port: str, address: int, serial: int, key_file: Path, say: Any) -> None:
        self._say = say
        self._key_file = key_file
        self._channel = WholeFrames(port)
        self._falls: dict[int, float] = {}
        self._inputs = bytearray(INPUTS)
        self._refuses = False
        self._reports: list[dict[str, Any]] = []
        key = bytes.fromhex(key_file.read_text()) if key_file.exists() else None
        self._device = PeripheralDevice(
            PDInfo(
                address,
                self._channel,
                scbk=key,
                flags=[LibFlag.EnforceSecure] if key else [],
                id=PdId(version=1, model=2, vendor_code=0x0A0B0C, serial_number=serial, firmware_version=0x010203),
            ),
            PDCapabilities(
                [
                    (Capability.OutputControl, 1, OUTPUTS),
                    (Capability.ContactStatusMonitoring, 1, INPUTS),
                    (Capability.LEDControl, 1, 1),
                    (Capability.AudibleControl, 1, 1),
                    (Capability.CardDataFormat, 1, 1),
                    (Capability.Readers, 0, 1),
                ]
            ),
            log_level=LogLevel.Emergency,
            command_handler=self._obey,
        )
        self._device.lock = threading.Lock()

    def run(self) -> None:
        """Until standard input ends."""
        words = sys.stdin.fileno()
        while True:
            wait = min([1.0, *(fall - time.monotonic() for fall in self._falls.values())])
            ready = select.select([self._channel.fd, words], [], [], max(wait, 0))[0]
            if words in ready and not self._hear(os.read(words, 4096).decode()):
                return
            while self._channel.fd in ready and self._channel.listen():
                self._device.ctx.refresh()
            self._let_fall()
            self._report()

    def _hear(self, text: str) -> bool:
        for line in text.splitlines():
            word, *rest = line.split()
            self._say("told", word=word)
            if word == "input":
                self._inputs[int(rest[0])] = rest[1] == "on"
                self._reports.append(status(StatusReportType.Input, bytes(self._inputs)))
            elif word in ("card", "key"):
                self._reports.append(card(*rest) if word == "card" else key(*rest))
            elif word in ("refuse", "accept"):
                self._refuses = word == "refuse"
            else:
                local = {"tamper": b"\1\0", "power-fail": b"\0\1", "normal": b"\0\0"}[word]
                self._reports.append(status(StatusReportType.Local, local))
        return bool(text)

    def _obey(self, command: dict[str, Any]) -> tuple[int, None]:
        if command["command"] == Command.Keyset:
            self._keep_key(command["data"])
            return 0, None
        if self._refuses:
            return -1, None
        if command["command"] == Command.Output:
            self._drive(command["output_no"], command["control_code"], command["timer_count"])
        if command["command"] == Command.LED:
            names = {CommandLEDColor.Green: "green", CommandLEDColor.Red: "red"}
            self._say("led", colour=names.get(command["on_color"], "other"))
        if command["command"] == Command.Buzzer:
            self._say("buzzer")
        return 0, None

    def _drive(self, output: int, control: int, timer: int) -> None:
        if control != ON_FOR_A_TIME:
            self._say("output", output=output, control=control)
            self._falls.pop(output, None)
            if control == ON:
                self._falls[output] = math.inf
            self._report_outputs()
            return
        self._falls[output] = time.monotonic() + timer / 10
        self._say("released", output=output, seconds=timer / 10)
        self._report_outputs()

    def _let_fall(self) -> None:
        now = time.monotonic()
        for output in [output for output, fall in self._falls.items() if fall <= now]:
            del self._falls[output]
            self._say("fallen", output=output)
            self._report_outputs()

    def _report_outputs(self) -> None:
        outputs = bytes(number in self._falls for number in range(OUTPUTS))
        self._reports.append(status(StatusReportType.Output, outputs))

    def _report(self) -> None:
        """libosdp's lock is not re-entrant, so what a command causes is reported after it."""
        for report in self._reports:
            self._device.submit_event(report)
        self._reports.clear()

    def _keep_key(self, key: bytes) -> None:
        new = self._key_file.with_suffix(".new")
        with new.open("w") as file:
            file.write(key.hex())
            file.flush()
            os.fsync(file.fileno())
        new.rename(self._key_file)
        self._say("keyset")


def status(kind: int, report: bytes) -> dict[str, Any]:
    return {"event": Event.Status, "type": kind, "report": report}


def card(data: str, bits: str) -> dict[str, Any]:
    return {
        "event": Event.CardRead,
        "reader_no": 0,
        "direction": 0,
        "length": int(bits),
        "format": CardFormat.Wiegand,
        "data": bytes.fromhex(data),
    }


def key(keys: str) -> dict[str, Any]:
    """The standard's codes for the keys: DELETE for "*", RETURN for "#"."""
    return {"event": Event.KeyPress, "reader_no": 0, "data": keys.replace("*", "\x7f").replace("#", "\r").encode()}


def main() -> None:
    parser = argparse.ArgumentParser(prog="scripts/lock-firmware", description=(__doc__ or "").split("\n")[0])
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--link", type=Path, help="make a serial line too, and link the panel's end to this path")
    where.add_argument("--port", help="the serial device to answer on")
    parser.add_argument("--baud", type=int, default=9600)
    parser.add_argument("--address", type=int, default=0)
    parser.add_argument("--serial", type=int, default=1, help="serial number that the lock tells")
    parser.add_argument("--key-file", type=Path, required=True, help="its own key; absent: as from the factory")
    options = parser.parse_args()

    out = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)  # libosdp's own words do not belong among ours

    def say(event: str, **facts: object) -> None:
        print(json.dumps({"event": event, "at": time.monotonic(), **facts}), file=out)

    # libosdp takes its nonces from rand() and never seeds it: each start would repeat the last one's.
    ctypes.CDLL(None).srand(int.from_bytes(os.urandom(4), "little"))
    line = SerialLine(options.baud, link=options.link) if options.link else None
    port = line.ports[1] if line else options.port
    firmware = Firmware(port, options.address, options.serial, options.key_file, say)
    say("ready", port=str(options.link or port))
    firmware.run()
    if line is not None:
        line.close()


if __name__ == "__main__":
    main()
