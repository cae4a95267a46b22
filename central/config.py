"""Central's settings: one frozen Config, read once at start from a TOML file, the environment and the command line.

What comes later wins: the file, `MENLU_CENTRAL_<KEY>`, `MENLU_CENTRAL_<KEY>_FILE` (a file that holds the value, for
secrets; a key may be given only one of the two ways), the command line.
"""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from ipaddress import ip_address
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from central.errors import ConfigError
from central.hours import USUAL, OfficeHours

PREFIX = "MENLU_CENTRAL_"


class Address(NamedTuple):
    """Where the server listens. Port 0: any free one."""

    host: str
    port: int

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"


TOWN = ZoneInfo("Asia/Shanghai")
"""Whose clocks the pages show."""
LOOPBACK = Address("127.0.0.1", 8080)
"""Where central listens unless told otherwise: nobody outside the machine reaches it by accident."""


@dataclass(frozen=True)
class Config:
    """All of central's settings.

    database: `sqlite:///PATH` or `postgresql://USER@HOST/NAME`. listen: HOST:PORT.
    threads: requests answered at once; each open live page holds one.
    address: how people reach central, http(s)://HOST; "" means by `listen` itself. With https:// (a proxy in front)
    cookies are bound to HTTPS. zone: the town's time zone. office_hours: of a working day.
    sealing_key: the file of the key that boxes seal for; "" means beside the SQLite file.
    proxy: the address of the proxy in front of central, whose word on where a request came from is taken; "" takes
    nobody's.
    """

    database: str = "sqlite:///menlu-central.db"
    listen: Address = LOOPBACK
    threads: int = 32
    address: str = ""
    zone: ZoneInfo = TOWN
    office_hours: OfficeHours = USUAL
    sealing_key: str = ""
    proxy: str = ""

    @property
    def secure(self) -> bool:
        """Whether people reach central by HTTPS."""
        return self.address.startswith("https://")


def load(path: Path | None, environment: Mapping[str, str], arguments: Mapping[str, Any]) -> Config:
    """The settings. `arguments` are the command line's, None where not given. Raises ConfigError."""
    given: dict[str, Any] = {}
    sources = (_from_file(path), _from_environment(environment), _from_arguments(arguments))
    for source in sources:
        for key, (origin, value) in source.items():
            given[key] = _read(key, origin, value)
    return Config(**given)


_Source = dict[str, tuple[str, Any]]
"""Key → where it was read, and the value as it stands there."""


def _from_file(path: Path | None) -> _Source:
    if path is None:
        return {}
    try:
        values = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise ConfigError(f"{path} can't be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} is not TOML: {error}") from error
    for key in values.keys() - _READERS.keys():
        raise ConfigError(f"{path}: there is no setting {key!r}; accepted are {', '.join(_READERS)}")
    return {key: (str(path), value) for key, value in values.items()}


def _from_environment(environment: Mapping[str, str]) -> _Source:
    source: _Source = {}
    for key in _READERS:
        name, name_of_file = PREFIX + key.upper(), PREFIX + key.upper() + "_FILE"
        if name in environment and name_of_file in environment:
            raise ConfigError(f"{name} and {name_of_file} are both set; set one of them")
        if name in environment:
            source[key] = (name, environment[name])
        elif name_of_file in environment:
            source[key] = (name_of_file, _secret(name_of_file, environment[name_of_file]))
    return source


def _secret(name: str, path: str) -> str:
    try:
        return Path(path).read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{name} = {path!r} can't be read: {error}") from error


def _from_arguments(arguments: Mapping[str, Any]) -> _Source:
    return {key: (f"--{key}", value) for key, value in arguments.items() if value is not None}


def _read(key: str, origin: str, value: Any) -> Any:
    try:
        return _READERS[key](value)
    except ValueError as error:
        raise ConfigError(f"{origin}: {key} = {value!r} is not accepted; accepted is {error}") from None


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


def _sealing_key(value: Any) -> str:
    if not isinstance(value, str) or not value.strip() or "\0" in value:
        raise ValueError("the path of a file")
    return value


def _proxy(value: Any) -> str:
    try:
        return str(ip_address(value if isinstance(value, str) else ""))
    except ValueError:
        raise ValueError("one IP address, such as 127.0.0.1") from None


_READERS: dict[str, Callable[[Any], Any]] = {
    "database": _database,
    "listen": _listen,
    "threads": _threads,
    "address": _address,
    "zone": _zone,
    "office_hours": _office_hours,
    "sealing_key": _sealing_key,
    "proxy": _proxy,
}
"""Setting → what makes its value of what was written; a ValueError says what is accepted."""

assert set(_READERS) == {field.name for field in fields(Config)}
