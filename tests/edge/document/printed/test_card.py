"""Printed cards, rendered and recognised in earnest."""

import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from edge.document import Way
from edge.document.photo import Picture
from edge.document.printed.card import document, read_back, read_front
from edge.document.printed.passport import read_passport
from edge.document.printed.recognition import recognise
from edge.errors import DocumentError
from tests.edge.document.documents import CHEN, TODAY
from tests.fakes.flat_picture import FlatPicture, Posture
from tests.fakes.printed_documents import SKIN, card_back, card_front, passport_page

BLANK = np.full((64, 64, 3), 200, np.uint8)


def a_process(code: str) -> tuple[str, ...]:
    return (sys.executable, "-c", code)


def held(picture: Picture, posture: Posture) -> Picture:
    """What a camera sees of it."""
    return bgr(FlatPicture(bgr(picture)).frame(posture))


def bgr(rgb: Picture) -> Picture:
    """Or the other way round."""
    return np.ascontiguousarray(rgb[:, :, ::-1])


def test_a_printed_card_becomes_a_document() -> None:
    front, portrait = read_front(held(card_front(), Posture(yaw=8, pitch=6, roll=9, near=0.93)))
    back = read_back(held(card_back(), Posture(yaw=-10, pitch=5, roll=-5, near=0.9)))

    expected = replace(CHEN, way=Way.PRINTED, address="浙江省杭州市西湖区文三路1号2幢301室")
    assert document(front, back) == expected
    assert _shows_a_face(portrait)


def test_a_passport_becomes_a_document() -> None:
    passport = read_passport(held(passport_page(), Posture(yaw=-6, pitch=5, roll=3)), TODAY)

    assert (passport.number, passport.valid_until) == ("L898902C3", date(2031, 4, 15))


def test_the_process_that_reads_speaks_to_nobody_and_leaves_no_core_dump() -> None:
    code = (
        "import resource, socket, edge.document.printed.recogniser as it\n"
        "import sys; sys.addaudithook(it._speak_to_nobody)\n"
        "try: socket.create_connection(('127.0.0.1', 9))\n"
        "except PermissionError: sys.exit(7)\n"
    )

    with pytest.raises(DocumentError, match="status 7"):
        recognise(BLANK, a_process(code))


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("raise SystemExit(3)", r'pip install "menlu\[ocr\]"'),
        ("raise SystemExit(1)", r"crashed \(status 1\)"),
        ("import os; os.abort()", r"crashed \(status -6\)"),
        ("import time; time.sleep(60)", "not read within 0.5 s"),
    ],
)
def test_a_recogniser_that_fails_says_what_to_do(code: str, sentence: str) -> None:
    with pytest.raises(DocumentError, match=sentence):
        recognise(BLANK, a_process(code), time_limit=0.5 if "sleep" in code else 20.0)


def test_a_recogniser_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="can't be started"):
        recognise(BLANK, (str(tmp_path / "python"),))


def _shows_a_face(portrait: Picture) -> bool:
    """Whether the drawn face, a sixth of it, is whole in the portrait."""
    near = np.abs(portrait.astype(int) - SKIN).max(axis=2) < 12
    return bool(near.mean() > 0.15)
