"""Where people find central."""

from flask import current_app, request


def central() -> str:
    """As configured, http(s)://HOST, else as this very page was found."""
    return str(current_app.extensions["menlu-address"]) or request.host_url.rstrip("/")
