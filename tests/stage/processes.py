"""Central as several processes under gunicorn, as deploy/gunicorn.conf.py has it."""

import os
import re
import signal
import time
from collections.abc import Callable
from pathlib import Path

from central.db import Database
from central.schema import migrate
from tests.fakes import duties
from tests.stage.program import COMMANDS, REPO, Program

STARTS_WITHIN = 60.0
"""s, on a busy machine."""


class Processes:
    """Gunicorn on a database in `folder`, with two processes; settings: as the environment names them."""

    def __init__(self, folder: Path, database: str = "", *, tables: bool = True, **settings: str) -> None:
        self.log = folder / "gunicorn.log"
        self.database = database or f"sqlite:///{folder}/central.db"
        if tables:
            opened = Database(self.database)
            migrate(opened)
            with opened.writing() as session:
                # So that boxes are told nothing by the way.
                duties.assess(session, time.time_ns() // 1_000_000)
            opened.close()
        given = {"database": self.database, "listen": "127.0.0.1:0", "sealing_key": str(folder / "sealing-key")}
        environment = {f"MENLU_CENTRAL_{key.upper()}": value for key, value in (given | settings).items()}
        environment |= {"WEB_CONCURRENCY": "2", "TMPDIR": str(folder), "PROMETHEUS_MULTIPROC_DIR": ""}
        command = [COMMANDS / "gunicorn", "--config", REPO / "deploy" / "gunicorn.conf.py"]
        self.program = Program(command, self.log, environment)

    def wait_until_it_listens(self) -> str:
        """Its address. Raises TimeoutError."""
        listens = re.compile(r"listens at (http://[\d.]+:\d+)")
        self.wait_for(lambda: bool(listens.search(self.said())))
        return str(listens.findall(self.said())[0])

    def wait_for(self, is_so: Callable[[], bool]) -> None:
        """Until it is so. Raises TimeoutError."""
        until = time.monotonic() + STARTS_WITHIN
        while not is_so():
            if time.monotonic() > until:
                raise TimeoutError(self.said()[-2000:])
            time.sleep(0.05)

    def said(self) -> str:
        """The log so far."""
        return self.log.read_text("utf-8")

    def workers(self) -> list[int]:
        """The process numbers of all that were ever started."""
        return [int(pid) for pid in re.findall(r"Booting worker with pid: (\d+)", self.said())]

    def has_started(self, workers: int) -> bool:
        """Whether so many were started by now."""
        return len(self.workers()) >= workers

    def begin_anew(self) -> None:
        """SIGHUP: new processes take the place of the old, which end what they have begun."""
        os.kill(self.program.pid, signal.SIGHUP)
