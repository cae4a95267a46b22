"""Who this door knows, kept in memory: a slow, full or broken disk keeps nobody outside.

Loaded from the roster, and loaded anew when the roster has changed, also by a technician's command in another process.
"""

import logging
import threading
from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

import numpy as np

from edge.access import Resident
from edge.agreement import Asked
from edge.credentials import room as rooms
from edge.credentials.holders import Holders, Room
from edge.credentials.pin import Kept
from edge.errors import StorageError, VaultError
from edge.face.compare import Candidate, Gallery
from edge.face.template import Template
from edge.store.agreements import Agreements
from edge.store.credentials import Credentials, Stored
from edge.store.references import References
from edge.store.roster import Roster
from edge.vault import Turn, Vault
from wire import notice

log = logging.getLogger(__name__)


@dataclass(frozen=True, eq=False)
class Snapshot:
    """The roster at one version. gallery: the faces that open. turn: turns a probe's template as they are turned.

    holders: whose PINs, cards and phones are whose. asked: whose face needs another yes. everybody: the gallery with
    those faces that rest until they have it. uses_faces: whether any face may be looked at here; both are empty where
    none may.
    """

    version: str | None
    residents: Mapping[str, Resident]
    gallery: Gallery
    turn: Turn
    lockdown: bool
    holders: Holders
    asked: Asked
    everybody: Gallery
    uses_faces: bool = True


class Residents:
    """The newest snapshot of the roster. Any thread may refresh and read it."""

    def __init__(self, roster: Roster, vault: Vault, model: str) -> None:
        """model: digest of the embedder whose references are compared."""
        self._roster, self._vault, self._model = roster, vault, model
        self._credentials = Credentials(roster, vault)
        self._refreshing = threading.Lock()
        nobody = Gallery([], np.empty((0, 0), np.float32))
        holders = Holders(vault.digest)
        self.now = Snapshot(None, {}, nobody, lambda templates: templates, False, holders, Asked(), nobody)

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
        """The resident nearest to a probe's template, of those whose face opens; None when there are none."""
        now = self.now
        return _nearest(now.gallery, now.turn, template)

    def acquaintance(self, template: Template) -> Candidate | None:
        """The nearest of all, also of those whose face rests: for who asks to be recognised, to answer about it."""
        now = self.now
        return _nearest(now.everybody, now.turn, template)

    def _load(self, version: str) -> Snapshot:
        references = self._roster.references(self._model)
        if references.unreadable:
            log.error(
                "%d references do not open with this box's keys: enrol those residents again", references.unreadable
            )
        uses_faces = self._roster.uses_faces
        # Nobody is asked about a face that is not looked at.
        asked = Agreements(self._roster).asked(notice.current()) if uses_faces else Asked()
        everybody = Gallery(references.people, references.templates)
        if not uses_faces:
            everybody = _without(references, frozenset(references.people))
        gallery = _without(references, asked.resting) if asked.resting else everybody
        # Kept here: a technician may renew the transform and forget this one before the next refresh.
        turn = self._vault.turn(references.transform, references.templates.shape[1])
        residents = self._roster.residents()
        holders = self._holders(residents)
        lockdown = self._roster.lockdown
        log.info("%d residents, %d references that open", len(residents), len(gallery))
        return Snapshot(version, residents, gallery, turn, lockdown, holders, asked, everybody, uses_faces)

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


def _nearest(gallery: Gallery, turn: Turn, template: Template) -> Candidate | None:
    if not len(gallery):
        return None
    turned = turn(template[np.newaxis])[0]
    found = gallery.identify(turned)
    turned.fill(0)
    return found


def _without(references: References, resting: Set[str]) -> Gallery:
    kept = [row for row, person in enumerate(references.people) if person not in resting]
    return Gallery([references.people[row] for row in kept], references.templates[kept])


def _room(people: Sequence[str], stored: Stored) -> Room:
    pins = [Kept(person, stored.pins[person]) for person in people if person in stored.pins]
    return Room(pins, {person: stored.phones[person] for person in people if person in stored.phones})
