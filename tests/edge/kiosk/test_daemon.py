"""The daemon serves the door's page, where a screen is configured."""

import socket
from pathlib import Path

import httpx
import pytest

from edge.checkup import check
from edge.config import load
from tests.stage.box import Box

NOWHERE = "http://127.0.0.1:9"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


@pytest.mark.parametrize(
    ("url", "works", "sentence"),
    [
        ("none:", True, "staff look at documents"),
        ("simulated:", True, "answers"),
        ("sdt:///dev/nowhere", False, "check its cable"),
    ],
)
def test_a_technician_is_told_how_the_card_reader_is(tmp_path: Path, url: str, works: bool, sentence: str) -> None:
    extra = f'[kiosk]\nlisten = "127.0.0.1:8030"\n[reader]\nurl = "{url}"\n'
    box = Box(tmp_path, central=NOWHERE, lock="simulated:", extra=extra)
    (finding,) = [each for each in check(load(box.config)) if each.part == "card reader"]
    assert finding.works is works
    assert sentence in finding.detail


def test_a_box_with_a_screen_shows_its_page_and_says_when_nobody_can_register_yet(tmp_path: Path, models: Path) -> None:
    address = f"127.0.0.1:{free_port()}"
    box = Box(tmp_path, central=NOWHERE, lock="simulated:", extra=f'[kiosk]\nlisten = "{address}"\n')
    program = box.start("--keep-trying")
    try:
        with httpx.Client(base_url=f"http://{address}", follow_redirects=True) as browser:
            assert "登记入住" in browser.get("/").text
            assert "本机须先与镇上办公室联网" in browser.post("/begin").text
            assert browser.post("/bell", data={"room": "302"}).status_code == 200
    finally:
        program.stop()
    assert any(record.kind == "alarm" and b"bell" in record.body for record in box.records())
