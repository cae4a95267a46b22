"""A box as a process: its configuration, its technician's commands, its daemon."""

import socket
import sqlite3
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from tests.stage.program import COMMANDS, REPO, Program, ProgramEnded, output
from tests.stage.record import StoredRecord

SCENE = "seconds=3&gap=1.5&fps=10"
"""Each photograph stands at the door for 3 s, then nobody for 1.5 s."""
STARTS_WITHIN = 60.0
"""s, on a busy machine."""


class Box:
    """`menlu-edge` with its files in `folder`. street: the folder its camera shows the pictures of.

    camera: options of the folder camera. extra: more tables of the configuration.
    """

    def __init__(self, folder: Path, *, central: str, lock: str, camera: str = SCENE, extra: str = "") -> None:
        self.folder = folder
        self.street = folder / "street"
        self.street.mkdir(parents=True, exist_ok=True)
        self.config = folder / "edge.toml"
        self.config.write_text(
            f'data = "data"\nmodels = "{REPO / "models"}"\n'
            f'[central]\nurl = "{central}"\n'
            f'[door]\nname = "front"\ncamera = "folder://{self.street}?{camera}"\nlock = "{lock}"\n'
            "release = 2.0\n" + extra,
            encoding="utf-8",
        )
        self.program: Program | None = None

    @property
    def outbox(self) -> Path:
        return self.folder / "data" / "outbox.sqlite"

    def records(self) -> list[StoredRecord]:
        """What its outbox holds, in order."""
        query = "SELECT outbox, seq, kind, body, digest FROM records JOIN chains ON chain = number ORDER BY number, seq"
        with closing(sqlite3.connect(self.outbox, timeout=20)) as connection:
            return [StoredRecord(*row) for row in connection.execute(query)]

    def command(self, *words: str | Path) -> list[str]:
        """Run a technician's command; the lines it prints. Raises ProgramEnded with its complaint."""
        return list(output([COMMANDS / "menlu-edge", "--config", self.config, *words]))

    def enrol(self, name: str, photographs: Sequence[Path]) -> str:
        """A technician enrols a resident; the person's id."""
        told = self.command("person", "add", name, *photographs, "--consent", "for the demonstration")
        return told[-1].rpartition(" ")[2].rstrip(".")

    def start(self, *options: str, verbose: bool = False) -> Program:
        """Run the door; returns once the first frame is judged, which systemd would be told too."""
        told = ["--verbose"] if verbose else []
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
            address = self.folder / "notify"
            address.unlink(missing_ok=True)
            systemd.bind(str(address))
            systemd.settimeout(0.2)
            command = [COMMANDS / "menlu-edge", "--config", self.config, *told, "run", *options]
            self.program = Program(command, self.folder / "edge.log", {"NOTIFY_SOCKET": str(address)})
            self._expect_ready(systemd, self.program)
        return self.program

    def walk_up(self, photograph: Path, number: int) -> None:
        """Someone comes to the door: the photograph appears before the camera once, after those before it."""
        draft = self.street / f".{number:06}"
        draft.write_bytes(photograph.read_bytes())
        draft.rename(self.street / f"{number:06}{photograph.suffix}")

    @staticmethod
    def _expect_ready(systemd: socket.socket, program: Program) -> None:
        until = time.monotonic() + STARTS_WITHIN
        while time.monotonic() < until:
            try:
                if b"READY=1" in systemd.recv(4096):
                    return
            except TimeoutError:
                if not program.running:
                    break
        raise ProgramEnded(f"the door did not get ready: {program.last_words()}")
