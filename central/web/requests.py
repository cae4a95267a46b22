"""Each request: the number by which people and the log name it, and one line in the log when it is answered."""

import logging
import secrets
import time
from collections.abc import Callable, Iterable
from types import TracebackType
from typing import Any, Final

from flask import Flask, Response, g, has_request_context, request

from central.web.typed import TypedRequest

log = logging.getLogger(__name__)

HEADER: Final = "X-Request-ID"
METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
OTHER: Final = "other"
UNSAID: Final = frozenset(
    {"web.static", "health.alive", "health.ready", "metrics.show", "edges_api.ask", "edges_api.records"}
)
"""Endpoints asked all the time by machines: the log says only when they fail."""


class Site(Flask):
    """Flask, but that the address that was asked for stays out of the log when a request fails, and that fields hold
    what people saw when they typed (`typed`).

    front: who takes a request first (PEP 3333); by default nobody before Flask itself.
    """

    request_class = TypedRequest
    front: Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]] | None = None

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Called by the server for each request."""
        return (self.front or self.wsgi_app)(environ, start_response)

    def log_exception(self, exc_info: tuple[type, BaseException, TracebackType] | tuple[None, None, None]) -> None:
        """Log what was raised; which request it was, the line says anyway."""
        log.error("a request failed", exc_info=exc_info)


def init_app(app: Flask) -> None:
    """Number every request of `app`; to be called before all else that looks at requests."""
    app.before_request(_begin)
    app.after_request(_end)
    app.jinja_env.globals.update(request_number=number)


def number() -> str:
    """The number of this request: twelve digits, which can be said on the phone in any language; "" outside of one."""
    return str(g.get("request_number", "")) if has_request_context() else ""


def passed() -> float:
    """Seconds since this request began."""
    begun: float = g.get("request_begun", time.perf_counter())
    return time.perf_counter() - begun


def route() -> str:
    """The pattern of the address that was asked for; "-" where there is nothing."""
    return request.url_rule.rule if request.url_rule else "-"


def method() -> str:
    """The request's method, if it is one (anything may stand there)."""
    return request.method if request.method in METHODS else OTHER


def _begin() -> None:
    digits = f"{secrets.randbelow(10**12):012}"
    g.request_number = f"{digits[:4]}-{digits[4:8]}-{digits[8:]}"
    g.request_begun = time.perf_counter()


def _end(response: Response) -> Response:
    response.headers[HEADER] = number()
    unsaid = request.endpoint in UNSAID and response.status_code < 400
    if not unsaid and log.isEnabledFor(logging.INFO):
        log.info("answered", extra={"facts": _facts(response)})
    return response


def _facts(response: Response) -> dict[str, object]:
    return {
        "method": method(),
        "route": route(),
        "status": response.status_code,
        "ms": round(passed() * 1000, 1),
    }
