"""The emulated reader as a process of its own, as one starts it to try a door with."""

import json
import subprocess
import sys
from pathlib import Path

from edge.document import Reading
from edge.document.open import open_reader
from tests.edge.document.conftest import polled

REPO = Path(__file__).resolve().parents[4]


def test_a_card_laid_by_a_word_is_read(tmp_path: Path) -> None:
    link = tmp_path / "reader"
    command: list[str | Path] = [sys.executable, "-m", "tests.fakes.card_reader", "--link", link]
    with subprocess.Popen(command, cwd=REPO, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        ready = json.loads(process.stdout.readline())
        reader = open_reader(f"sdt://{ready['port']}")
        reader.begin()
        process.stdin.write("fault base checksum\nlay permit\n")
        process.stdin.flush()

        reading = polled(reader)

        reader.close()
        process.stdin.close()
        said = [json.loads(line) for line in process.stdout]

    assert isinstance(reading, Reading)
    assert reading.document.name == "陈大文"
    assert [entry["command"] for entry in said if entry["event"] == "asked"].count("base") == 2
    assert process.returncode == 0
