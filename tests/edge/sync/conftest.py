"""A box with an outbox, keys and a clock, linked to a fake central."""

import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import msgspec
import pytest

from edge.clock import BoxClock
from edge.errors import EdgeError
from edge.store.outbox import Outbox
from edge.sync.link import Link, open_client
from edge.sync.pusher import Pusher
from edge.vault import Vault, open_vault
from tests.fakes.central import FakeCentral
from wire.kinds import DoorState

AT = 1_760_000_000_000
URL = "https://central.example"


@dataclass
class Box:
    """The parts, and what tests do with them. `wall` is the box's clock (Unix s)."""

    outbox: Outbox
    vault: Vault
    central: FakeCentral
    link: Link
    clock: BoxClock
    wall: float

    def append(self, *names: str) -> None:
        self.outbox.extend([(DoorState("front", "online", name), AT) for name in names])

    def drain(self, pusher: Pusher | None = None) -> None:
        """Push until central has all, through whatever goes wrong."""
        pusher = pusher or Pusher(self.outbox, self.link)
        failure: EdgeError | None = None
        for _ in range(100):
            try:
                if not pusher.step():
                    return
            except EdgeError as error:
                failure = error
        raise AssertionError("central never got all") from failure

    def names_at_central(self) -> list[str]:
        return [msgspec.json.decode(record.body)["detail"] for record in self.central.all_records()]


@pytest.fixture(scope="session")
def shared_vault(tmp_path_factory: pytest.TempPathFactory) -> Vault:
    return open_vault(tmp_path_factory.mktemp("box") / "keys")


@pytest.fixture
def box(tmp_path: Path, shared_vault: Vault) -> Iterator[Box]:
    central = FakeCentral(time.time)
    central.know(shared_vault.device_key.public_key())
    with closing(Outbox(tmp_path / "outbox.db")) as outbox, open_client(transport=central) as client:
        made = Box(outbox, shared_vault, central, None, None, time.time())  # type: ignore[arg-type]
        made.clock = BoxClock(wall=lambda: int(made.wall * 1000))
        made.link = Link(client, URL, shared_vault, made.clock)
        yield made
