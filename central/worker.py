"""One of several processes that gunicorn runs, and their common log (deploy/gunicorn.conf.py names both)."""

import gc
import os
from types import FrameType
from typing import Any, cast

from flask import Flask
from gunicorn import glogging
from gunicorn.workers.gthread import ThreadWorker

from central import config as settings
from central import logs
from central.beside import beside
from central.db import database_of
from central.live import bell_of


class Worker(ThreadWorker):
    """A process that answers by threads, and does beside it what `menlu-central serve` does."""

    def run(self) -> None:
        """Answer until told to stop; requests that are being answered then get `graceful_timeout` to end."""
        # As in central.server.
        gc.freeze()
        try:
            with beside(self._site):
                super().run()
        finally:
            database_of(self._site).close()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """SIGTERM: begin to stop. Live pages and held answers would be waited for in vain."""
        bell_of(self._site).close()
        super().handle_exit(sig, frame)

    @property
    def _site(self) -> Flask:
        return cast(Flask, self.wsgi)


class Logger(glogging.Logger):
    """Gunicorn's own words go through central's log. Requests it does not tell of: central does, without addresses."""

    def setup(self, cfg: Any) -> None:
        """Called at the start and at each reload."""
        self.cfg = cfg
        self._access_log_enabled = False
        logs.set_up(settings.load(None, os.environ, {}).log)
        self.error_log.propagate = True

    def access(self, *_: Any) -> None:
        """Nothing."""
