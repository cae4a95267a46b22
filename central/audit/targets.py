"""Where the log is shipped to: what a target has to do, and the targets that the settings name."""

import socket
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from central.config import Config


class NotArrived(Exception):
    """The rows may not have arrived; says why. They are sent again, in order."""


@dataclass(frozen=True)
class Parcel:
    """One row as it travels. at: Unix ms."""

    seq: int
    at: int
    line: bytes


class Target(Protocol):
    """Takes rows in order, each at least once. name: the same for every process that would send to the same place."""

    name: str

    def send(self, parcels: Sequence[Parcel]) -> None:
        """Returns when all have arrived. Raises NotArrived."""


def host() -> str:
    """This machine, as its messages name it."""
    return socket.gethostname() or "-"


def open_targets(config: Config) -> list[Target]:
    """The targets that the settings audit_file and audit_syslog name."""
    from central.audit.file_target import FileTarget
    from central.audit.syslog_target import SyslogTarget

    targets: list[Target] = [FileTarget(config.audit_file)] if config.audit_file else []
    if config.audit_syslog:
        shown = (config.audit_syslog_certificate, config.audit_syslog_key) if config.audit_syslog_certificate else None
        targets.append(SyslogTarget(config.audit_syslog, config.audit_syslog_ca, shown))
    return targets
