"""One database host: etcd, Patroni and PostgreSQL, which live, die and freeze together."""

import os
import shutil
import signal
from contextlib import suppress
from pathlib import Path

from tests.fakes.postgres import UNPRIVILEGED
from tests.ha import process, programs, sample


class Node:
    """db1, db2 or db3, on its address."""

    def __init__(self, folder: Path, number: int, secrets: dict[str, str]) -> None:
        self.name, self.address = f"db{number}", f"{sample.NETWORK}1{number}"
        self._folder, self._data, self._secrets = folder, folder / f"db{number}", secrets
        self._user = UNPRIVILEGED if os.geteuid() == 0 else None

    def prepare(self) -> None:
        """Write its configuration."""
        self._data.mkdir()
        if self._user:
            shutil.chown(self._data, self._user)
        initdb = programs.found("initdb")
        assert initdb
        own = {
            "@NAME@": self.name,
            "@ADDRESS@": self.address,
            "/var/lib/etcd/menlu": str(self._folder / f"etcd-{self.name}"),
            "/var/lib/postgresql/15/menlu": str(self._data / "data"),
            "/var/lib/postgresql/.pgpass-patroni": str(self._data / "pgpass"),
            "/var/run/postgresql": str(self._data),
            "/usr/lib/postgresql/15/bin": str(initdb.parent),
            # Root's files: nobody but postgres comes by a socket in practice.
            "local all all peer": "local all all scram-sha-256",
        }
        for name in ("etcd.env", "patroni.yml"):
            sample.write(name, self._folder / f"{self.name}-{name}", own)

    def start(self) -> None:
        """Start it, again too."""
        variables = sample.variables(self._folder / f"{self.name}-etcd.env")
        etcd = [programs.found("etcd") or "etcd", "--data-dir", variables.pop("ETCD_DATA_DIR")]
        process.start(self._folder, f"etcd-{self.name}", etcd, user=None, environment=variables)
        patroni = [programs.patroni(), self._folder / f"{self.name}-patroni.yml"]
        process.start(self._folder, f"patroni-{self.name}", patroni, user=self._user, environment=self._secrets)

    def kill(self) -> None:
        """As when its power goes."""
        process.send(self.processes(), signal.SIGKILL)
        process.reap()

    def freeze(self) -> None:
        """As when a virtual machine is paused."""
        process.send(self.processes(), signal.SIGSTOP)

    def thaw(self) -> None:
        """It goes on as if nothing had been."""
        process.send(self.processes(), signal.SIGCONT)

    def stop(self) -> None:
        """Ask Patroni to end, which ends PostgreSQL."""
        process.send([process.number_of(self._folder, f"patroni-{self.name}")], signal.SIGTERM)

    def processes(self) -> list[int]:
        """All that runs of it; Patroni first, so that it mends nothing meanwhile."""
        own = [process.number_of(self._folder, f"{what}-{self.name}") for what in ("patroni", "etcd")]
        postmaster = self._postmaster()
        return [
            *(number for number in own if number),
            *([postmaster, *process.children(postmaster)] if postmaster else []),
        ]

    def _postmaster(self) -> int | None:
        with suppress(OSError, ValueError):
            number = int((self._data / "data" / "postmaster.pid").read_text().split()[0])
            if str(self._data).encode() in Path(f"/proc/{number}/cmdline").read_bytes():
                return number
        return None
