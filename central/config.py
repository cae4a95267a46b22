"""Central's settings: one frozen Config, read once at start from a TOML file, the environment and the command line.

What comes later wins: the file; a systemd credential of the key's name (a file in `$CREDENTIALS_DIRECTORY`);
`MENLU_CENTRAL_<KEY>`, or `MENLU_CENTRAL_<KEY>_FILE` (a file that holds the value, for secrets; a key may be given only
one of the two ways); the command line.
"""

import ssl
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from central.accepted import PASSWORD, PATHS, READERS, SECRETS, Address, Log, Network, SecondFactor
from central.errors import ConfigError
from central.hours import USUAL, OfficeHours

__all__ = ["LOOPBACK", "PREFIX", "TOWN", "Address", "Config", "Log", "load"]

PREFIX = "MENLU_CENTRAL_"
FILE = PREFIX + "CONFIG"
CREDENTIALS = "CREDENTIALS_DIRECTORY"
"""Where systemd tells a service that its credentials are (systemd.exec, LoadCredential=)."""

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
    column_keys: the file of the keys that central seals columns by; "" means beside that one.
    usual_looks: at what is hidden of people, by one person within an hour; of more the log takes note.
    audit_file, audit_syslog: where rows of the audit log are shipped to; "" means nowhere.
    audit_syslog_ca: the file of the certificates that a collector by TLS is believed from; "" means the system's.
    audit_syslog_certificate, audit_syslog_key: the files by which central shows such a collector who it is; "" means it
    shows nothing.
    proxy: the address of the proxy in front of central, whose word on where a request came from is taken; "" takes
    nobody's.
    second_factor: whether those who work here need one; landlords may choose.
    log: how its lines are written. backups: the folder whose newest file is the last backup; "" means nobody looks.
    webhook_networks: networks of one's own that webhooks may reach, by plain http, too; none by default.
    keep_entries_days: how long entries and the boxes' records are kept.
    map_tiles: the address of the pictures beneath maps, with {z}, {x}, {y}; "" means none. map_credit: who made them.
    metrics_token, metrics_from: who may read the metrics: whoever sends the token, whoever asks from one of these
    networks; nobody unless one of the two is set.
    """

    database: str = "sqlite:///menlu-central.db"
    listen: Address = LOOPBACK
    threads: int = 32
    address: str = ""
    zone: ZoneInfo = TOWN
    office_hours: OfficeHours = USUAL
    sealing_key: str = ""
    column_keys: str = ""
    usual_looks: int = 20
    audit_file: str = ""
    audit_syslog: str = ""
    audit_syslog_ca: str = ""
    audit_syslog_certificate: str = ""
    audit_syslog_key: str = ""
    proxy: str = ""
    second_factor: SecondFactor = SecondFactor.REQUIRED
    log: Log = Log.TEXT
    backups: str = ""
    keep_entries_days: int = 180
    metrics_token: str = ""
    metrics_from: tuple[Network, ...] = ()
    webhook_networks: tuple[Network, ...] = ()
    map_tiles: str = ""
    map_credit: str = ""

    @property
    def secure(self) -> bool:
        """Whether people reach central by HTTPS."""
        return self.address.startswith("https://")


def load(path: Path | None, environment: Mapping[str, str], arguments: Mapping[str, Any]) -> Config:
    """The settings. `arguments` are the command line's, None where not given. Raises ConfigError.

    path: the file; None means the one that MENLU_CENTRAL_CONFIG names, if any.
    """
    given: dict[str, Any] = {}
    named = environment.get(FILE)
    sources = (
        _from_file(path or (Path(named) if named else None)),
        _from_credentials(environment),
        _from_environment(environment),
        _from_arguments(arguments),
    )
    for source in sources:
        for key, (origin, value) in source.items():
            given[key] = _read(key, origin, value)
    return _agreeing(Config(**given))


def _agreeing(config: Config) -> Config:
    """The settings, if no two of them contradict one another. Raises ConfigError."""
    if config.metrics_from and config.secure and not config.proxy:
        raise ConfigError(
            "metrics_from needs proxy where address is https://: all requests seem to come from the proxy, "
            "so everybody or nobody would be let in; accepted is metrics_from with proxy, or metrics_token"
        )
    for name in ("audit_syslog_ca", "audit_syslog_certificate", "audit_syslog_key"):
        value = getattr(config, name)
        if value and not config.audit_syslog.startswith("tls://"):
            raise ConfigError(
                f"{name} = {value!r} is for a collector by TLS, and audit_syslog = "
                f"{config.audit_syslog!r} is none; accepted is {name} with audit_syslog = tls://HOST:PORT"
            )
    _require_pair(config.audit_syslog_certificate, config.audit_syslog_key)
    if config.map_tiles and not config.map_credit:
        raise ConfigError(
            "map_tiles needs map_credit: whoever made the tiles is named beside each map; accepted is map_tiles with "
            "map_credit"
        )
    return config


def _require_pair(certificate: str, key: str) -> None:
    """Looked at here already: that central can't show who it is must not turn out when rows wait."""
    if not (certificate or key):
        return
    try:
        # An empty password: nobody is asked for one where the key has one.
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_cert_chain(certificate, key, password="")
    except OSError as error:
        raise ConfigError(
            f"audit_syslog_certificate = {certificate!r} and audit_syslog_key = {key!r} don't go together; accepted "
            "are two files that can be read: a certificate (PEM), and its key without a password"
        ) from error


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
    for key in values.keys() - READERS.keys():
        raise ConfigError(f"{path}: there is no setting {key!r}; accepted are {', '.join(READERS)}")
    return {key: (str(path), value) for key, value in values.items()}


def _from_credentials(environment: Mapping[str, str]) -> _Source:
    folder = environment.get(CREDENTIALS)
    if folder is None:
        return {}
    files = {key: Path(folder, key) for key in READERS}
    return {
        key: (str(file), str(file) if key in PATHS else _secret(CREDENTIALS, str(file)))
        for key, file in files.items()
        if file.exists()
    }


def _from_environment(environment: Mapping[str, str]) -> _Source:
    source: _Source = {}
    for key in READERS:
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
        return READERS[key](value)
    except ValueError as error:
        shown = "…" if key in SECRETS else PASSWORD.sub(":…@", repr(value))
        raise ConfigError(f"{origin}: {key} = {shown} is not accepted; accepted is {error}") from None


assert set(READERS) == {field.name for field in fields(Config)}
