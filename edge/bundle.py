"""A file for whoever helps from afar: how the box is and what went wrong, and nothing about a person.

Only what is named here comes into it, so that what a later version keeps stays out by itself: no entry, no
registration, no name, room or id, no way to open, no key, no picture. It is text, to be read before it is sent.
"""

import os
import platform
import time
from collections.abc import Callable
from contextlib import closing
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec

from edge import daemon, health
from edge.config import Config
from edge.errors import EdgeError, StorageError
from edge.store.outbox import Outbox
from wire.kinds import Alarm, DoorState, Health

TOLD: dict[str, type[msgspec.Struct]] = {"alarm": Alarm, "door": DoorState, "health": Health}
"""Kinds of records that say nothing of anybody."""
LATEST = 200
"""How many of each kind."""
PACKAGES = ("cryptography", "httpx", "numpy", "onnxruntime", "opencv-python-headless", "pyserial", "sqlite-utils")
_ADDRESSES = {"door": ("camera", "lock"), "central": ("url",), "reader": ("url", "photo")}
"""Settings that are addresses, by their section."""


def write(config: Config, file: Path) -> int:
    """Write the bundle to `file`, which must not be there yet; its size in bytes. Raises EdgeError."""
    content = msgspec.json.format(msgspec.json.encode(contents(config)), indent=2)
    try:
        with open(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as written:
            return written.write(content)
    except FileExistsError as error:
        raise EdgeError(f"{file} is there already: choose another name") from error
    except OSError as error:
        raise EdgeError(f"{file} can't be written ({error.strerror}): choose another place") from error


def contents(config: Config) -> dict[str, Any]:
    """What the bundle holds. A part that can't be read says why in its place."""
    with closing(daemon.open_outbox(config)) as outbox:
        parts: dict[str, Callable[[], Any]] = {
            "made": lambda: time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
            "software": _software,
            "machine": lambda: _machine(config),
            "settings": lambda: _settings(config),
            "files": lambda: {path.name: path.stat().st_size for path in sorted(config.data.iterdir())},
            "records": lambda: _records(outbox),
            "latest": lambda: {kind: _latest(outbox, kind) for kind in TOLD},
        }
        return {name: _tried(part) for name, part in parts.items()}


def _tried(part: Callable[[], Any]) -> Any:
    try:
        return part()
    except (StorageError, OSError) as error:
        return {"can't be read": str(error)}


def _software() -> dict[str, str]:
    found = {"menlu": health.VERSION, "python": platform.python_version(), "system": platform.platform()}
    for package in PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "not installed"
    return found


def _machine(config: Config) -> dict[str, Any]:
    disk = os.statvfs(config.data)
    return {
        "processors": os.cpu_count(),
        "load": os.getloadavg(),
        "memory": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"),
        "disk_free": disk.f_bavail * disk.f_frsize,
        "temperature": health.temperature(),
        "up": time.clock_gettime(time.CLOCK_BOOTTIME),
        "clock": time.time(),
    }


def _settings(config: Config) -> Any:
    """The settings as they are, without the passwords that an address may hold."""
    settings = msgspec.to_builtins(config, enc_hook=str)
    for section, keys in _ADDRESSES.items():
        settings[section] |= {key: _without_password(settings[section][key]) for key in keys}
    return settings


def _without_password(address: str) -> str:
    userinfo = urlsplit(address).netloc.rpartition("@")[0]
    return address.replace(f"{userinfo}@", "***@", 1) if userinfo else address


def _records(outbox: Outbox) -> dict[str, Any]:
    """How many there are of each kind, and how far central is."""
    chains = [{"id": chain.outbox[:8], "last": chain.last, "waiting": chain.waiting} for chain in outbox.chains()]
    return {"chains": chains, "kinds": outbox.kinds()}


def _latest(outbox: Outbox, kind: str) -> list[Any]:
    """The latest records of a kind, oldest first: only what its body is known to hold."""
    rows = [(at, msgspec.json.decode(body, type=TOLD[kind])) for at, body in outbox.latest(kind, LATEST)]
    return [{"at": at, **msgspec.to_builtins(body)} for at, body in rows]
