"""Tries everything the configuration names, without opening the door: what works, and what to do about the rest."""

import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from queue import Empty, SimpleQueue

from edge import daemon
from edge.camera import open_camera
from edge.config import Config
from edge.document.open import open_reader
from edge.errors import DocumentError, EdgeError, LockError
from edge.lock import LockNews
from edge.lock.open import open_lock
from edge.sync import Link, open_client
from edge.vault import open_vault
from wire.cursor import Cursor

ANSWERS_WITHIN = 5.0
"""How long a lock or a card reader may take to come online, s."""


@dataclass(frozen=True)
class Finding:
    """One part of the box: whether it works, and a sentence about it."""

    part: str
    works: bool
    detail: str


def check(config: Config) -> Iterator[Finding]:
    """A finding for each part, as soon as it is known."""
    parts: dict[str, Callable[[Config], str]] = {
        "models": _models,
        "storage": _storage,
        "camera": _camera,
        "lock": _lock,
        "card reader": _card_reader,
        "central": _central,
    }
    for part, attempt in parts.items():
        try:
            yield Finding(part, True, attempt(config))
        except EdgeError as error:
            yield Finding(part, False, str(error))


def _models(config: Config) -> str:
    manifest = daemon.make_prober(config).embedder.manifest
    return f"{manifest.name}, threshold {getattr(manifest.comparison, config.face.comparison).score}"


def _storage(config: Config) -> str:
    vault = open_vault(config.keys)
    with closing(daemon.open_outbox(config)) as outbox, closing(daemon.open_roster(config, vault)) as roster:
        return f"{len(roster.people())} people, {outbox.waiting} records wait for central"


def _camera(config: Config) -> str:
    with closing(open_camera(config.door.camera)) as camera:
        height, width = camera.read().shape[:2]
    return f"gives pictures of {width}×{height} pixels"


def _lock(config: Config) -> str:
    events: SimpleQueue[LockNews] = SimpleQueue()
    with closing(open_lock(config.door.lock, keys=open_vault(config.keys), listener=events.put)) as lock:
        try:
            while not lock.online:
                events.get(timeout=ANSWERS_WITHIN)
        except Empty:
            raise LockError(
                f"the lock at {config.door.lock} does not answer: check its cable, power, address and baud rate"
            ) from None
        who = lock.identity
        return f"answers: {who.vendor} {who.model}, firmware {who.firmware}" if who else "answers"


def _card_reader(config: Config) -> str:
    with closing(open_reader(config.reader.url)) as reader:
        until = time.monotonic() + ANSWERS_WITHIN
        while not reader.online and config.reader.url != "none:":
            if time.monotonic() > until:
                raise DocumentError(reader.fault.en if reader.fault else "the card reader does not answer")
            time.sleep(0.1)
        return f"answers: {reader.sam_number or 'no number'}" if reader.online else "none: staff look at documents"


def _central(config: Config) -> str:
    vault = open_vault(config.keys)
    with open_client(config.central.ca) as client, closing(daemon.open_outbox(config)) as outbox:
        link = Link(client, config.central.url, vault, daemon.open_clock(outbox))
        cursor = link.ask("GET", f"/api/v1/cursor?outbox={outbox.id}", Cursor)
    return f"answers at {config.central.url} and has {cursor.seq} records of this box"
