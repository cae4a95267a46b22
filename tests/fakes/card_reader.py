"""A resident-card reader on a pseudo-terminal, with real byte times, and the faults that readers and people have.

It shares no code with the driver, so that both must agree with the protocol. As a process of its own it prints what it
is asked, one JSON object a line, and takes a word a line:

    lay NAME                a card of tests.fakes.card_reader_cards: resident, elder, permit, foreigner-2017, …
    lift                    it is taken away
    fault COMMAND HOW [N]   the next N answers to find, select, base, address, status or sam are spoilt: cut, checksum,
                            noise, silent, slow, pull (the card goes while it is read), or a status in hex, as 66
    unplug | plug           the reader's cable

    python -m tests.fakes.card_reader --link /tmp/card-reader
"""

import argparse
import json
import os
import select
import struct
import sys
import threading
import time
import tty
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from tests.fakes.card_reader_cards import CARDS, Card
from tests.fakes.serial_line import SerialLine

PREAMBLE = b"\xaa\xaa\xaa\x96\x69"
SAM_NUMBER = struct.pack("<HHIII", 5, 1, 20230101, 1234567, 89012345)
SAM_SPOKEN = "05.01-20230101-0001234567-0089012345"
COMMANDS = {
    b"\x10\xff": "reset",
    b"\x11\xff": "status",
    b"\x12\xff": "sam",
    b"\x20\x01": "find",
    b"\x20\x02": "select",
    b"\x30\x01": "base",
    b"\x30\x03": "address",
}
WORK = {"find": 0.02, "select": 0.02, "base": 0.3, "address": 0.05}
"""How long the reader and the card's radio take, s; made up."""
SLOW = 1.0
"""How much longer a slow answer takes, s."""


def framed(body: bytes) -> bytes:
    checked = struct.pack(">H", len(body) + 1) + body
    check = 0
    for byte in checked:
        check ^= byte
    return PREAMBLE + checked + bytes((check,))


class CardReader:
    """`port`: what the driver opens. `asked`: the commands that came, by name.

    link: a name that lasts while the cable is pulled and plugged back; `port` then is that.
    haste: divides the times the reader and the card take.
    """

    def __init__(
        self,
        baud: int = 115200,
        *,
        link: Path | None = None,
        haste: float = 1.0,
        heard: Callable[[str], None] = lambda name: None,
    ) -> None:
        self.asked: list[str] = []
        self._baud, self._link, self._haste, self._heard = baud, link, haste, heard
        self._card: Card | None = None
        self._state = "away"
        self._faults: dict[str, list[str]] = {}
        self._field = threading.Condition()
        self.plug()

    @property
    def port(self) -> str:
        return str(self._link) if self._link else self._line.ports[0]

    def lay(self, card: Card) -> None:
        with self._field:
            self._card, self._state = card, "laid"
            self._field.notify_all()

    def lift(self) -> None:
        with self._field:
            self._card, self._state = None, "away"
            self._field.notify_all()

    def fault(self, command: str, how: str, times: int = 1) -> None:
        """Spoil the next `times` answers to `command`."""
        self._faults.setdefault(command, []).extend([how] * times)

    def unplug(self) -> None:
        os.write(self._stopping, b"\0")
        self._thread.join()
        for end in (self._stop, self._stopping, self._wire):
            os.close(end)
        self._line.close()

    def plug(self) -> None:
        self._line = SerialLine(self._baud, pieces=(1, 32), link=self._link)
        self._wire = os.open(self._line.ports[1], os.O_RDWR | os.O_NOCTTY)
        tty.setraw(self._wire)
        self._stop, self._stopping = os.pipe()
        self._thread = threading.Thread(target=self._serve, name="card reader", daemon=True)
        self._thread.start()

    close = unplug

    def __enter__(self) -> "CardReader":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def _serve(self) -> None:
        held = b""
        while self._stop not in select.select([self._stop, self._wire], [], [])[0]:
            held += os.read(self._wire, 4096)
            held = self._answer_whole(held)

    def _answer_whole(self, held: bytes) -> bytes:
        """Answer the requests in `held` that are whole; what is left of it."""
        while (start := held.find(PREAMBLE)) >= 0:
            length = 7 + int.from_bytes(held[start + 5 : start + 7], "big")
            if len(held) - start < max(length, 8):
                break
            request, held = held[start : start + length], held[start + length :]
            self._answer(request)
        return held

    def _answer(self, request: bytes) -> None:
        body = request[7:-1]
        if framed(body) != request:
            os.write(self._wire, framed(b"\0\0\x10"))
            return
        name = COMMANDS.get(body, "unknown")
        self.asked.append(name)
        self._heard(name)
        waiting = self._faults.get(name)
        self._send(name, waiting.pop(0) if waiting else "")

    def _send(self, name: str, how: str) -> None:
        with self._field:
            self._field.wait_for(lambda: how == "pull", WORK.get(name, 0.0) / self._haste)
            if how == "pull":
                self._card, self._state = None, "away"
            answer = framed(b"\0\0" + bytes(getattr(self, f"_{name}", self._unknown)()))
        if how == "slow":
            time.sleep(SLOW)
        os.write(self._wire, _spoilt(answer, how))

    def _unknown(self) -> bytes:
        return b"\x21"

    def _reset(self) -> bytes:
        return b"\x90"

    _status = _reset

    def _sam(self) -> bytes:
        return b"\x90" + SAM_NUMBER

    def _find(self) -> bytes:
        """A card that was found is found no more until it is lifted."""
        if self._state != "laid":
            return b"\x80"
        self._state = "found"
        return b"\x9f" + bytes(4)

    def _select(self) -> bytes:
        if self._state not in {"found", "selected"}:
            return b"\x81"
        self._state = "selected"
        return b"\x90" + bytes(8)

    def _base(self) -> bytes:
        if self._card is None or self._state != "selected":
            return b"\x41"
        text, photo = self._card.text, self._card.photo
        return b"\x90" + struct.pack(">HH", len(text), len(photo)) + text + photo

    def _address(self) -> bytes:
        if self._card is None:
            return b"\x41"
        if not self._card.newest_address:
            return b"\x91"
        return b"\x90" + self._card.newest_address.ljust(35).encode("utf-16-le")


def _spoilt(answer: bytes, how: str) -> bytes:
    match how:
        case "" | "slow" | "pull":
            return answer
        case "cut":
            return answer[: len(answer) // 2]
        case "checksum":
            return answer[:-1] + bytes((answer[-1] ^ 0x55,))
        case "noise":
            return b"\xaa\xaa\x00\xaa\xaa\xaa\x96" + answer
        case "silent":
            return b""
    return framed(b"\0\0" + bytes.fromhex(how))


def main() -> None:
    parser = argparse.ArgumentParser(prog="tests.fakes.card_reader", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--link", type=Path, required=True, help="where the reader's serial port appears")
    parser.add_argument("--baud", type=int, default=115200)
    options = parser.parse_args()

    def say(event: str, **facts: object) -> None:
        print(json.dumps({"event": event, "at": time.monotonic(), **facts}), flush=True)

    reader = CardReader(options.baud, link=options.link, heard=lambda name: say("asked", command=name))
    say("ready", port=reader.port)
    for line in sys.stdin:
        _obey(reader, line.split())
        say("told", words=line.split())
    reader.close()


def _obey(reader: CardReader, words: list[str]) -> None:
    match words:
        case ["lay", name]:
            reader.lay(CARDS[name])
        case ["lift"]:
            reader.lift()
        case ["fault", command, how, *times]:
            reader.fault(command, how, int(times[0]) if times else 1)
        case ["unplug"]:
            reader.unplug()
        case ["plug"]:
            reader.plug()


if __name__ == "__main__":
    main()
