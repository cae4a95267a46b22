"""How the box is, as it reports itself every minute: numbers without a person in them."""

import os
import shutil
import time
from importlib.metadata import version
from pathlib import Path

from wire.kinds import Health

MEGABYTE = 1_000_000
VERSION = version("menlu")

_STARTED = time.monotonic()


def read(data: Path, *, waiting: int, camera: str, lock: str) -> Health:
    """The box now. data: the folder whose disk counts. waiting: records central does not have yet."""
    return Health(
        version=VERSION,
        uptime=round(time.monotonic() - _STARTED),
        memory=resident_memory() // MEGABYTE,
        disk_free=shutil.disk_usage(data).free // MEGABYTE,
        outbox_waiting=waiting,
        camera=camera,
        lock=lock,
        temperature=temperature(),
    )


def resident_memory() -> int:
    """Bytes of memory this process holds."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def temperature(zone: Path = Path("/sys/class/thermal/thermal_zone0/temp")) -> float | None:
    """The processor's temperature, °C; None where the kernel does not tell it."""
    try:
        return int(zone.read_text(encoding="ascii")) / 1000
    except (OSError, ValueError):
        return None
