"""Takes a picture of the entries page of a running central, as it stands in the README.

python -m tests.browser.picture http://127.0.0.1:8080 NAME PASSWORD docs/pictures/entries.png
"""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = Path("/usr/bin/chromium-headless-shell")
FLAGS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    "--no-sandbox",
)
"""Without them Chromium looks for hosts of its own, and in a container it can't make its sandbox."""


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, as it is built to have no window: it draws a page for half of what the whole browser takes."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


def sign_in(page: Page, name: str, password: str) -> None:
    """Fill in the sign-in form, as any visitor would."""
    page.goto("/sign-in")
    page.locator("#name").fill(name)
    page.locator("#password").fill(password)
    page.locator("main button.main").click()
    page.wait_for_selector("[data-keys]", state="attached")


def take(
    url: str,
    name: str,
    password: str,
    path: Path,
    *,
    scheme: Literal["light", "dark"] = "light",
    locale: str = "en",
    width: int = 1280,
    height: int = 800,
    page_path: str = "/entries",
) -> None:
    """Sign in at `url` and write what the window shows to `path` (PNG), at twice the resolution."""
    with chromium() as browser:
        size: Any = {"width": width, "height": height}
        context = browser.new_context(
            base_url=url, viewport=size, locale=locale, color_scheme=scheme, device_scale_factor=2
        )
        page = context.new_page()
        sign_in(page, name, password)
        page.goto(page_path)
        if page_path == "/entries":
            page.wait_for_selector("[data-live-state=live]")
        path.parent.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=path)


def main() -> None:
    """The command line above."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("url")
    parser.add_argument("name")
    parser.add_argument("password")
    parser.add_argument("path", type=Path)
    parser.add_argument("--scheme", choices=("light", "dark"), default="light")
    parser.add_argument("--locale", default="en", help="en or zh-CN")
    parser.add_argument("--width", type=int, default=1280)
    parser.add_argument("--height", type=int, default=800)
    parser.add_argument("--page", default="/entries", dest="page_path")
    take(**vars(parser.parse_args()))


if __name__ == "__main__":
    main()
