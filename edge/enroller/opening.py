"""Puts a door's enroller together from the parts of the daemon."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from edge.clock import BoxClock
from edge.config import Config
from edge.document.open import open_reader
from edge.document.photo.open import open_decoder
from edge.enroller.enroller import Enroller
from edge.enroller.parts import Parts
from edge.enroller.photographing import printed_text
from edge.enroller.samples import Comparer
from edge.face.capture import Capture
from edge.face.compare import Acceptance
from edge.face.likeness import is_much_like, nearest_other
from edge.face.passive import open_passive
from edge.face.probe import Prober
from edge.notices import Notices
from edge.portal import Portal
from edge.reader import Reader
from edge.residents import Residents
from edge.store.journal import Journal
from edge.store.roster import Roster
from edge.sync import Sync
from edge.telling import Teller
from edge.vault import Vault

AWAY_AFTER = 10 * 60 * 1000
"""Central counts as away when it has not been reached for so long, ms."""


@dataclass(frozen=True)
class House:
    """The parts of the daemon that whoever enrols, and the door's page, work with."""

    vault: Vault
    roster: Roster
    journal: Journal
    residents: Residents
    portal: Portal
    teller: Teller
    clock: BoxClock
    reader: Reader
    notices: Notices
    sync: Sync


def open_enroller(config: Config, house: House, prober: Prober | None) -> Enroller:
    """The enroller of the door. prober: None where no face can be looked at. Raises ConfigError, ModelError."""
    passive = open_passive(config.models) if prober else []
    decoder = open_decoder(config.reader.photo)
    parts = Parts(
        roster=house.roster,
        journal=house.journal,
        residents=house.residents,
        portal=house.portal,
        teller=house.teller,
        clock=house.clock,
        documents=open_reader(config.reader.url),
        cards=house.reader,
        comparer=Comparer(decoder, lambda templates: _alike(config, house, prober, templates)),
        capture=lambda looking: Capture(looking.embedder.manifest.comparison, passive),
        digest=house.vault.digest,
        model=prober.embedder.manifest.sha256 if prober else "",
        central_away=lambda: _is_away(house),
        hours=config.kiosk.provisional_hours,
        zone=ZoneInfo(config.zone),
        town=config.central.url,
        printed=printed_text(),
    )
    return Enroller(parts)


def acceptance(config: Config, prober: Prober | None) -> Acceptance:
    """When somebody at the door is taken for a resident. Without a prober nobody is looked at, and nobody accepted."""
    if prober is None:
        return Acceptance(np.inf, np.inf)
    return Acceptance.of(prober.embedder.manifest.comparison, config.face.comparison)


def _alike(config: Config, house: House, prober: Prober | None, templates: NDArray[np.float32]) -> bool:
    now = house.residents.now
    if not len(now.gallery):
        return False
    return is_much_like(nearest_other(now.gallery, now.turn(templates), ""), acceptance(config, prober))


def _is_away(house: House) -> bool:
    status = house.sync.status
    return not status.online and house.clock.read().now - status.since > AWAY_AFTER
