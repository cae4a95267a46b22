"""The lines that are open: locks with different addresses on one port share its line."""

import threading

from edge.errors import LockError
from edge.lock.osdp.errors import PortLost
from edge.lock.osdp.line import Line

_guard = threading.Lock()
_open: dict[str, tuple[Line, set[int]]] = {}


def enter(path: str, baud: int, address: int) -> Line:
    """The line on `path`, for the lock with this address. Raises LockError when it can't be had."""
    with _guard:
        if path not in _open:
            _open[path] = (_open_line(path, baud), set())
        line, addresses = _open[path]
        if line.baud != baud:
            raise LockError(f"the lock line {path} is already open at {line.baud} baud, not {baud}: give its locks one")
        if address in addresses:
            raise LockError(f"two locks on {path} have the address {address}: give each its own")
        addresses.add(address)
        return line


def exit(line: Line, address: int) -> None:  # noqa: A001 - the other half of `enter`
    """The lock with this address is done; the last one closes the line."""
    with _guard:
        addresses = _open[line.path][1]
        addresses.discard(address)
        if addresses:
            return
        del _open[line.path]
    line.close()


def _open_line(path: str, baud: int) -> Line:
    try:
        return Line(path, baud)
    except PortLost as lost:
        raise LockError(f"the lock's serial port {path} does not open ({lost}): check its cable and name") from lost
