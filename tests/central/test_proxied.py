"""The proxy's word on where a request comes from, and whose word it is not."""

from collections.abc import Callable, Iterable
from typing import Any

import pytest

from central.proxied import Proxied

BEHIND = "203.0.113.9"


def taken_from(proxy: str, address: str, said: str | None) -> str:
    seen: list[str] = []

    def inner(environ: dict[str, Any], _: Callable[..., Any]) -> Iterable[bytes]:
        seen.append(environ["REMOTE_ADDR"])
        return []

    environ = {"REMOTE_ADDR": address} | ({} if said is None else {"HTTP_X_FORWARDED_FOR": said})
    Proxied(inner, proxy)(environ, lambda *_: None)
    return seen[0]


@pytest.mark.parametrize(
    ("address", "said", "taken"),
    [
        ("127.0.0.1", BEHIND, BEHIND),
        ("127.0.0.1", f"192.0.2.1, {BEHIND}", BEHIND),
        ("127.0.0.1", "2001:db8::9", "2001:db8::9"),
        ("127.0.0.1", None, "127.0.0.1"),
        ("127.0.0.1", "nobody", "127.0.0.1"),
        ("127.0.0.1", f"{BEHIND},", "127.0.0.1"),
        ("192.0.2.1", BEHIND, "192.0.2.1"),
        ("", BEHIND, ""),
    ],
)
def test_only_the_last_word_of_the_proxy_counts(address: str, said: str | None, taken: str) -> None:
    assert taken_from("127.0.0.1", address, said) == taken


def test_an_address_may_be_written_in_several_ways() -> None:
    assert taken_from("::1", "0:0:0:0:0:0:0:1", BEHIND) == BEHIND
