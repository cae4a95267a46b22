"""What the processes of central count as they go: requests, refusals, open streams, the last commit.

With several processes (gunicorn) prometheus-client adds them up, through the folder `PROMETHEUS_MULTIPROC_DIR` names;
it reads that variable when it is imported. No label holds anything a person has written: endpoints, methods, statuses
and types are closed sets.
"""

import os
from typing import Final

import msgspec
from flask import Flask, Response, request
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.multiprocess import MultiProcessCollector
from sqlalchemy import Engine, event

from central.web import requests
from central.web.streams import Seats
from wire.problem import MEDIA_TYPE

SHARED: Final = "PROMETHEUS_MULTIPROC_DIR"
SECONDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Bounds of the histogram; 0.15 s is what a page may take of the server's time."""
NOWHERE: Final = "none"


class _Typed(msgspec.Struct):
    """What is read of a problem (RFC 9457)."""

    type: str = "about:blank"


class Instruments:
    """Those of one app."""

    def __init__(self) -> None:
        self._own = own = CollectorRegistry()
        self._requests = Counter("menlu_requests", "Requests answered.", ("endpoint", "method", "status"), registry=own)
        self._seconds = Histogram(
            "menlu_request_seconds", "Until the answer began.", ("endpoint",), buckets=SECONDS, registry=own
        )
        self._refusals = Counter(
            "menlu_refusals", "Problems the API answered with.", ("endpoint", "type"), registry=own
        )
        self._streams = Gauge(
            "menlu_streams_open", "Live pages and held answers.", ("kind",), multiprocess_mode="livesum", registry=own
        )
        self._commit = Gauge(
            "menlu_last_commit_timestamp_seconds", "The last commit (Unix).", multiprocess_mode="max", registry=own
        )

    def init_app(self, app: Flask, engine: Engine) -> None:
        """Count what `app` answers, and what is committed through `engine`."""
        app.after_request(self._count)
        event.listen(engine, "commit", lambda _: self._commit.set_to_current_time())

    def watch(self, kind: str, seats: Seats) -> None:
        """Tell how many of these seats are taken."""
        open_now = self._streams.labels(kind)
        seats.on_change = open_now.set

    def registry(self) -> CollectorRegistry:
        """Where to read what was counted, in all processes; anything else to be told may be added to it."""
        read = CollectorRegistry()
        if SHARED in os.environ:
            # Of all prometheus-client's, this one says no types.
            MultiProcessCollector(read)  # type: ignore[no-untyped-call]
        else:
            read.register(self._own)
        return read

    def _count(self, response: Response) -> Response:
        endpoint = request.endpoint or NOWHERE
        self._requests.labels(endpoint, requests.method(), str(response.status_code)).inc()
        self._seconds.labels(endpoint).observe(requests.passed())
        if response.mimetype == MEDIA_TYPE:
            self._refusals.labels(endpoint, _type_of(response)).inc()
        return response


def _type_of(response: Response) -> str:
    return msgspec.json.decode(response.get_data(), type=_Typed).type
