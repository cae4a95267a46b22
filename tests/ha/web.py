"""A web host: one process of central on its own address, as systemd would keep it."""

import signal
from pathlib import Path

import httpx

from tests.ha import process, sample
from tests.stage.program import COMMANDS
from tests.stage.waiting import wait_until

THREADS = 24


class WebHost:
    """web1 or web2."""

    def __init__(self, folder: Path, number: int, database: str) -> None:
        self.name, self._folder = f"web{number}", folder
        self._address = f"{sample.NETWORK}2{number}:8080"
        self._file = folder / f"{self.name}.toml"
        settings = {
            "database": database,
            "listen": self._address,
            "sealing_key": str(folder / "sealing-key"),
            "proxy": f"{sample.NETWORK}10",
        }
        lines = [f'{name} = "{value}"' for name, value in settings.items()]
        self._file.write_text("\n".join([*lines, f"threads = {THREADS}", ""]), "utf-8")
        self._file.chmod(0o600)

    def start(self) -> None:
        """Start it, again too, and wait until it answers."""
        command: list[str | Path] = [COMMANDS / "menlu-central", "serve", "--config", self._file, "--migrate"]
        process.start(self._folder, self.name, command, user=None)
        wait_until(self._is_ready, f"{self.name} is ready", within=120, every=0.2)

    def kill(self) -> None:
        """As when its power goes."""
        process.send([process.number_of(self._folder, self.name)], signal.SIGKILL)
        process.reap()

    def _is_ready(self) -> bool:
        if not process.is_alive(self._folder, self.name):
            raise RuntimeError(f"{self.name} has ended: {process.last_words(self._folder, self.name)}")
        try:
            return httpx.get(f"http://{self._address}/readyz", timeout=5, trust_env=False).status_code == 200
        except httpx.HTTPError:
            return False
