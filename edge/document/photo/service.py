"""A service on the premises that decodes a chip's photograph: POST of the 1,024 bytes, a BMP, PNG or JPEG file back."""

import time

import httpx

from edge.document.photo import Picture
from edge.document.photo.picture import decode
from edge.errors import DocumentError

TIME_LIMIT = 5.0
"""For each step of the exchange, and for the whole answer, s."""
LARGEST = 1 << 20
"""Bytes of an answer that are taken."""


class ServiceDecoder:
    """The PhotoDecoder at `url`."""

    def __init__(self, url: str) -> None:
        self._url = url

    def decode(self, photo: bytes) -> Picture:
        # No proxy of the environment: the photograph goes to this machine and no other; nor where it redirects to.
        try:
            with (
                httpx.Client(timeout=TIME_LIMIT, trust_env=False, follow_redirects=False) as client,
                client.stream("POST", self._url, content=photo, headers=_HEADERS) as answer,
            ):
                return decode(_body(answer))
        except httpx.HTTPError as error:
            raise DocumentError(f"the photograph service {self._url} does not answer: {error}") from error


_HEADERS = {"Content-Type": "application/octet-stream", "Accept": "image/bmp, image/png, image/jpeg"}


def _body(answer: httpx.Response) -> bytes:
    if answer.status_code != httpx.codes.OK:
        raise DocumentError(f"the photograph service answers {answer.status_code}")
    body = b""
    deadline = time.monotonic() + TIME_LIMIT
    for piece in answer.iter_bytes():
        body += piece
        if time.monotonic() > deadline:
            raise DocumentError(f"the photograph service takes longer than {TIME_LIMIT:g} s")
        if len(body) > LARGEST:
            raise DocumentError(f"the photograph service answers more than {LARGEST} bytes")
    return body
