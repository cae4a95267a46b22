"""From a card reader's address to the open reader."""

from pathlib import Path

from edge.document import Reader
from edge.document.address import Address

BAUDS = ("115200", "57600", "38400", "19200", "9600")
"""What resident-card readers run at; the first is how they come from the factory."""
ACCEPTED = "sdt:///dev/ttyUSB0?baud=115200, simulated:, simulated:///path/of/cards, none:"


def open_reader(url: str) -> Reader:
    """The reader at `url`; only the driver it asks for is imported.

        sdt:///dev/ttyUSB0?baud=115200
        simulated:///path/of/cards
        none:

    A reader that is not plugged in is no error: it is offline until it is. Raises ConfigError for a wrong address.
    """
    address = Address.parse(url, what="card reader", accepted=ACCEPTED)
    match address.scheme:
        case "sdt":
            return _open_sdt(address)
        case "simulated":
            return _open_simulated(address)
        case "none":
            from edge.document.absent import NoReader

            address.allow()
            return NoReader()
    raise address.unknown()


def _open_sdt(address: Address) -> Reader:
    from edge.document.sdt.driver import SdtReader

    address.allow("baud")
    return SdtReader(address.local_path(), int(address.choice("baud", BAUDS)))


def _open_simulated(address: Address) -> Reader:
    from edge.document.simulated import SimulatedReader

    address.allow()
    return SimulatedReader(Path(address.local_path()) if address.path or address.host else None)
