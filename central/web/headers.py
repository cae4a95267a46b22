"""What a browser is told never to do with our pages (ASVS 5.0, 3.4): on every answer, also of errors."""

from flask import Flask, Response, request


def policy(pictures: str = "") -> str:
    """What a page may load (content security policy). pictures: an origin besides our own that they may come from."""
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            # data: for the small pictures inside Pico's style sheet (the arrow of a select, the tick of a check box).
            f"img-src 'self' data: {pictures}".rstrip(),
            "connect-src 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
        )
    )


HEADERS = {
    "Content-Security-Policy": policy(),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
STRICT_TRANSPORT = "max-age=31536000"
"""A year of HTTPS only, for this host (its neighbours under the same domain are not ours to bind)."""
STATIC_FOREVER = "public, max-age=31536000, immutable"
KEPT_ON_PHONES = frozenset({"door_code.page", "door_code.worker"})
"""Endpoints whose answers hold nothing of anybody, and are there without a network."""


def init_app(app: Flask, *, secure: bool, pictures: str = "") -> None:
    """Put the headers on every answer. secure: people reach central by HTTPS. pictures: as `policy` takes it."""
    headers = HEADERS | {"Content-Security-Policy": policy(pictures)}

    @app.after_request
    def protect(response: Response) -> Response:
        response.headers.update(headers)
        if secure:
            response.headers["Strict-Transport-Security"] = STRICT_TRANSPORT
        response.headers["Cache-Control"] = _cache_control(response)
        response.vary.update(("Accept-Language", "Cookie"))
        return response


def _cache_control(response: Response) -> str:
    """A static file whose address names its content is kept for good; of the pages, only those kept on phones are."""
    is_there = response.status_code in (200, 304)
    if request.endpoint == "web.static" and is_there:
        return STATIC_FOREVER if "v" in request.args else "no-cache"
    if request.endpoint in KEPT_ON_PHONES and is_there:
        return "no-cache"
    return "no-store"
