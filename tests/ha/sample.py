"""The files of deploy/ha, moved to addresses and folders of this machine: what is tried is what is shipped."""

import re
from pathlib import Path

from tests.stage.program import REPO

SAMPLES = REPO / "deploy" / "ha"
NETWORK = "127.0.71."
"""Where 10.0.0.x of the samples lies here."""
DATABASE = f"{NETWORK}10:5432"
"""Where HAProxy leads to the primary."""
WEB = f"{NETWORK}10:8080"
"""Where HAProxy leads to the web hosts; in the clear, for there is no certificate here."""
_MOVED = {
    "10.0.0.0/24": "127.0.0.0/8",
    "10.0.0.": NETWORK,
    "bind 127.0.0.1:5432": f"bind {DATABASE}",
    # As much as one process may open here, and as much memory as three on one machine can have.
    "maxconn 20000": "maxconn 2000",
    "shared_buffers: 4GB": "shared_buffers: 64MB",
    "mode: automatic": "mode: 'off'",
}


def write(name: str, to: Path, own: dict[str, str]) -> Path:
    """Write a sample to `to`; `own` replaces more of its words."""
    text = (SAMPLES / name).read_text("utf-8")
    for old, new in {**own, **_MOVED}.items():
        text = text.replace(old, new)
    to.write_text(re.sub(r"bind :443 .*", f"bind {WEB}", text), "utf-8")
    return to


def variables(file: Path) -> dict[str, str]:
    """What a file of NAME=VALUE lines sets."""
    lines = (line for line in file.read_text("utf-8").splitlines() if line and not line.startswith("#"))
    return dict(line.split("=", 1) for line in lines)
