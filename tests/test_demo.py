"""The main job, as the README's first command runs it: on real photographs, models, protocol, server and page."""

import json
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

from werkzeug.test import Client

from tests.fakes.forwarding import Forwarding
from tests.fakes.signing_box import SigningBox
from tests.stage.central import Central
from tests.stage.demo import when_answered
from tests.stage.program import REPO
from wire.kinds import Entry, Release, ReleaseResult


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


def test_an_entry_that_comes_with_its_locks_answer_is_one_row_on_the_page(tmp_path: Path) -> None:
    central = Central(tmp_path)
    with central.program, closing(Forwarding(central.url)) as way, closing(central.first_staff("looks")) as staff:
        box = SigningBox(Client(way), now=int(time.time()))
        assert box.claim(central.claim_code("Both at once")).status_code == 201
        box.take_key()
        with staff.live_rows() as rows:
            entry = box.append(Entry("north", True, "granted", "face", "p"), at=time.time_ns() // 1_000_000)
            box.append(Release("north", ReleaseResult.DONE, entry=entry.seq))
            assert box.push().status_code == 200

            [row] = rows.wait(lambda found: len(found) > 0, 30)

            assert row.granted
            assert when_answered(rows, row.entry) == row.seen
