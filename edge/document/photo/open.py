"""From a photograph decoder's address to the decoder."""

import ipaddress
from pathlib import Path

from edge.document.address import Address
from edge.document.photo import PhotoDecoder

ACCEPTED = "library:///opt/maker/libwlt.so?call=unpack, http://192.168.1.5:8080/decode, picture:, none:"


def open_decoder(url: str) -> PhotoDecoder:
    """The decoder at `url`; only what it asks for is imported.

        library:///opt/maker/libwlt.so?call=unpack      the maker's library, in a process of its own
        http://192.168.1.5:8080/decode                  a service on the premises
        picture:                                        chips of the simulated reader hold picture files
        none:

    Raises ConfigError when the address is wrong.
    """
    address = Address.parse(url, what="photo decoder", accepted=ACCEPTED)
    match address.scheme:
        case "library":
            return _open_library(address)
        case "http" | "https":
            return _open_service(address)
        case "picture":
            from edge.document.photo.picture import PictureDecoder

            address.allow()
            return PictureDecoder()
        case "none":
            from edge.document.photo.absent import NoDecoder

            address.allow()
            return NoDecoder()
    raise address.unknown()


def _open_library(address: Address) -> PhotoDecoder:
    from edge.document.photo.library import CALLS, LibraryDecoder

    address.allow("call")
    path = Path(address.local_path())
    if not path.is_file():
        raise address.refusal("there is no such file; give the path of the maker's library")
    return LibraryDecoder(path, address.choice("call", CALLS))


def _open_service(address: Address) -> PhotoDecoder:
    from edge.document.photo.service import ServiceDecoder

    if not _is_on_the_premises(address.host):
        raise address.refusal(
            "a photograph may not leave the premises: give the service's own number, as in http://192.168.1.5/decode"
        )
    return ServiceDecoder(address.url)


def _is_on_the_premises(host: str) -> bool:
    """A name could lead anywhere tomorrow; a private number can't."""
    try:
        number = ipaddress.ip_address(host)
    except ValueError:
        return host == "localhost"
    return (number.is_private and not number.is_unspecified) or number.is_loopback
