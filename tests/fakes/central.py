"""A small central in memory that keeps the contract, and breaks it on demand. It is an httpx transport."""

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from email.utils import formatdate
from enum import Enum, auto

import httpx
import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from tests.edge.vault.examples import from_base64
from wire.batch import Batch, BatchError, unpack
from wire.claim import Claim, Claimed, normalised
from wire.cursor import Cursor
from wire.problem import MEDIA_TYPE, Problem, ProblemType
from wire.record import GENESIS, Record, is_intact
from wire.signature import ClockWrong, SignatureError, UnknownKey, thumbprint, verify
from wire.steering import Progress

CONFLICT = 409


class Fault(Enum):
    """What may go wrong with one request. AFTER: central did what was asked, the answer went wrong."""

    SILENCE = auto()
    SILENCE_AFTER = auto()
    CUT_AFTER = auto()
    SERVER_ERROR = auto()
    SERVER_ERROR_AFTER = auto()
    AWAY = auto()
    GARBAGE = auto()
    GARBAGE_AFTER = auto()
    WRONG_JSON = auto()
    ENDLESS = auto()
    REDIRECT = auto()
    NOT_FOUND = auto()
    TWICE = auto()
    WRONG_OUTBOX = auto()
    CURSOR_BEYOND = auto()


@dataclass
class Rows:
    """What central holds: records by outbox, in order; nonces it has seen; boxes it knows."""

    records: dict[str, list[Record]] = field(default_factory=dict)
    nonces: set[str] = field(default_factory=set)
    boxes: dict[str, Ed25519PublicKey] = field(default_factory=dict)
    codes: set[str] = field(default_factory=set)


class FakeCentral(httpx.BaseTransport):
    """`faults` are applied to the next requests, one each. `now` is its clock (Unix s). progress: as it came."""

    def __init__(self, now: Callable[[], float]) -> None:
        self.rows = Rows()
        self.faults: deque[Fault | None] = deque()
        self.requests = 0
        self._alone = threading.Lock()
        self._now = now
        self.progress: list[Progress] = []
        self._views: dict[tuple[str, str], Callable[[httpx.Request], httpx.Response]] = {
            ("GET", "/api/v1/cursor"): self._cursor,
            ("POST", "/api/v1/records"): self._records,
            ("POST", "/api/v1/claim"): self._claim,
            ("POST", "/api/v1/progress"): self._progress,
        }

    def know(self, key: Ed25519PublicKey) -> None:
        """Take the box with this key for claimed."""
        self.rows.boxes[thumbprint(key)] = key

    def copy(self) -> Rows:
        """A copy of what it holds, to be restored later."""
        records = {outbox: list(held) for outbox, held in self.rows.records.items()}
        return Rows(records, set(self.rows.nonces), dict(self.rows.boxes), set(self.rows.codes))

    def all_records(self) -> list[Record]:
        """Every record it holds, outboxes in the order they came up."""
        return [record for records in self.rows.records.values() for record in records]

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        with self._alone:
            return self._handle(request)

    def _handle(self, request: httpx.Request) -> httpx.Response:
        self.requests += 1
        request.read()
        fault = self.faults.popleft() if self.faults else None
        if fault in _INSTEAD:
            return _INSTEAD[fault](request)
        answer = self._answer(request)
        if fault is Fault.TWICE:
            answer = self._answer(request)
        if fault in _AFTERWARDS:
            answer = _AFTERWARDS[fault](request, answer)
        return answer

    def _answer(self, request: httpx.Request) -> httpx.Response:
        try:
            return self._views[request.method, request.url.path](request)
        except ClockWrong as error:
            return _problem(ProblemType.CLOCK, 401, str(error), time=int(self._now() * 1000))
        except UnknownKey as error:
            return _problem(ProblemType.UNKNOWN_BOX, 401, str(error))
        except SignatureError as error:
            return _problem(ProblemType.SIGNATURE, 401, str(error))
        except BatchError as error:
            return _problem(ProblemType.BAD_REQUEST, 400, str(error))
        except _ReplayError:
            return _problem(ProblemType.REPLAY, 401)

    def _cursor(self, request: httpx.Request) -> httpx.Response:
        self._admit(request, self.rows.boxes.get)
        return self._json(self._cursor_of(request.url.params["outbox"]))

    def _records(self, request: httpx.Request) -> httpx.Response:
        self._admit(request, self.rows.boxes.get)
        assert request.headers["content-encoding"] == "gzip"
        return self._take(unpack(request.content))

    def _claim(self, request: httpx.Request) -> httpx.Response:
        claim = msgspec.json.decode(request.content, type=Claim)
        key = Ed25519PublicKey.from_public_bytes(from_base64(claim.public_key))
        self._admit(request, lambda name: key if name == thumbprint(key) else None)
        if claim.code not in self.rows.codes:
            return _problem(ProblemType.CLAIM_REFUSED, 403, "have a new code made")
        self.know(key)
        return self._json(Claimed("1", "Front gate", int(self._now() * 1000)), 201)

    def _progress(self, request: httpx.Request) -> httpx.Response:
        self._admit(request, self.rows.boxes.get)
        self.progress.append(msgspec.json.decode(request.content, type=Progress))
        return _response(204, b"", {"Date": formatdate(self._now(), usegmt=True)})

    def allow(self, code: str) -> None:
        """Let this claim code be used."""
        self.rows.codes.add(normalised(code))

    def _admit(self, request: httpx.Request, key_of: Callable[[str], Ed25519PublicKey | None]) -> None:
        url = request.url
        signed = verify(
            request.method,
            url.raw_path.partition(b"?")[0].decode(),
            url.query.decode(),
            dict(request.headers),
            request.content,
            key_of,
            now=int(self._now()),
        )
        if signed.nonce in self.rows.nonces:
            raise _ReplayError
        self.rows.nonces.add(signed.nonce)

    def _take(self, batch: Batch) -> httpx.Response:
        held = self.rows.records.get(batch.outbox, [])
        if batch.first > len(held) + 1:
            return _problem(ProblemType.GAP, CONFLICT, cursor=self._cursor_of(batch.outbox))
        records = [msgspec.json.decode(raw, type=Record) for raw in batch.records]
        assert all(is_intact(record) for record in records)
        for record in records:
            if record.seq <= len(held) and held[record.seq - 1].digest != record.digest:
                return self._fork(batch.outbox, record.seq)
        fresh = [record for record in records if record.seq > len(held)]
        if fresh and fresh[0].prev != (held[-1].digest if held else GENESIS):
            return self._fork(batch.outbox, len(held))
        self.rows.records[batch.outbox] = held + fresh
        return self._json(self._cursor_of(batch.outbox))

    def _fork(self, outbox: str, seq: int) -> httpx.Response:
        return _problem(ProblemType.FORK, CONFLICT, cursor=self._cursor_of(outbox), seq=seq)

    def _cursor_of(self, outbox: str) -> Cursor:
        held = self.rows.records.get(outbox, [])
        return Cursor(outbox, len(held), held[-1].digest) if held else Cursor(outbox)

    def _json(self, value: msgspec.Struct, status: int = 200) -> httpx.Response:
        headers = {"Content-Type": "application/json", "Date": formatdate(self._now(), usegmt=True)}
        return _response(status, msgspec.json.encode(value), headers)


class _ReplayError(Exception):
    """The nonce was seen before."""


def _response(status: int, content: bytes, headers: dict[str, str] | None = None) -> httpx.Response:
    """An answer that is still to be read, as one from a network is."""
    return httpx.Response(status, headers=headers, stream=httpx.ByteStream(content))


def _problem(kind: str, status: int, detail: str = "", **more: object) -> httpx.Response:
    body = msgspec.json.encode(Problem(kind, kind, status, detail or f"this was refused as {kind}", **more))  # type: ignore[arg-type]
    return _response(status, body, {"Content-Type": MEDIA_TYPE})


def _silent(request: httpx.Request, _: httpx.Response | None = None) -> httpx.Response:
    raise httpx.ReadTimeout("no answer in time", request=request)


def _cut(request: httpx.Request, _: httpx.Response) -> httpx.Response:
    raise httpx.RemoteProtocolError("peer closed connection", request=request)


def _beyond(_: httpx.Request, answer: httpx.Response) -> httpx.Response:
    return _altered(answer, lambda cursor: msgspec.structs.replace(cursor, seq=cursor.seq + 1000, digest="f" * 64))


def _wrong_outbox(_: httpx.Request, answer: httpx.Response) -> httpx.Response:
    return _altered(answer, lambda cursor: msgspec.structs.replace(cursor, outbox="0" * 32))


def _altered(answer: httpx.Response, change: Callable[[Cursor], Cursor]) -> httpx.Response:
    if answer.status_code != 200:
        return answer
    cursor = msgspec.json.decode(answer.read(), type=Cursor)
    return _response(200, msgspec.json.encode(change(cursor)))


def _garbage(*_: object) -> httpx.Response:
    return httpx.Response(
        200, headers={"Content-Type": "text/html"}, content=b"<html>Welcome, please log in \xff</html>"
    )


def _broken(*_: object) -> httpx.Response:
    return _response(500, b"Internal Server Error")


_INSTEAD: dict[Fault | None, Callable[[httpx.Request], httpx.Response]] = {
    Fault.SILENCE: _silent,
    Fault.SERVER_ERROR: _broken,
    Fault.AWAY: lambda _: _problem("unavailable", 503),
    Fault.GARBAGE: _garbage,
    Fault.WRONG_JSON: lambda _: _response(200, b'{"outbox": 5, "seq": "many"}'),
    Fault.ENDLESS: lambda _: _response(200, b"[" * 1_000_000),
    Fault.REDIRECT: lambda _: _response(302, b"", {"Location": "https://elsewhere.example/"}),
    Fault.NOT_FOUND: lambda _: _response(404, b"not found"),
}

_AFTERWARDS: dict[Fault | None, Callable[[httpx.Request, httpx.Response], httpx.Response]] = {
    Fault.SILENCE_AFTER: _silent,
    Fault.CUT_AFTER: _cut,
    Fault.SERVER_ERROR_AFTER: _broken,
    Fault.GARBAGE_AFTER: _garbage,
    Fault.WRONG_OUTBOX: _wrong_outbox,
    Fault.CURSOR_BEYOND: _beyond,
}
