"""Made-up makers' libraries, compiled here: one that works, and ones that do not."""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

BuildLibrary = Callable[[str], Path]


@pytest.fixture
def build(tmp_path: Path) -> BuildLibrary:
    """Compile C to a shared library."""
    if shutil.which("gcc") is None:
        pytest.skip("no gcc here to compile a made-up library with")

    def compiled(source: str) -> Path:
        file, library = tmp_path / "made_up.c", tmp_path / "libmade_up.so"
        file.write_text(source)
        subprocess.run(["gcc", "-shared", "-fPIC", "-w", "-o", library, file], check=True)
        return library

    return compiled
