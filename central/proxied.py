"""From where a request comes, when it comes through a proxy: its word is taken, and nobody else's."""

from collections.abc import Callable, Iterable
from ipaddress import ip_address
from typing import Any

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
"""PEP 3333."""


class Proxied:
    """Puts the address the proxy names in the place of the proxy's own.

    Of `X-Forwarded-For` only the last word is the proxy's: what stands before it the visitor has sent along. From other
    addresses than the proxy's it is not looked at.
    """

    def __init__(self, inner: Wsgi, proxy: str) -> None:
        self._inner, self._proxy = inner, ip_address(proxy)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        said = environ.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
        if said and self._is_proxy(environ.get("REMOTE_ADDR", "")) and _is_address(said):
            environ["REMOTE_ADDR"] = said
        return self._inner(environ, start_response)

    def _is_proxy(self, address: str) -> bool:
        return _is_address(address) and ip_address(address) == self._proxy


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
