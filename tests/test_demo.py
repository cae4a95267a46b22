"""The main job, as the README's first command runs it: on real photographs, models, protocol, server and page."""

import json
import subprocess
import sys
from pathlib import Path

from tests.stage.program import REPO


def test_a_resident_is_let_in_a_stranger_is_not_and_the_page_shows_both(stage: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.stage.demo", "--once", "--json", "--folder", str(tmp_path / "demo")]

    done = subprocess.run(command, cwd=REPO, capture_output=True, text=True, timeout=300, check=False)

    assert done.returncode == 0, done.stderr
    outcome = json.loads(done.stdout)
    assert {key: outcome[key] for key in ("ok", "granted", "denied", "released", "entries_at_central")} == {
        "ok": True,
        "granted": 2,
        "denied": 1,
        "released": 2,
        "entries_at_central": 3,
    }
    assert all(milliseconds >= 0 for milliseconds in outcome["frame_to_strike_ms"] + outcome["strike_to_page_ms"])
