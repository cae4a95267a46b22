"""Who is answered, and what a browser is told never to do.

The page is for this machine's own screen. A page of the wide web that a browser here might show can neither read ours
(Host, so that no name of theirs leads here) nor steer it (Sec-Fetch-Site, Origin).
"""

from urllib.parse import urlsplit

from flask import Flask, Response, abort, request

LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})
MOST_BYTES = 4096
"""Of a form: a code, a room, a PIN."""
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    # Stricter, and a browser would not say from where a form comes.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
STATIC_FOREVER = "public, max-age=31536000, immutable"


def init_app(app: Flask) -> None:
    """Refuse what does not come from this machine's own page, and put the headers on every answer."""
    app.config["MAX_CONTENT_LENGTH"] = app.config["MAX_FORM_MEMORY_SIZE"] = MOST_BYTES

    @app.before_request
    def expect_own_page() -> None:
        if _host_of(f"//{request.host}") not in LOOPBACK:
            abort(421)
        if request.method == "POST" and not _is_from_here():
            abort(403)

    @app.after_request
    def protect(response: Response) -> Response:
        response.headers.update(HEADERS)
        is_kept = request.endpoint == "static" and response.status_code == 200 and "v" in request.args
        response.headers["Cache-Control"] = STATIC_FOREVER if is_kept else "no-store"
        return response


def _is_from_here() -> bool:
    """Browsers say where a form was sent from; what says nothing is no browser, and no page of the web."""
    origin = request.headers.get("Origin")
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    return site in {"same-origin", "none"} and origin in {None, request.host_url.rstrip("/")}


def _host_of(address: str) -> str:
    netloc = urlsplit(address).netloc
    return netloc.rpartition(":")[0] if netloc.rpartition(":")[2].isdigit() else netloc
