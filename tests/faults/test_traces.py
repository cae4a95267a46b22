"""The search for faces finds what it is to find: otherwise that it finds nothing would say nothing."""

import base64
import json
import secrets

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.edge.vault.examples import templates
from tests.stage.traces import pictures_in, templates_in

FACES = templates(4)
FACE = FACES[2]


def quantised(face: NDArray[np.float32]) -> bytes:
    return bytes(np.round(face * 127 / np.abs(face).max()).astype(np.int8).tobytes())


FORMS = {
    "bytes": FACE.tobytes(),
    "scaled": (FACE * 17.3).tobytes(),
    "doubles": FACE.astype("<f8").tobytes(),
    "halves": FACE.astype("<f2").tobytes(),
    "network order": FACE.astype(">f4").tobytes(),
    "quantised": quantised(FACE),
    "base64": base64.b64encode(FACE.tobytes()),
    "quantised base64": base64.b64encode(quantised(FACE)),
    "base64url": base64.urlsafe_b64encode(FACE.tobytes()),
    "hex": FACE.tobytes().hex().encode(),
    "quantised hex": quantised(FACE).hex().upper().encode(),
    "JSON": json.dumps(FACE.tolist()).encode(),
    "text": " ".join(f"{value:.3f}" for value in FACE.tolist()).encode(),
    "repr": repr(FACE.tolist()).encode(),
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("before", [b"", b"x", b"some words, then: ", b'{"a":[0.25,"'])
def test_a_template_is_found_in_every_form(form: str, before: bytes) -> None:
    noise = secrets.token_bytes(5000)

    assert templates_in(noise + before + FORMS[form] + b'"' + noise, FACES) == [2]


def test_noise_and_other_templates_are_none_of_ours() -> None:
    others = templates(20, seed=9).tobytes()

    assert templates_in(secrets.token_bytes(100_000) + others + bytes(1000) + b"words " * 1000, FACES) == []


@pytest.mark.parametrize(
    ("kind", "beginning"),
    [
        ("JPEG", b"\xff\xd8\xff\xe0\x00\x10JFIF\x00"),
        ("JPEG", b"\xff\xd8\xff\xe1\x12\x34Exif\x00"),
        ("JPEG", b"\xff\xd8\xff\xdb\x00\x43"),
        ("PNG", b"\x89PNG\r\n\x1a\n"),
        ("WebP", b"RIFF\x00\x01\x02\x03WEBP"),
    ],
)
def test_a_picture_is_found_by_its_beginning_also_encoded(kind: str, beginning: bytes) -> None:
    picture = beginning + secrets.token_bytes(60)

    assert pictures_in(b"x" + picture) == [kind]
    assert pictures_in(b"x " + base64.b64encode(picture)) == [kind]
    assert pictures_in(b"x " + picture.hex().encode()) == [kind]
