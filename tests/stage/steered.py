"""A box without a screen, at which people enrol by their phones: processes as they run in a town."""

from contextlib import ExitStack
from pathlib import Path
from typing import TypeVar

import msgspec

from tests.stage.box import Box
from tests.stage.central import Central
from tests.stage.landlord import Landlord
from tests.stage.tenant import CARD
from tests.stage.waiting import wait_until
from wire.kinds import DoorState

NO_FACES = '[face]\nembedder = "nobody"\n[reader]\n'
Body = TypeVar("Body", bound=msgspec.Struct)


class SteeredDoor:
    """The box, claimed, its central and a landlord. lock: its URL. settings: tables, the reader's last."""

    def __init__(self, folder: Path, lock: str, stack: ExitStack, settings: str = NO_FACES) -> None:
        self.central = Central(folder / "central")
        self._cards = folder / "cards"
        self._cards.mkdir()
        reader = f'{settings}url = "simulated://{self._cards}"\n'
        self.box = Box(folder / "box", central=self.central.url, lock=lock, extra=reader)
        stack.callback(self.end)
        self.box.command("claim", self.central.claim_code("Seaside Road 18"))
        self.landlord = Landlord(self.central)

    def end(self) -> None:
        if self.box.program and self.box.program.running:
            self.box.program.stop()
        self.central.program.stop()

    def settled(self) -> list[str]:
        """The kinds of orders that the box has done."""
        return [kind for (kind,) in self.central.ask("SELECT kind FROM box_order WHERE outcome = 'done'")]

    def knows_of_answers(self) -> None:
        """Wait until what was answered on a phone is at the box."""
        wait_until(lambda: "prepare" in self.settled(), "the box knows of the answers")

    def lock_is_online(self) -> None:
        """Wait until central knows of the lock."""
        wait_until(lambda: any(told.state == "online" for told in self.told("door", DoorState)), "the lock is online")

    def lay(self, photograph: bytes = b"") -> None:
        """The tenant's card is laid on the reader. photograph: a JPEG file, in its chip."""
        (self._cards / "chip.jpg").write_bytes(photograph)
        words = CARD + 'photo = "chip.jpg"\n' if photograph else CARD
        (self._cards / "card.toml").write_text(words, encoding="utf-8")

    def lift(self) -> None:
        """The card is taken away."""
        (self._cards / "card.toml").unlink(missing_ok=True)

    def told(self, kind: str, body: type[Body]) -> list[Body]:
        """What central has of one kind."""
        return [msgspec.json.decode(each.body, type=body) for each in self.central.records() if each.kind == kind]

    def people(self) -> list[str]:
        return self.box.command("person", "list", "--json")

    def says_yes(self) -> None:
        """Wait until the landlord is asked; they say yes, and the box knows."""
        wait_until(self.landlord.requests, "the landlord is asked")
        self.landlord.says_yes(self.landlord.requests()[0])
        wait_until(lambda: "grant" in self.settled(), "the yes is at the door")
