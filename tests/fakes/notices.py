"""Notices of several versions, as a box has them after its programs were brought up to date, or put back."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from wire import notice

FIRST, NEXT, LAST = "2026-11-23", "2027-05-01", "2028-01-01"
FACE = ("Two purposes only", "用途只有两个", "Chỉ có hai mục đích", "پەقەت ئىككى مەقسەت بار")
"""Words of the first version's face notice, in each language; a version that changed says its date behind them."""
_TEXTS = Path(notice.__file__).parent / "notices" / f"{FIRST}.toml"


@contextmanager
def in_force(folder: Path, *versions: str, changed: tuple[str, ...] = FACE) -> Iterator[None]:
    """Have these versions, the newest of them in force; all but the first have changed where `changed` stands."""
    folder = folder / "-".join(versions)
    folder.mkdir(parents=True, exist_ok=True)
    words = _TEXTS.read_text("utf-8")
    for version in versions:
        (folder / f"{version}.toml").write_text(_changed(words, version, changed), "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(notice, "_folder", lambda: folder)
        _forget()
        yield
    _forget()


def _changed(words: str, version: str, changed: tuple[str, ...]) -> str:
    for each in changed if version != FIRST else ():
        assert each in words
        words = words.replace(each, f"{each} ({version})")
    return words


def _forget() -> None:
    notice.versions.cache_clear()
    notice._texts.cache_clear()
