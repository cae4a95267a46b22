"""A WSGI app that hands each request on to a running server: what speaks to a test client speaks to that server."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

import httpx
from werkzeug import Request, Response

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

_NOT_HANDED_ON = {"host", "content-length", "connection", "transfer-encoding"}


class Forwarding:
    """Answers with what the server at `url` answers; raises what httpx raises when it does not."""

    def __init__(self, url: str, timeout: float = 60.0) -> None:
        self._http = httpx.Client(base_url=url, timeout=timeout)

    def __call__(self, environ: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
        asked = Request(environ)
        path = asked.path + (f"?{asked.query_string.decode()}" if asked.query_string else "")
        headers = {name: value for name, value in asked.headers.items() if name.lower() not in _NOT_HANDED_ON}
        answer = self._http.request(asked.method, path, headers=headers, content=asked.get_data())
        kept = [(name, value) for name, value in answer.headers.items() if name.lower() not in _NOT_HANDED_ON]
        return Response(answer.content, answer.status_code, kept)(environ, start)

    def close(self) -> None:
        """Close its connections."""
        self._http.close()
