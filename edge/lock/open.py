"""From a lock's address to the open lock."""

from edge.errors import LockError
from edge.lock import KeyStore, Lock, LockListener
from edge.lock.address import Options, split

BAUDS = (9600, 19200, 38400, 57600, 115200, 230400)
"""What OSDP runs at (SIA OSDP 2.2)."""


def open_lock(url: str, *, keys: KeyStore, listener: LockListener) -> Lock:
    """The lock at `url`; its keys are kept in `keys`, what it reports goes to `listener`.

        osdp:///dev/ttyUSB0?baud=9600&address=1&output=0&install=yes
        simulated:?answer=done&online=yes&delay=0.05

    Raises LockError, naming what is wrong and what is accepted.
    """
    address = split(url)
    if address.scheme == "osdp":
        return _open_osdp(address.path, address.options, keys, listener)
    if address.scheme == "simulated":
        return _open_simulated(address.options, listener)
    raise LockError(f'no lock is called "{address.scheme}:" in {url}: osdp:///dev/… and simulated: are')


def _open_osdp(path: str, options: Options, keys: KeyStore, listener: LockListener) -> Lock:
    from edge.lock.osdp.driver import OsdpAddress, OsdpLock

    if not path.startswith("/"):
        raise LockError(f"the lock's address {options.url} names no serial port: write osdp:///dev/ttyUSB0")
    where = OsdpAddress(
        port=path,
        baud=options.number("baud", default=9600, among=BAUDS),
        address=options.number("address", default=0, among=range(0x7F)),
        output=options.number("output", default=0, among=range(0x100)),
        install=options.flag("install"),
    )
    options.refuse_others()
    return OsdpLock(where, keys, listener)


def _open_simulated(options: Options, listener: LockListener) -> Lock:
    from edge.lock.simulated import ANSWERS, SimulatedLock

    answer = options.choice("answer", ANSWERS)
    online = options.flag("online", default=True)
    delay = options.seconds("delay")
    options.refuse_others()
    return SimulatedLock(ANSWERS[answer], online=online, delay=delay, listener=listener)
