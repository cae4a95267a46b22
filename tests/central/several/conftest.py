"""Central as several processes."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.stage.processes import Processes

TOKEN = "t" * 24


@pytest.fixture
def processes(tmp_path: Path) -> Iterator[Processes]:
    """Two processes of few threads, behind a proxy on this machine."""
    several = Processes(tmp_path, threads="12", proxy="127.0.0.1", metrics_token=TOKEN)
    with several.program:
        yield several


@pytest.fixture
def on_either(url: str, tmp_path: Path) -> Iterator[Processes]:
    """The same on each kind of database."""
    several = Processes(tmp_path, url, tables=False, threads="12", proxy="127.0.0.1", metrics_token=TOKEN)
    with several.program:
        yield several
