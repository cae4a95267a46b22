import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import cv2
import numpy as np
import pytest

from edge.document.photo.open import open_decoder
from edge.errors import DocumentError
from tests.fakes.card_reader_cards import PHOTO

RED = np.full((126, 102, 3), (0, 0, 255), np.uint8)


class Service(HTTPServer):
    """Answers what it is told; `got`: what it was sent."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.status, self.body, self.got = 200, b"", b""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/decode"


class Handler(BaseHTTPRequestHandler):
    server: Service

    def do_POST(self) -> None:
        self.server.got = self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(self.server.status)
        self.send_header("Location", "http://127.0.0.1:1/")
        self.send_header("Content-Length", str(len(self.server.body)))
        self.end_headers()
        self.wfile.write(self.server.body)

    def log_message(self, *args: object) -> None:
        """Nothing to say."""


@pytest.fixture
def service() -> Iterator[Service]:
    with Service() as service:
        thread = threading.Thread(target=service.serve_forever, args=(0.01,))
        thread.start()
        yield service
        service.shutdown()
        thread.join()


@pytest.mark.parametrize("kind", [".bmp", ".png"])
def test_the_services_picture_is_rgb(service: Service, kind: str) -> None:
    service.body = cv2.imencode(kind, RED)[1].tobytes()

    picture = open_decoder(service.url).decode(PHOTO)

    assert picture.shape == (126, 102, 3)
    assert picture[0, 0].tolist() == [255, 0, 0]
    assert service.got == PHOTO


@pytest.mark.parametrize(
    ("status", "body", "sentence"),
    [
        (500, b"", "answers 500"),
        (302, b"", "answers 302"),
        (200, b"no picture", "no picture file"),
        (200, b"BM" + bytes(10), "no picture file"),
        (200, bytes((1 << 20) + 1), "more than 1048576 bytes"),
    ],
)
def test_an_answer_that_is_no_picture_says_why(service: Service, status: int, body: bytes, sentence: str) -> None:
    service.status, service.body = status, body

    with pytest.raises(DocumentError, match=sentence):
        open_decoder(service.url).decode(PHOTO)


def test_a_service_that_is_away_says_so() -> None:
    with pytest.raises(DocumentError, match="does not answer"):
        open_decoder("http://127.0.0.1:1/decode").decode(PHOTO)
