"""A box as central sees it: a key, an outbox in memory, and signed requests through a test client."""

import base64
import itertools
import secrets

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from werkzeug.test import Client, TestResponse

from wire.batch import pack
from wire.claim import Claim
from wire.kinds import KIND_OF
from wire.orders import AnyOrder, Orders, SealingKey
from wire.record import GENESIS, Record, chained
from wire.signature import sign, thumbprint
from wire.steering import Progress

ORIGIN = "http://localhost"


def encoded(key: Ed25519PublicKey) -> str:
    """A public key as a claim carries it."""
    return base64.urlsafe_b64encode(key.public_bytes_raw()).rstrip(b"=").decode()


class SigningBox:
    """Fakes a box against a test client. Its clock (Unix s) is set by hand; every request has a new nonce."""

    def __init__(self, client: Client, now: int) -> None:
        self.key = Ed25519PrivateKey.generate()
        self.outbox = secrets.token_hex(16)
        self.records: list[Record] = []
        self.now = now
        self.keyed = 0
        self.client = client
        self._nonces = (f"n{i}" for i in itertools.count())

    @property
    def thumbprint(self) -> str:
        return thumbprint(self.key.public_key())

    def append(self, body: msgspec.Struct, at: int = 1_700_000_000_000) -> Record:
        """Put a record into the outbox."""
        prev = self.records[-1].digest if self.records else GENESIS
        kind = KIND_OF[type(body)]
        record = chained(self.outbox, len(self.records) + 1, at, kind, msgspec.json.encode(body), prev)
        self.records.append(record)
        return record

    def claim(self, code: str) -> TestResponse:
        return self.post("/api/v1/claim", msgspec.json.encode(Claim(code, self.public_key(), "1.2.3")))

    def public_key(self) -> str:
        return encoded(self.key.public_key())

    def push(self, first: int = 1, last: int | None = None) -> TestResponse:
        """Send the records from `first` to `last`."""
        return self.send(pack(self.records[first - 1 : last]))

    def send(self, body: bytes, **headers: str) -> TestResponse:
        """Send any bytes as a batch."""
        return self.post("/api/v1/records", body, **{"Content-Encoding": "gzip"} | headers)

    def cursor(self, outbox: str | None = None) -> TestResponse:
        return self.get(f"/api/v1/cursor?outbox={outbox or self.outbox}")

    def orders(self, after: int | None = None, wait: int = 0) -> TestResponse:
        """What it has to do behind the order `after`, else behind that of its key."""
        return self.get(f"/api/v1/orders?after={self.keyed if after is None else after}&wait={wait}")

    def progress(self, told: Progress) -> TestResponse:
        """Say how an enrolment stands that a phone steers."""
        return self.post("/api/v1/progress", msgspec.json.encode(told))

    def take_key(self) -> SealingKey:
        """Take the first orders of every box: which key to seal for, and whether it may use faces."""
        raws = msgspec.json.decode(self.orders().data, type=Orders).orders
        first = [msgspec.json.decode(raw, type=AnyOrder) for raw in raws]
        [order] = [each for each in first if isinstance(each, SealingKey)]
        self.keyed = max(each.id for each in first)
        return order

    def get(self, path: str) -> TestResponse:
        return self.client.get(path, headers=self.signature("GET", path, b""))

    def post(self, path: str, body: bytes, **headers: str) -> TestResponse:
        sent = {"Content-Type": "application/json"} | self.signature("POST", path, body) | headers
        return self.client.post(path, data=body, headers=sent)

    def signature(self, method: str, path: str, body: bytes) -> dict[str, str]:
        """The headers that sign a request."""
        return sign(method, ORIGIN + path, body, self.key, created=self.now, nonce=next(self._nonces))
