"""Printed cards, rendered and recognised in earnest."""

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from edge.document import Way
from edge.document.photo import Picture
from edge.document.printed.card import document, read_back, read_front
from edge.document.printed.recognition import recognise
from edge.errors import DocumentError
from tests.edge.document.documents import CHEN
from tests.edge.document.printed.conftest import SKIN, held

BLANK = np.full((64, 64, 3), 200, np.uint8)


def a_process(code: str) -> tuple[str, ...]:
    return (sys.executable, "-c", code)


def test_a_printed_card_becomes_a_document(front_picture: Picture, back_picture: Picture) -> None:
    front, portrait = read_front(held(front_picture, angle=9))
    back = read_back(held(back_picture, angle=-5))

    expected = replace(CHEN, way=Way.PRINTED, address="浙江省杭州市西湖区文三路1号2幢301室")
    assert document(front, back) == expected
    assert _shows_a_face(portrait)


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
    """Whether the middle of the portrait has the drawn face's colour."""
    high, wide = portrait.shape[:2]
    near = np.abs(portrait.astype(int) - SKIN).max(axis=2) < 12
    return bool(near[: high // 2, wide // 8 : -wide // 8].mean() > 0.2)
