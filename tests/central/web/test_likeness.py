"""Pictures, templates and embeddings are known in every form somebody may send them in; people's words are not."""

import base64
import json
import random
import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from central.web import likeness
from central.web.likeness import Likeness

JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(range(256)) * 4
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(200)
WEBP = b"RIFF\x10\x20\0\0WEBPVP8 " + bytes(160)
HEIC = b"\0\0\0\x18ftypheic" + bytes(60)
BMP = b"BM\x36\x10\0\0\0\0\0\0\x36\0" + bytes(60)
FACE_RECORD = b"FAC\x00010\x00" + bytes(60)
_random = random.Random(1)
EMBEDDING = [_random.gauss(0, 0.09) for _ in range(128)]
BYTES = [_random.randrange(-128, 128) for _ in range(128)]


@pytest.mark.parametrize("picture", [JPEG, PNG, WEBP, HEIC, BMP, FACE_RECORD, b"%PDF-1.7 stream\n" + JPEG])
def test_pictures_are_known_by_their_bytes(picture: bytes) -> None:
    assert likeness.of_bytes(picture) is Likeness.PICTURE


@pytest.mark.parametrize("picture", [JPEG, PNG, WEBP])
@pytest.mark.parametrize("encode", [base64.b64encode, base64.urlsafe_b64encode, base64.encodebytes, base64.b16encode])
def test_pictures_are_known_however_they_are_encoded(picture: bytes, encode: Callable[[bytes], bytes]) -> None:
    assert likeness.of_text(f"see {encode(picture).decode()}") in (Likeness.PICTURE, Likeness.ENCODED)


def test_a_small_picture_is_known_by_its_beginning() -> None:
    assert likeness.of_text(base64.b64encode(JPEG[:40]).decode()) is Likeness.PICTURE
    assert likeness.of_text("data:image/svg+xml,<svg/>") is Likeness.PICTURE
    assert likeness.of_text("DATA:application/octet-stream;base64,AAAA") is Likeness.PICTURE


@pytest.mark.parametrize("row", [EMBEDDING, BYTES, [round(value, 3) for value in EMBEDDING]])
@pytest.mark.parametrize("between", [", ", " ", ";", "\n"])
def test_a_row_of_numbers_is_known_in_words_and_in_json(row: list[float], between: str) -> None:
    assert likeness.of_text(between.join(map(str, row))) is Likeness.NUMBERS
    assert likeness.of_value({"person": [{"v": row}]}) is Likeness.NUMBERS
    assert likeness.of_value({str(place): value for place, value in enumerate(row)}) is Likeness.NUMBERS
    assert likeness.of_bytes(json.dumps(row).encode()) is Likeness.NUMBERS


@pytest.mark.parametrize("signed", [True, False])
def test_a_template_of_bytes_is_known_when_it_is_encoded(*, signed: bool) -> None:
    data = bytes(value % 256 if signed else abs(value) for value in BYTES)

    for encoded in (base64.b64encode(data), base64.b16encode(data)):
        assert likeness.of_text(encoded.decode()) is Likeness.ENCODED
        assert likeness.of_value({"note": encoded.decode()}) is Likeness.ENCODED


@pytest.mark.parametrize(
    "words",
    [
        "",
        "张三丰",
        "甲方与乙方因房屋租赁合同纠纷，经调解达成如下协议：" * 60,
        "On the third the tenant in 301 complained of noise; see https://town.example/stays/12?over=1. " * 30,
        "33048219900101123X 13800001234 +86 573 8700-1234",
        "02-15..02-23,04-04..04-06,05-01..05-05,06-19..06-21,09-25..09-27,10-01..10-07",
        ", ".join(str(room) for room in range(101, 161)),
        "-" * 500,
        "ha" * 500,
        "30.25011, 120.71230, 30.25120, 120.71300",
        "ImY3ZTY4NGVlZGM4ZjE0YzE5NjUyZjQ5OGE1Y2VhYmQ0NzU5YzYxNTUi.aSK5Vw.Zp8cVfS1u0V6hX2m1Xw8b3J5lqk",
    ],
)
def test_what_people_write_is_let_through(words: str) -> None:
    assert likeness.of_text(words) is None
    assert likeness.of_bytes(words.encode()) is None
    assert likeness.of_value({"words": [words]}) is None


@pytest.mark.parametrize(
    "part", ["x", "1", "-", " ", "1.", "data:", "data:;a", "1 " * 126 + "x ", "1.5 " * 15 + "x ", "x" * 60 + " . "]
)
def test_no_text_takes_longer_to_look_through_than_its_length_asks_for(part: str) -> None:
    """Central answers nobody meanwhile. If each sign were read once for each before it: 500 times as long."""
    length = 20_000

    def took(text: str) -> float:
        begin = time.perf_counter()
        assert likeness.of_text(text) is None
        return time.perf_counter() - begin

    plain = "东风路三号" * (length // 5)
    hard = ("data:" if part == "x" else "") + part * (length // len(part))
    assert min(took(hard) for _ in range(3)) < 20 * min(took(plain) for _ in range(3))


def test_counts_are_let_through() -> None:
    assert likeness.of_value({"hours": list(range(24)), "rates": [0.5] * 12, "all": [True] * 200}) is None


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), max_size=2000))
def test_no_chinese_text_is_taken_for_a_face(text: str) -> None:
    assert likeness.of_text(text) is None


@given(st.binary(max_size=300))
def test_any_bytes_are_looked_at_without_a_failure(data: bytes) -> None:
    assert likeness.of_bytes(data) in (None, *Likeness)
