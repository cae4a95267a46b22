"""One signed request to central, and its answer read with suspicion.

An answer may never come, never end, be far too long, be somebody else's page or lead elsewhere. Whatever it is, it
becomes a message of wire, CentralRefused or CentralUnreachable.
"""

import secrets
import ssl
import time
from email.utils import parsedate_to_datetime
from typing import Protocol, TypeVar

import httpx
import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from edge.access import Clock
from edge.errors import CentralRefused, CentralUnreachable, ConfigError
from wire.problem import MEDIA_TYPE, Problem
from wire.signature import sign

TIMEOUT = httpx.Timeout(connect=5, read=15, write=15, pool=5)
"""s, for each step of an exchange."""
DEADLINE = 60
"""s for a whole answer: one that drips byte by byte stays within the time-out of each read."""
MAX_ANSWER = 64 * 1024
"""Bytes: a cursor or a problem has a few hundred."""

Message = TypeVar("Message", bound=msgspec.Struct)


class Signer(Protocol):
    """The vault, as far as it is needed here."""

    @property
    def device_key(self) -> Ed25519PrivateKey: ...


class Timekeeper(Protocol):
    """The box's clock, as far as it is needed here."""

    def read(self) -> Clock: ...

    def compare(self, central: int) -> None:
        """Central says it is `central` (Unix ms)."""


def open_client(ca: str | None = None, transport: httpx.BaseTransport | None = None) -> httpx.Client:
    """An HTTP client that verifies central's certificate and never follows a redirect.

    ca: PEM file of the only authority to trust, instead of the public ones. transport: instead of a network.
    """
    try:
        context = ssl.create_default_context(cafile=ca)
    except OSError as error:
        raise ConfigError(
            f"central.ca = {ca!r} is not a readable PEM file ({error}): name the authority's file"
        ) from error
    # The environment's proxies and certificates are not for a box: its configuration says all.
    return httpx.Client(verify=context, timeout=TIMEOUT, trust_env=False, follow_redirects=False, transport=transport)


class Link:
    """Central at `url`, asked by any thread. Every answer may settle what time it is."""

    def __init__(self, client: httpx.Client, url: str, signer: Signer, clock: Timekeeper) -> None:
        self._client = client
        self._url = url.rstrip("/")
        self._signer = signer
        self._clock = clock

    def ask(
        self,
        method: str,
        path: str,
        answer: type[Message],
        body: bytes = b"",
        encoding: str = "",
        patience: float = 0,
    ) -> Message:
        """Send `body` (JSON, encoded as `encoding` says) to `path` (with query) and read the answer.

        patience: how long central may hold the answer before it begins, s.
        Raises CentralRefused with central's problem, or CentralUnreachable for anything else that is not `answer`.
        """
        _, content = self._answered(self._request(method, f"{self._url}{path}", body, encoding), patience)
        return self._decoded(content, answer)

    def tell(self, path: str, body: bytes) -> None:
        """Send `body` (JSON) to `path`, where central has nothing to answer (204). Raises as `ask` does."""
        response, _ = self._answered(self._request("POST", f"{self._url}{path}", body, ""), 0)
        if response.status_code != httpx.codes.NO_CONTENT:
            raise CentralUnreachable(f"what answers at {self._url} is not central: check central.url")

    @property
    def now(self) -> int:
        """The box's time, by which requests are signed (Unix ms)."""
        return self._clock.read().now

    def settle_time(self, central: int) -> None:
        """Central says it is `central` (Unix ms): the next request is signed by that."""
        self._clock.compare(central)

    def _request(self, method: str, url: str, body: bytes, encoding: str) -> httpx.Request:
        created = self.now // 1000
        headers = sign(method, url, body, self._signer.device_key, created=created, nonce=secrets.token_urlsafe(16))
        headers["Accept-Encoding"] = "identity"
        if body:
            headers["Content-Type"] = "application/json"
        if encoding:
            headers["Content-Encoding"] = encoding
        return self._client.build_request(method, url, content=body or None, headers=headers)

    def _answered(self, request: httpx.Request, patience: float) -> tuple[httpx.Response, bytes]:
        """Central's answer, if it did what was asked. Raises CentralRefused or CentralUnreachable."""
        response, content = self._exchange(request, patience)
        if not response.is_success:
            raise self._failure(response, content)
        self._note_date(response)
        return response, content

    def _exchange(self, request: httpx.Request, patience: float) -> tuple[httpx.Response, bytes]:
        deadline = time.monotonic() + DEADLINE + patience
        request.extensions["timeout"]["read"] += patience
        try:
            response = self._client.send(request, stream=True)
            try:
                return response, _bounded(response, deadline)
            finally:
                response.close()
        except (httpx.HTTPError, httpx.StreamError) as error:
            what = str(error) or type(error).__name__
            raise CentralUnreachable(
                f"central at {self._url} does not answer ({what}): check the network and central.url"
            ) from error

    def _decoded(self, content: bytes, answer: type[Message]) -> Message:
        try:
            return msgspec.json.decode(content, type=answer)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            raise CentralUnreachable(f"what answers at {self._url} is not central: check central.url") from error

    def _failure(self, response: httpx.Response, content: bytes) -> CentralRefused | CentralUnreachable:
        if response.is_redirect:
            target = response.headers.get("location", "")[:200]
            return CentralUnreachable(
                f"central at {self._url} leads elsewhere: if {target!r} is right, set central.url"
            )
        problem = _problem(response, content)
        if problem is None or response.is_server_error:
            why = problem.title if problem else "no reason given"
            return CentralUnreachable(
                f"central at {self._url} answered {response.status_code} ({why}): look at its log"
            )
        return CentralRefused(problem)

    def _note_date(self, response: httpx.Response) -> None:
        try:
            date = parsedate_to_datetime(response.headers.get("date", ""))
            self.settle_time(int(date.timestamp() * 1000))
        except (ValueError, OverflowError):
            pass


def _bounded(response: httpx.Response, deadline: float) -> bytes:
    content = b""
    for chunk in response.iter_raw():
        content += chunk
        if len(content) > MAX_ANSWER:
            raise httpx.ReadError(f"an answer longer than {MAX_ANSWER} bytes")
        if time.monotonic() > deadline:
            raise httpx.ReadTimeout(f"an answer that takes longer than {DEADLINE} s")
    return content


def _problem(response: httpx.Response, content: bytes) -> Problem | None:
    if response.headers.get("content-type", "").partition(";")[0].strip() != MEDIA_TYPE:
        return None
    try:
        return msgspec.json.decode(content, type=Problem)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
