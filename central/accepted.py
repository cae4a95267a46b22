"""What each of central's settings may be, and what is made of what was written. A ValueError says what is accepted."""

import re
import ssl
from collections.abc import Callable
from enum import StrEnum, unique
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import Any, NamedTuple
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from central.hours import OfficeHours

Network = IPv4Network | IPv6Network


class Address(NamedTuple):
    """Where the server listens. Port 0: any free one."""

    host: str
    port: int

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"


@unique
class Log(StrEnum):
    """How a line of the log is written."""

    TEXT = "text"
    JSON = "json"


@unique
class SecondFactor(StrEnum):
    """Whether those who work here need one to sign in; landlords may always choose."""

    REQUIRED = "required"
    OFFERED = "offered"


_TOKEN = re.compile(r"[A-Za-z0-9_-]{20,200}", re.ASCII)
_TILES = re.compile(r"https?://[A-Za-z0-9.-]+(?::\d{1,5})?/[A-Za-z0-9._~/?&=%{}-]*", re.ASCII)
"""Nothing that would end the host's name, or the browser's policy it stands in."""
PASSWORD = re.compile(r":[^:@/]*@")
"""Of a database's address: it stands in no complaint."""
SECRETS = frozenset({"metrics_token"})
PATHS = frozenset({"audit_syslog_ca", "audit_syslog_certificate", "audit_syslog_key", "column_keys", "sealing_key"})
"""Settings that name a file: of these a credential is the file itself."""


def _database(value: Any) -> str:
    if not isinstance(value, str) or not value.startswith(("sqlite:///", "postgresql://")):
        raise ValueError("sqlite:///PATH or postgresql://USER@HOST/NAME")
    return value


def _listen(value: Any) -> Address:
    host, _, port = value.rpartition(":") if isinstance(value, str) else ("", "", "")
    if not host or not port.isascii() or not port.isdigit() or int(port) > 65535:
        raise ValueError("HOST:PORT with a port from 0 to 65535, such as 127.0.0.1:8080")
    return Address(host.removeprefix("[").removesuffix("]"), int(port))


def _threads(value: Any) -> int:
    text = str(value)
    if isinstance(value, bool) or not text.isascii() or not text.isdigit() or not 2 <= int(text) <= 1000:
        raise ValueError("a whole number from 2 to 1000")
    return int(text)


def _usual_looks(value: Any) -> int:
    text = str(value)
    if isinstance(value, bool) or not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 10000:
        raise ValueError("a whole number from 1 to 10000")
    return int(text)


def _address(value: Any) -> str:
    parts = urlsplit(value) if isinstance(value, str) else urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/") or parts.query:
        raise ValueError("http://HOST or https://HOST, such as https://central.example.org")
    return f"{parts.scheme}://{parts.netloc}"


def _zone(value: Any) -> ZoneInfo:
    try:
        return ZoneInfo(value)
    except (ValueError, TypeError, OSError, ZoneInfoNotFoundError):
        raise ValueError("the name of a time zone, such as Asia/Shanghai") from None


def _office_hours(value: Any) -> OfficeHours:
    return OfficeHours.read(value if isinstance(value, str) else "")


def _file(value: Any) -> str:
    if not isinstance(value, str) or not value.strip() or "\0" in value:
        raise ValueError("the path of a file")
    return value


def _folder(value: Any) -> str:
    if not isinstance(value, str) or not value.strip() or "\0" in value:
        raise ValueError("the path of a folder")
    return value


def _syslog(value: Any) -> str:
    parts = urlsplit(value) if isinstance(value, str) else urlsplit("")
    try:
        is_network = parts.scheme in ("tls", "tcp", "udp") and not parts.path.strip("/")
        network = is_network and bool(parts.hostname and parts.port)
    except ValueError:
        network = False
    if not network and (parts.scheme != "unix" or parts.netloc or len(parts.path) < 2):
        raise ValueError("tls://HOST:PORT, tcp://HOST:PORT, udp://HOST:PORT or unix:///PATH, such as unix:///dev/log")
    return str(value)


def _certificates(value: Any) -> str:
    """Read here already: whom a name is believed from must not turn out to be nobody when rows wait."""
    path = _file(value)
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(cafile=path)
    except OSError:
        raise ValueError("the path of a file that can be read and holds certificates (PEM)") from None
    return path


def _proxy(value: Any) -> str:
    try:
        return str(ip_address(value if isinstance(value, str) else ""))
    except ValueError:
        raise ValueError("one IP address, such as 127.0.0.1") from None


def _log(value: Any) -> Log:
    try:
        return Log(value)
    except ValueError:
        raise ValueError("text or json") from None


def _second_factor(value: Any) -> SecondFactor:
    try:
        return SecondFactor(value)
    except ValueError:
        raise ValueError("required or offered") from None


def _metrics_token(value: Any) -> str:
    if not isinstance(value, str) or not _TOKEN.fullmatch(value):
        raise ValueError("20 to 200 letters, digits, - or _, such as `openssl rand -hex 20` prints")
    return value


def _networks(value: Any) -> tuple[Network, ...]:
    try:
        networks = [ip_network(part.strip()) for part in (value if isinstance(value, str) else "").split(",")]
    except ValueError:
        raise ValueError("addresses or networks, such as 127.0.0.1 or 10.1.2.0/24,::1") from None
    return tuple(networks)


def _days(value: Any) -> int:
    text = str(value)
    if isinstance(value, bool) or not text.isascii() or not text.isdigit() or not 30 <= int(text) <= 3660:
        raise ValueError("a whole number of days from 30 to 3660")
    return int(text)


def _map_tiles(value: Any) -> str:
    text = value if isinstance(value, str) else ""
    if not _TILES.fullmatch(text) or sorted(re.findall(r"{[^{}]*}", text)) != ["{x}", "{y}", "{z}"]:
        raise ValueError("http(s)://HOST/PATH with {z}, {x} and {y}, such as https://tiles.example.org/{z}/{x}/{y}.png")
    return text


def _map_credit(value: Any) -> str:
    if not isinstance(value, str) or not 1 <= len(value.strip()) <= 200 or not value.isprintable():
        raise ValueError("1 to 200 letters that name who made the tiles, such as © OpenStreetMap contributors")
    return value.strip()


READERS: dict[str, Callable[[Any], Any]] = {
    "database": _database,
    "listen": _listen,
    "threads": _threads,
    "address": _address,
    "zone": _zone,
    "office_hours": _office_hours,
    "sealing_key": _file,
    "column_keys": _file,
    "usual_looks": _usual_looks,
    "audit_file": _file,
    "audit_syslog": _syslog,
    "audit_syslog_ca": _certificates,
    "audit_syslog_certificate": _certificates,
    "audit_syslog_key": _file,
    "proxy": _proxy,
    "log": _log,
    "second_factor": _second_factor,
    "backups": _folder,
    "keep_entries_days": _days,
    "metrics_token": _metrics_token,
    "metrics_from": _networks,
    "webhook_networks": _networks,
    "map_tiles": _map_tiles,
    "map_credit": _map_credit,
}
"""Setting → what makes its value of what was written."""
