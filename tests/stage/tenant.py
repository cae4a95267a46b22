"""A tenant before a box's screen, who enrols without a browser: the page's forms, one after the other."""

import re
from collections.abc import Callable
from pathlib import Path

import httpx

from tests.stage.waiting import wait_until

CARD = """\
type = "resident"
name = "陈晓"
sex = "female"
birth = 1991-04-05
number = "330106199104050020"
address = "浙江省杭州市西湖区文三路1号"
valid_from = 2020-01-01
valid_until = 2040-01-01
"""
WITHIN = 30.0
"""How long the box may take to read a card or to be told of an order, s."""


class Tenant:
    """cards: the folder of the simulated reader."""

    def __init__(self, address: str, cards: Path) -> None:
        self._page = httpx.Client(base_url=f"http://{address}", follow_redirects=True, timeout=20)
        self._cards = cards

    def __enter__(self) -> "Tenant":
        return self

    def __exit__(self, *_: object) -> None:
        self._page.close()

    def enrols_without_face(self, code: str, pin: str) -> str:
        """From the first touch to the last page, which is returned."""
        self.until(lambda: "/enrol" in self._page.post("/begin").text)
        self.does("invite", code)
        self.does("acknowledge")
        self.does("face-no")
        (self._cards / "card.toml").write_text(CARD, encoding="utf-8")
        self.until(lambda: 'value="confirm"' in self._page.get("/").text)
        self.does("confirm")
        self.does("pin", pin)
        return self.does("contact", "13812345678")

    def enrols_with_face(self, code: str, photograph: bytes, tell: Callable[[str], object]) -> list[bytes]:
        """Likewise, with a chip that holds the photograph. tell: is told what the page asks of the face. Gives the
        pictures that the page showed.
        """
        self.until(lambda: "/enrol" in self._page.post("/begin").text)
        self.does("invite", code)
        self.does("acknowledge")
        self.does("face-yes")
        (self._cards / "chip.jpg").write_bytes(photograph)
        (self._cards / "card.toml").write_text(CARD + 'photo = "chip.jpg"\n', encoding="utf-8")
        self.until(lambda: 'value="confirm"' in self._page.get("/").text)
        self.does("confirm")
        shown: list[bytes] = []
        self.until(lambda: self._is_captured(tell, shown))
        self.does("contact", "13812345678")
        self.does("finish")
        return shown

    def _is_captured(self, tell: Callable[[str], object], shown: list[bytes]) -> bool:
        """Do what the page asks; whether the next one has come. Who is too slow for it tries again."""
        asked = self._page.get("/progress").json().get("code")
        if asked:
            tell(asked)
            shown.append(self._page.get("/picture").content)
        page = self._page.get("/").text
        if 'value="try-again"' in page:
            self.does("try-again")
        return 'value="contact"' in page

    def opens(self, room: str, pin: str) -> bool:
        """Type room and PIN; whether the door opens."""
        return "门已开" in self._page.post("/open", data={"way": "pin", "room": room, "value": pin}).text

    def does(self, do: str, value: str = "") -> str:
        hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', self._page.get("/").text))
        return self._page.post("/enrol", data={"do": do, "value": value, **hidden}).text

    def until(self, came: Callable[[], bool]) -> None:
        """Wait until something has come."""
        wait_until(came, "the box's screen comes so far", every=0.1)
