"""Sends long files in fewer bytes (gzip), where the browser takes them so.

Only what is the same for everybody who may have it, and holds nothing secret: a page has the token of its forms beside
words of others, and its length when packed would tell of the token (BREACH).
"""

import functools
import gzip
from typing import Final

from flask import Flask, Response, request

KINDS: Final = frozenset(
    {"application/geo+json", "application/javascript", "image/svg+xml", "text/css", "text/javascript"}
)
"""A system without /etc/mime.types may call a script by its older name."""
SHORTEST: Final = 1000
"""Bytes; less fits into one packet as it is."""


def init_app(app: Flask) -> None:
    """Pack the answers of `app` that are of these kinds."""

    @app.after_request
    def pack(response: Response) -> Response:
        if response.mimetype not in KINDS or response.status_code != 200:
            return response
        response.vary.add("Accept-Encoding")
        if not request.accept_encodings["gzip"] or (response.content_length or SHORTEST) < SHORTEST:
            return response
        response.direct_passthrough = False
        plain = response.get_data()
        response.set_data(_kept(plain) if request.endpoint == "web.static" else gzip.compress(plain, 6, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
        response.headers.pop("Accept-Ranges", None)
        tag, _ = response.get_etag()
        if tag:
            # Other bytes than those that the tag was made of, with the same meaning.
            response.set_etag(tag, weak=True)
        return response


@functools.lru_cache(maxsize=64)
def _kept(plain: bytes) -> bytes:
    """A static file, packed once."""
    return gzip.compress(plain, 9, mtime=0)
