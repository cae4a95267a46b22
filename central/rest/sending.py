"""One request to a receiver: to nobody inside our own networks, and never for long.

The receiver's name is looked up once, all its addresses must be such as anybody may reach, and the connection goes to
an address that was looked at: a name that answers otherwise the second time leads nowhere else. Redirections are not
followed. Plain http, and addresses inside, are for networks that the configuration names.
"""

import http.client
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from functools import cache
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Final
from urllib.parse import urlsplit

from central.accepted import Network

CONNECTS_WITHIN: Final = 5.0
ANSWERS_WITHIN: Final = 15.0
"""s for the whole, however slowly the answer drips."""

_TOO_LATE: Final = "it did not answer in time"
_LEADS_ELSEWHERE: Final = tuple(map(ip_network, ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32")))
"""Addresses that stand for IPv4 addresses inside them (NAT64, 6to4, Teredo)."""


class Undelivered(Exception):
    """It did not arrive, or nobody knows; the message says why, in a few words."""


def send(url: str, body: bytes, headers: Mapping[str, str], allowed: Sequence[Network]) -> int:
    """Post `body`; the status of the answer. allowed: networks of our own that may be reached. Raises Undelivered."""
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    addresses = addresses_of(host, port, allowed, plain=parts.scheme != "https")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    over = threading.Event()
    try:
        with closing(_line(addresses, host, port, parts.scheme)) as line, _ended(line, over):
            status = _asked(line, host, port, path, body, headers)
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise Undelivered(_why(error, is_over=over.is_set())) from None
    if over.is_set():
        # Cut off in the middle, an answer may look like a whole one.
        raise Undelivered(_TOO_LATE)
    return status


def addresses_of(host: str, port: int, allowed: Sequence[Network], *, plain: bool) -> list[str]:
    """The addresses to connect to. plain: without TLS, so only within `allowed`. Raises Undelivered."""
    try:
        found = [str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    except (OSError, UnicodeError):
        raise Undelivered("its name is not known") from None
    if not all(may_be_reached(address, allowed, plain=plain) for address in found):
        raise Undelivered("its address is inside our own network, or not one for this")
    return list(dict.fromkeys(found))


def may_be_reached(address: str, allowed: Sequence[Network], *, plain: bool) -> bool:
    """Whether a receiver may stand there."""
    known = ip_address(address.partition("%")[0])
    if isinstance(known, IPv6Address) and known.ipv4_mapped:
        known = known.ipv4_mapped
    if any(known in network for network in allowed):
        return True
    if plain or any(known in network for network in _LEADS_ELSEWHERE):
        return False
    return known.is_global and not known.is_multicast


def _line(addresses: Sequence[str], host: str, port: int, scheme: str) -> socket.socket:
    line = _connected(addresses, port)
    if scheme != "https":
        return line
    return _trusted().wrap_socket(line, server_hostname=host, do_handshake_on_connect=False)


def _connected(addresses: Sequence[str], port: int) -> socket.socket:
    """A line to the first address that takes one."""
    for address in addresses[:-1]:
        with suppress(OSError):
            return socket.create_connection((address, port), CONNECTS_WITHIN)
    return socket.create_connection((addresses[-1], port), CONNECTS_WITHIN)


def _asked(line: socket.socket, host: str, port: int, path: str, body: bytes, headers: Mapping[str, str]) -> int:
    if isinstance(line, ssl.SSLSocket):
        line.do_handshake()
    connection = http.client.HTTPConnection(host, port)
    connection.sock = line
    with closing(connection):
        connection.request("POST", path, body, {"User-Agent": "Menlu", "Connection": "close", **headers})
        with connection.getresponse() as response:
            return response.status


@contextmanager
def _ended(line: socket.socket, over: threading.Event) -> Iterator[None]:
    """Shut the line when the time is over: each single wait on it may be short, and all together endless."""

    def shut() -> None:
        over.set()
        with suppress(OSError):
            # Of the plain socket: a TLS one would forget its state while somebody reads from it.
            socket.socket.shutdown(line, socket.SHUT_RDWR)

    line.settimeout(ANSWERS_WITHIN)
    timer = threading.Timer(ANSWERS_WITHIN, shut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _why(error: Exception, *, is_over: bool) -> str:
    if is_over or isinstance(error, TimeoutError):
        return _TOO_LATE
    return "its certificate is not trusted" if isinstance(error, ssl.SSLError) else "the connection failed"


@cache
def _trusted() -> ssl.SSLContext:
    return ssl.create_default_context()
