"""Debian's Chromium before a real central. Every page that a test opens must stay free of complaints."""

from collections.abc import Callable, Iterator
from ctypes.util import find_library
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import picture
from tests.browser.furnished import Furnished, furnishing
from tests.fakes.town import NAME, PASSWORD, Box, Town, running

expect.set_options(timeout=20_000)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all tests."""
    if not picture.CHROMIUM.exists():
        pytest.skip("Chromium is not installed; `apt-get install chromium-headless-shell` brings it")
    if find_library("atomic") is None:
        pytest.skip("Playwright's driver needs libatomic; `apt-get install libatomic1` brings it")
    with picture.chromium() as browser:
        yield browser


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A central with one person of staff."""
    with running(tmp_path_factory.mktemp("town")) as started:
        started.hire()
        yield started


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Furnished]:
    """A central with something of everything; tests look at it, and change nothing that another looks for."""
    with furnishing(tmp_path_factory.mktemp("furnished")) as made:
        yield made


@pytest.fixture
def box(town: Town, request: pytest.FixtureRequest) -> Box:
    """A box of the test's own."""
    return town.new_box(request.node.name[:100])


Open = Callable[..., Page]
"""Opens a window: open_page(town, **options of a browser context)."""


@pytest.fixture
def open_page(chromium: Browser) -> Iterator[Open]:
    """Windows that are closed at the end, when nothing may have been complained of."""
    contexts, complaints = [], list[str]()

    def open_page(town: Town, *, width: int = 1280, **options: Any) -> Page:
        size: Any = {"width": width, "height": 800}
        context = chromium.new_context(base_url=town.url, viewport=size, **({"locale": "en"} | options))
        context.set_default_timeout(20_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
        page.on("console", lambda said: complaints.append(f"{page.url}: {said.text}") if _is_ours(said.text) else None)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def page(town: Town, open_page: Open) -> Page:
    """A window in which staff are signed in."""
    opened = open_page(town)
    picture.sign_in(opened, NAME, PASSWORD)
    return opened


def _is_ours(text: str) -> bool:
    """Whether a line of the browser's log is a complaint: it also notes each address that a test makes fail."""
    return not text.startswith("Failed to load resource")
