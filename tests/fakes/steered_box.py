"""A box without a screen, as central sees it while a phone steers: it takes touches, and plays how things stand."""

import time
from typing import Any

import msgspec

from tests.fakes.signing_box import SigningBox
from wire.orders import AnyOrder, Orders, Prepare, Steer
from wire.steering import Progress


class SteeredBox:
    """Wraps a box that was claimed. preparation: of whom it plays an enrolment."""

    def __init__(self, box: SigningBox) -> None:
        self.box = box
        self._heard = 0
        self.preparation = ""

    def orders(self) -> list[AnyOrder]:
        """What it was told since the last time."""
        self.box.now = int(time.time())
        raws = msgspec.json.decode(self.box.orders(after=self._heard).text, type=Orders).orders
        found = [msgspec.json.decode(raw, type=AnyOrder) for raw in raws]
        self._heard = max([self._heard, *(order.id for order in found)])
        return found

    def meet(self) -> None:
        """Enrol whoever has prepared last."""
        self.preparation = [order for order in self.orders() if isinstance(order, Prepare)][-1].preparation

    def touches(self) -> list[tuple[int, str]]:
        """Serial and act of what was touched since the last time."""
        return [(order.serial, order.act) for order in self.orders() if isinstance(order, Steer)]

    def says(self, serial: int, state: str, *acts: str, **values: Any) -> None:
        """Tell how it stands."""
        self.box.now = int(time.time())
        answer = self.box.progress(Progress(self.preparation, serial, state, list(acts), **values))
        assert answer.status_code == 204, answer.text
