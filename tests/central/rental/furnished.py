"""A house on pages that is furnished once for all tests of a module, and put back for each as it was then."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from central.accepted import SecondFactor
from central.account import passwords
from central.app import create_app
from central.config import Config
from tests.central.conftest import CHEAP
from tests.central.rental.pages_of import PagedHouse
from tests.fakes.town import now


class Furnished:
    """house: who is signed in there stays so. path: of its database."""

    def __init__(self, path: Path) -> None:
        app = create_app(Config(database=f"sqlite:///{path}", second_factor=SecondFactor.OFFERED))
        app.config["WTF_CSRF_ENABLED"] = False
        self.house, self._path, self._kept = PagedHouse(app), path, path.with_suffix(".kept")

    def keep(self) -> None:
        """As it is now it is put back later."""
        self.house.database.close()
        shutil.copy(self._path, self._kept)
        self._records = list(self.house.box.records), list(self.house.other_box.records)

    def put_back(self) -> None:
        """As it was when it was kept."""
        self.house.database.close()
        for journal in ("-wal", "-shm"):
            self._path.with_name(self._path.name + journal).unlink(missing_ok=True)
        shutil.copy(self._kept, self._path)
        self.house.box.records, self.house.other_box.records = map(list, self._records)
        self.house.told_at = now()


@contextmanager
def furnished(template: Path, folder: Path) -> Iterator[Furnished]:
    """One in a folder, from a file whose tables are made."""
    path = folder / "central.db"
    shutil.copy(template, path)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_ARGON2", CHEAP)
        made = Furnished(path)
        yield made
    made.house.database.close()
