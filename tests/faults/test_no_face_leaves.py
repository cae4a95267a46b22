"""No face leaves the box, and none lies readable on it: enrolment and entries, then a search through every file.

Searched: what central keeps of all it was sent, both sides' logs, the box's databases and their copies. For: the
templates as they are, as bytes, as text, in base64 and quantised, and the first bytes of pictures.
"""

import base64
import json
from pathlib import Path

import numpy as np
import pytest

from edge.camera.picture import decode
from edge.face.probe import open_prober
from edge.face.quality import Limits
from edge.face.template import Template
from tests.stage.box import Box
from tests.stage.busy import SCENE, SETTINGS, wait_until
from tests.stage.central import Central

ENTRIES = 8
PIECE = 16
"""Bytes of a template that are enough to tell it."""


@pytest.fixture
def written(tmp_path: Path, stage: Path) -> Path:
    """The folder of a box and a central after an enrolment and some entries, the photographs taken away."""
    central = Central(tmp_path / "central")
    box = Box(tmp_path / "box", central=central.url, lock="simulated:", camera=SCENE, extra=SETTINGS)
    box.command("claim", central.claim_code("Searched"))
    box.enrol("Resident", [stage / "obama.jpg", stage / "obama2.jpg"])
    for number, name in enumerate(["obama2.jpg", "biden.jpg"]):
        box.walk_up(stage / name, number)
    with central.program, box.start():
        wait_until(lambda: entries_at(central) >= ENTRIES, f"{ENTRIES} entries at central")
        for photograph in box.street.iterdir():
            photograph.unlink()
    return tmp_path


def entries_at(central: Central) -> int:
    return sum(record.kind == "entry" for record in central.records())


def traces(template: Template) -> dict[str, bytes]:
    """How a template could lie in a file: a piece of each form."""
    raw = template.astype("<f4").tobytes()
    quantised = np.clip(template * 127, -127, 127).astype(np.int8).tobytes()
    return {
        "bytes": raw[:PIECE],
        "doubles": template.astype("<f8").tobytes()[:PIECE],
        "halves": template.astype("<f2").tobytes()[:PIECE],
        "quantised": quantised[:PIECE],
        "base64": base64.b64encode(raw)[:PIECE],
        "quantised base64": base64.b64encode(quantised)[:PIECE],
        "text": ", ".join(f"{value:.4f}" for value in template.tolist()[:4]).encode(),
        "JSON": json.dumps(template.tolist()[:2])[1:-1].encode(),
    }


def test_no_template_and_no_picture_is_found_anywhere(written: Path, stage: Path, models: Path) -> None:
    prober = open_prober(models, limits=Limits(share=0.08))
    files = [path for path in written.rglob("*") if path.is_file()]
    assert {"central.sqlite", "outbox.sqlite", "roster.sqlite", "edge.log"} <= {path.name for path in files}

    for name in ("obama", "obama2", "biden"):
        for size in ((640, 480), (1280, 960)):
            template = prober.probe(decode((stage / f"{name}.jpg").read_bytes(), *size)).template
            assert template is not None
            for form, trace in traces(template).items():
                found = [path.name for path in files if trace in path.read_bytes()]
                assert not found, f"a template of {name} lies in {found} as {form}"
    for kind, mark in {"JPEG": b"\xff\xd8\xff\xe0", "PNG": b"\x89PNG\r\n"}.items():
        found = [path.name for path in files if mark in path.read_bytes()]
        assert not found, f"a {kind} lies in {found}"
