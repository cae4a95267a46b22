"""Who this door knows, kept in memory: a slow, full or broken disk keeps nobody outside.

Loaded from the roster, and loaded anew when the roster has changed, also by a technician's command in another process.
"""

import logging
import threading
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from edge.access import Resident
from edge.credentials import room as rooms
from edge.credentials.holders import Holders, Room
from edge.credentials.pin import Kept
from edge.errors import StorageError, VaultError
from edge.face.compare import Candidate, Gallery
from edge.face.template import Template
from edge.store.credentials import Credentials, Stored
from edge.store.roster import Roster
from edge.vault import Turn, Vault

log = logging.getLogger(__name__)


@dataclass(frozen=True, eq=False)
class Snapshot:
    """The roster at one version. turn: turns a probe's template as the gallery's references are turned.

    holders: whose PINs, cards and phones are whose.
    """

    version: str | None
    residents: Mapping[str, Resident]
    gallery: Gallery
    turn: Turn
    lockdown: bool
    holders: Holders


class Residents:
    """The newest snapshot of the roster. Any thread may refresh and read it."""

    def __init__(self, roster: Roster, vault: Vault, model: str) -> None:
        """model: digest of the embedder whose references are compared."""
        self._roster, self._vault, self._model = roster, vault, model
        self._credentials = Credentials(roster, vault)
        self._refreshing = threading.Lock()
        nobody = Gallery([], np.empty((0, 0), np.float32))
        self.now = Snapshot(None, {}, nobody, lambda templates: templates, False, Holders(vault.digest))

    def refresh(self) -> None:
        """Load the roster again if it has changed; when it can't be read, memory goes on with what it holds."""
        try:
            with self._refreshing:
                version = self._roster.version
                if version != self.now.version:
                    self.now = self._load(version)
        except (StorageError, VaultError) as error:
            log.warning("going on with the residents in memory: %s", error)

    def candidate(self, template: Template) -> Candidate | None:
        """The resident nearest to a probe's template; None when nobody is enrolled."""
        now = self.now
        if not len(now.gallery):
            return None
        return now.gallery.identify(now.turn(template[np.newaxis])[0])

    def _load(self, version: str) -> Snapshot:
        references = self._roster.references(self._model)
        if references.unreadable:
            log.error(
                "%d references do not open with this box's keys: enrol those residents again", references.unreadable
            )
        gallery = Gallery(references.people, references.templates)
        # Kept here: a technician may renew the transform and forget this one before the next refresh.
        turn = self._vault.turn(references.transform, references.templates.shape[1])
        residents = self._roster.residents()
        holders = self._holders(residents)
        snapshot = Snapshot(version, residents, gallery, turn, self._roster.lockdown, holders)
        log.info("%d residents, %d references", len(snapshot.residents), len(gallery))
        return snapshot

    def _holders(self, residents: Mapping[str, Resident]) -> Holders:
        stored = self._credentials.load()
        if stored.unreadable:
            log.error("%d phones' secrets do not open with this box's keys: make new ones", stored.unreadable)
        people: defaultdict[str, list[str]] = defaultdict(list)
        for person, resident in residents.items():
            people[rooms.normal(resident.room)].append(person)
        # Who has no room has no PIN and no phone: they are told with a room.
        people.pop("", None)
        return Holders(
            self._vault.digest, {room: _room(inhabitants, stored) for room, inhabitants in people.items()}, stored.cards
        )


def _room(people: Sequence[str], stored: Stored) -> Room:
    pins = [Kept(person, stored.pins[person]) for person in people if person in stored.pins]
    return Room(pins, {person: stored.phones[person] for person in people if person in stored.phones})
