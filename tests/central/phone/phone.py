"""A tenant's phone without scripts: visits the pages under /i and sends their forms as a browser would."""

import re

from werkzeug.test import TestResponse

from tests.fakes.staff import Staff


class Phone(Staff):
    """Nobody signs in with it."""

    def answer(self, page: str, **fields: str) -> TestResponse:
        """Send the form on a page, with what stands in its hidden fields."""
        shown = self.get(f"/i/{page}" if page else "/i").text
        hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', shown))
        return self.client.post(f"/i/{page}" if page else "/i", data=hidden | fields)

    def come_in(self, code: str) -> TestResponse:
        return self.answer("", code=code)

    def prepare(self, code: str, *, language: str = "en", face: str = "yes", number: str = "") -> str:
        """Answer everything; the person's own code."""
        assert self.come_in(code).location == "/i/language"
        assert self.answer("language", language=language).location == "/i/notice"
        assert self.answer("notice").location == "/i/face"
        assert self.answer("face", face=face).location == "/i/contact"
        assert self.answer("contact", number=number).location == "/i/done"
        return self.own_code()

    def own_code(self) -> str:
        found = re.search(r'<code dir="ltr">([A-Z0-9-]+)</code>', self.get("/i/done").text)
        assert found is not None
        return found[1]

    @property
    def cookie(self) -> str:
        """What the browser remembers for these pages; "" for nothing."""
        kept = self.client.get_cookie("menlu-phone", path="/i")
        return kept.value if kept else ""
