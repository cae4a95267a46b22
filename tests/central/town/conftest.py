"""A very small town, made once: 168 people, four days."""

import io
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from central.accepted import SecondFactor
from central.config import Config
from central.db import Database
from central.town.making import make
from central.town.progress import Progress
from central.town.scale import Scale
from central.town.staff import SignIn

NOW = 1_795_000_000_000
"""A Wednesday evening."""
TINY = Scale(registered=46, floating=122, rooms=32, entries=6_000, days=4)
SEED = 5


@dataclass(frozen=True)
class Made:
    """A town in a database, and how one of each role signs in."""

    config: Config
    database: Database
    known: list[SignIn]


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    """On SQLite; for reading only."""
    folder = tmp_path_factory.mktemp("town")
    config = config_of(f"sqlite:///{folder}/town.db", folder)
    known = make_tiny(config)
    with closing(Database(config.database)) as database:
        yield Made(config, database, known)


def config_of(url: str, keys: Path) -> Config:
    files = {"sealing_key": str(keys / "sealing"), "column_keys": str(keys / "columns")}
    return Config(url, second_factor=SecondFactor.OFFERED, **files)


def make_tiny(config: Config, seed: int = SEED) -> list[SignIn]:
    return make(config, TINY, seed, NOW, Progress(io.StringIO()))
