"""A command's end of the control socket."""

import socket
from pathlib import Path
from typing import TypeVar

import msgspec

from edge.control.address import address_of
from edge.control.messages import CardAdded, Declined, KeyRotated, Opened, Request, Shown
from edge.errors import EdgeError

ANSWERED = 30.0
"""How long the door may take to answer, s: a lock that is away is waited for, behind somebody else's."""


R = TypeVar("R", Opened, Shown, CardAdded, KeyRotated)


def ask(path: Path, request: Request, expected: type[R]) -> R:
    """What the door at the control socket `path` answers. Raises EdgeError when it does not run or not understand."""
    try:
        answer = _exchanged(path, msgspec.json.encode(request))
        reply: R | Declined = msgspec.json.decode(answer, type=expected | Declined)
    except OSError as error:
        raise EdgeError("the door is not running on this box: start it, or open it by its key") from error
    except msgspec.DecodeError as error:
        raise EdgeError("the door gave no answer: look into its log") from error
    if isinstance(reply, Declined):
        raise EdgeError(f"the door declined: {reply.detail}")
    return reply


def _exchanged(path: Path, request: bytes) -> bytes:
    received = b""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection, address_of(path) as address:
        connection.settimeout(ANSWERED)
        connection.connect(address)
        connection.sendall(request)
        connection.shutdown(socket.SHUT_WR)
        while piece := connection.recv(4096):
            received += piece
    return received
