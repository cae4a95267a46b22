"""What is too large is refused alike, whichever server is in front of central."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.stage.central import Central
from tests.stage.processes import Processes
from wire.batch import MAX_BYTES

SERVERS = ("waitress", "gunicorn")
CUT = 0
"""A server may close before it has read all, so that its answer is lost."""


@pytest.fixture(scope="module", params=SERVERS)
def url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp(request.param)
    if request.param == "waitress":
        central = Central(folder)
        with central.program:
            yield central.url
    else:
        several = Processes(folder, threads="12")
        with several.program:
            yield several.wait_until_it_listens()


def status(answer: httpx.Response) -> int:
    assert "Traceback" not in answer.text
    return answer.status_code


def test_a_body_over_the_limit_is_refused(url: str) -> None:
    too_much = b"x" * (MAX_BYTES + 1)
    json = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
    form = {"Content-Type": "application/x-www-form-urlencoded"}

    assert post(url, "/api/v1/records", too_much, json) in (413, CUT)
    assert post(url, "/sign-in", too_much, form) in (413, CUT)
    assert status(httpx.get(f"{url}/healthz", timeout=60)) == 200


@pytest.mark.parametrize(("language", "said"), [("en", "That was too much at once"), ("zh-CN", "一次提交的内容太多")])
def test_a_form_over_the_limit_is_refused_with_a_page_in_the_readers_language(
    tmp_path: Path, language: str, said: str
) -> None:
    central = Central(tmp_path)
    with central.program:
        form = {"Content-Type": "application/x-www-form-urlencoded", "Accept-Language": language}
        answer = httpx.post(f"{central.url}/sign-in", content=b"x" * (MAX_BYTES + 1), headers=form, timeout=60)

    assert (answer.status_code, said in answer.text) == (413, True)


def test_a_body_without_a_length_is_refused_at_the_limit(url: str) -> None:
    def pieces() -> Iterator[bytes]:
        for _ in range(MAX_BYTES // 65536 + 2):
            yield b"x" * 65536

    form = {"Content-Type": "application/x-www-form-urlencoded"}

    assert post(url, "/sign-in", pieces(), form) in (400, 413, CUT)
    assert status(httpx.get(f"{url}/healthz", timeout=60)) == 200


def test_headers_over_the_limit_are_refused(url: str) -> None:
    assert status(httpx.get(f"{url}/healthz", headers={"X-Much": "x" * 100_000}, timeout=60)) in (400, 431)
    assert status(httpx.get(f"{url}/healthz?{'x' * 60_000}", timeout=60)) in (400, 414, 431)
    assert status(httpx.get(f"{url}/healthz", timeout=60)) == 200


def post(url: str, path: str, body: bytes | Iterator[bytes], headers: dict[str, str]) -> int:
    """The status of the answer."""
    with httpx.Client(base_url=url, timeout=60) as client:
        try:
            return status(client.post(path, content=body, headers=headers))
        except (httpx.WriteError, httpx.ReadError):
            return CUT
