"""From where a request came: the proxy's word where one is named, and nobody's otherwise."""

from pathlib import Path

import httpx
import pytest

from tests.stage.central import Central

BEHIND = "203.0.113.9"
"""Where the visitor is, behind the proxy (an address for examples, RFC 5737)."""
WRONG = {"code": "2222-2222-2222", "name": "Somebody", "password": "kettle moth 73 harbour"}


def noted(folder: Path, said: str) -> str:
    """The address from which central takes a wrong code to come."""
    central = Central(folder)
    with central.program, httpx.Client(base_url=central.url, headers={"X-Forwarded-For": said}) as visitor:
        token = visitor.get("/first-run").raise_for_status().text.partition('name="csrf_token" value="')[2]
        form = {"csrf_token": token.partition('"')[0], **WRONG}
        assert visitor.post("/first-run", data=form).status_code == 422
        [(address,)] = central.ask("SELECT address FROM sign_in_attempt")
    return str(address)


def test_nobody_is_believed_who_says_where_a_request_came_from(tmp_path: Path) -> None:
    assert noted(tmp_path, BEHIND) == "127.0.0.1"


def test_the_proxy_is_believed_and_not_what_a_visitor_sends_along(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MENLU_CENTRAL_PROXY", "127.0.0.1")

    assert noted(tmp_path, f"192.0.2.1, {BEHIND}") == BEHIND
