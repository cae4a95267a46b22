"""A tenant's phone without a browser: central's pages under /i, form by form."""

import re

import httpx

from tests.stage.waiting import wait_until
from wire.steering import Act


class Phone:
    """url: of central."""

    def __init__(self, url: str) -> None:
        self._pages = httpx.Client(base_url=url, follow_redirects=True, timeout=20)

    def __enter__(self) -> "Phone":
        return self

    def __exit__(self, *_: object) -> None:
        self._pages.close()

    def prepares(self, code: str, *, language: str = "en", face: str = "no") -> None:
        """Answer everything before coming to the door."""
        self._sends("", code=code)
        self._sends("/language", language=language)
        self._sends("/notice")
        self._sends("/face", face=face)
        assert "code" in self._sends("/contact", number="13812345678")

    def touches(self, act: Act) -> None:
        """Wait until a button is there, and touch it."""
        self.sees(f'value="{act}"')
        self._sends("/door", act=act)

    def sees(self, words: str) -> str:
        """Wait until the page at the door says something; the page."""
        return wait_until(lambda: words in (page := self.door()) and page, f"the phone shows {words}", every=0.2)

    def door(self) -> str:
        """The page at the door, as it is now."""
        return self._pages.get("/i/door").raise_for_status().text

    def _sends(self, path: str, **fields: str) -> str:
        """Fill in the form on a page and send it; the page that follows."""
        page = self._pages.get(f"/i{path}").raise_for_status().text
        hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))
        return self._pages.post(f"/i{path}", data=hidden | fields).raise_for_status().text
