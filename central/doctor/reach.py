"""How central is reached: by its own port, and by the address people and boxes use."""

import http.client
import ssl
from ipaddress import ip_address
from urllib.parse import urlsplit

from central.config import Config
from central.db import Database
from central.doctor.finding import Notable, Wrong
from central.web.headers import STRICT_TRANSPORT

WITHIN = 5.0
"""s until an answer."""


def port(_: Database, config: Config) -> str:
    """Central answers where it listens."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(config.listen.host, config.listen.host)  # noqa: S104
    try:
        status, body, _headers = _ask(http.client.HTTPConnection(host, config.listen.port, timeout=WITHIN), "/readyz")
    except (OSError, http.client.HTTPException) as error:
        raise Wrong(f"nobody answers at {config.listen} ({_reason(error)}): start central") from error
    if status != 200:
        raise Wrong(f"central answers at {config.listen}, but is not ready: {body}")
    return f"central answers at {config.listen}"


def address(_: Database, config: Config) -> str:
    """Central answers at its address, by HTTPS, with a certificate that is believed."""
    if not config.address:
        if _is_local(config.listen.host):
            return "people on this machine alone reach central"
        raise Wrong(f"passwords go to {config.listen} in the clear: put a TLS proxy in front and set `address`")
    parts = urlsplit(config.address)
    if not config.secure:
        if _is_local(parts.hostname or ""):
            return f"{config.address}, on this machine alone"
        raise Wrong(f"passwords go to {config.address} in the clear: put a TLS proxy in front, and https:// there")
    try:
        connection = http.client.HTTPSConnection(parts.hostname or "", parts.port, timeout=WITHIN)
        status, _body, headers = _ask(connection, "/healthz")
    except (OSError, http.client.HTTPException) as error:
        raise Wrong(
            f"nobody answers at {config.address} ({_reason(error)}): look at the proxy and its certificate"
        ) from error
    if status != 200:
        raise Wrong(
            f"{config.address}/healthz answers {status}, not 200: the proxy leads elsewhere, or central is down"
        )
    if headers.get("Strict-Transport-Security", "") != STRICT_TRANSPORT:
        raise Notable(f"{config.address} does not hand on central's Strict-Transport-Security: look at the proxy")
    return f"central answers at {config.address}"


def proxy(_: Database, config: Config) -> str:
    """Where requests come from is known also behind a proxy."""
    if config.secure and not config.proxy:
        raise Wrong("all attempts at passwords seem to come from the proxy: set `proxy` to its address")
    if config.proxy and not config.secure:
        raise Notable(f"{config.proxy} is believed about where requests come from, but address is not https://")
    if config.proxy and not _is_local(config.listen.host):
        raise Notable(f"others than the proxy reach {config.listen}: listen at 127.0.0.1, or shut the port to them")
    return f"{config.proxy} says where requests come from" if config.proxy else "there is none"


def _ask(connection: http.client.HTTPConnection, path: str) -> tuple[int, str, http.client.HTTPMessage]:
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read(200).decode("utf-8", "replace").strip(), answer.headers
    finally:
        connection.close()


def _is_local(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _reason(error: Exception) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return error.verify_message
    return (isinstance(error, OSError) and error.strerror) or type(error).__name__
