"""Ships rows to a syslog collector: RFC 5424 over a local socket, UDP (RFC 5426), TCP (RFC 6587, octet counting) or TLS
(RFC 5425).

Python's own handler writes the older form and drops what it can't send, so this is written out. Syslog has no
acknowledgement. Over TCP each parcel has a connection of its own, and has arrived when the collector, told that nothing
more comes, closes it: it has read everything by then. Over TLS the end has to be signed, both ways (close_notify, which
RFC 5425, 4.4 asks for): somebody in between who cuts the line can't make rows seem to have arrived. UDP tells nothing;
what is lost shows as a gap in the numbers.
"""

import re
import socket
import ssl
from collections.abc import Sequence
from contextlib import closing
from typing import Any
from urllib.parse import urlsplit

from central.audit.lines import utc
from central.audit.sealed_line import SealedLine
from central.audit.targets import NotArrived, Parcel, host

_PRIORITY = 13 * 8 + 6
"""Facility 13, "log audit"; severity 6, informational."""
_UNKNOWN_HERE = {"TLSV13_ALERT_CERTIFICATE_REQUIRED", "TLSV1_ALERT_UNKNOWN_CA", "SSLV3_ALERT_BAD_CERTIFICATE"}
"""What a collector says to whom shows no certificate, or one that it does not believe."""
CONNECT_TIMEOUT = 5.0
"""s; also for each piece that is sent."""
CONFIRM_TIMEOUT = 10.0
"""s that the collector may take to read a parcel and close."""


class SyslogTarget:
    """tls://HOST:PORT, tcp://HOST:PORT, udp://HOST:PORT or unix:///PATH (datagrams, such as /dev/log).

    authority: the file of the certificates that a collector by TLS is believed from; "" means the system's.
    shown: the files of the certificate and its key by which a collector by TLS knows who sends; None shows nothing.
    """

    def __init__(self, address: str, authority: str = "", shown: tuple[str, str] | None = None) -> None:
        self._address, self._parts, self._authority, self._shown = address, urlsplit(address), authority, shown
        self.name = f"syslog:{address}"
        if self._parts.scheme == "unix":
            # The collector is another one on each machine.
            self.name = f"syslog:{host()}:{address}"

    def send(self, parcels: Sequence[Parcel]) -> None:
        """Raises NotArrived; some may have arrived all the same."""
        messages = [message(parcel) for parcel in parcels]
        ways = {"tls": self._sealed_stream, "tcp": self._stream}
        try:
            ways.get(self._parts.scheme, self._datagrams)(messages)
        except OSError as error:
            raise NotArrived(f"{self._address} does not take them: {_why(error)}") from error

    def _sealed_stream(self, messages: list[bytes]) -> None:
        # Made for each parcel: a certificate that was renewed is believed at once.
        trusted = ssl.create_default_context(cafile=self._authority or None)
        if self._shown is not None:
            trusted.load_cert_chain(*self._shown, password="")
        with socket.create_connection(self._place, CONNECT_TIMEOUT) as line:
            sealed = SealedLine(line, trusted, self._parts.hostname)
            sealed.send(_framed(messages))
            line.settimeout(CONFIRM_TIMEOUT)
            sealed.confirm()

    def _stream(self, messages: list[bytes]) -> None:
        with socket.create_connection(self._place, CONNECT_TIMEOUT) as line:
            line.sendall(_framed(messages))
            line.shutdown(socket.SHUT_WR)
            line.settimeout(CONFIRM_TIMEOUT)
            while line.recv(4096):
                pass

    def _datagrams(self, messages: list[bytes]) -> None:
        with closing(self._connected()) as line:
            line.settimeout(CONNECT_TIMEOUT)
            for each in messages:
                line.send(each)

    def _connected(self) -> socket.socket:
        if self._parts.scheme == "unix":
            line = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
            place: Any = self._parts.path
        else:
            family, _, _, _, place = socket.getaddrinfo(*self._place, type=socket.SOCK_DGRAM)[0]
            line = socket.socket(family, socket.SOCK_DGRAM)
        try:
            line.connect(place)
        except OSError:
            line.close()
            raise
        return line

    @property
    def _place(self) -> tuple[str, int]:
        return self._parts.hostname or "", self._parts.port or 0


def _framed(messages: list[bytes]) -> bytes:
    """Each behind its length (RFC 6587, 3.4.1; RFC 5425, 4.3)."""
    return b"".join(b"%d %s" % (len(each), each) for each in messages)


def _why(error: OSError) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate is not believed: {error.verify_message}"
    if isinstance(error, ssl.SSLError) and error.reason in _UNKNOWN_HERE:
        return "it does not know who sends: see audit_syslog_certificate"
    if isinstance(error, ssl.SSLEOFError):
        return "it closed the line without saying so (close_notify); of rsyslog take the driver ossl, not gtls"
    return error.strerror or str(error)


def message(parcel: Parcel) -> bytes:
    """A row as one message of RFC 5424; its text is the line of JSON."""
    name = re.sub(r"[^!-~]", "_", host())[:255]
    return f"<{_PRIORITY}>1 {utc(parcel.at)} {name} menlu-central - audit - ".encode() + parcel.line
