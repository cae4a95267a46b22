"""Puts a door's enroller and its page together, and begins their work."""

from collections.abc import Callable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from edge.clock import BoxClock
from edge.config import Config
from edge.document.open import open_reader
from edge.document.photo.open import open_decoder
from edge.enroller import Enroller
from edge.enroller.parts import Parts
from edge.enroller.photographing import printed_text
from edge.enroller.samples import Comparer
from edge.face.capture import Capture
from edge.face.compare import Acceptance
from edge.face.likeness import is_much_like, nearest_other
from edge.face.passive import PassiveModel, open_passive
from edge.face.presentation import Presentation
from edge.face.probe import Prober
from edge.kiosk.app import create_app
from edge.kiosk.home import Doorway
from edge.kiosk.server import KioskServer
from edge.lookout import Lookout
from edge.notices import Notices
from edge.own_data import OwnData
from edge.portal import Portal
from edge.reader import Reader
from edge.residents import Residents
from edge.store.credentials import Credentials
from edge.store.journal import Journal
from edge.store.roster import Roster
from edge.sync import Sync
from edge.telling import Teller
from edge.vault import Vault
from edge.work import Work
from wire.kinds import Alarm, Level

AWAY_AFTER = 10 * 60 * 1000
"""Central counts as away when it has not been reached for so long, ms."""


@dataclass(frozen=True)
class House:
    """The parts of the daemon that the page works with. lookout: None where no face can be looked at."""

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
    lookout: Lookout | None


def begin_kiosk(config: Config, house: House, prober: Prober | None, work: Work) -> KioskServer:
    """Begin the work of the door's page; where it listens. Raises ConfigError, ModelError, EdgeError."""
    passive = open_passive(config.models) if prober else []
    enroller = Enroller(_parts(config, house, prober, passive))
    own_data = OwnData(
        house.portal,
        house.residents,
        house.roster,
        Credentials(house.roster, house.vault),
        house.teller,
        house.clock,
        lambda: Presentation(_acceptance(config, prober)),
    )
    house.portal.let_in = own_data.meet
    doorway = Doorway(house.portal, lambda: house.lookout.words if house.lookout else None, _bell(config, house))
    server = KioskServer(create_app(enroller, doorway, own_data, ZoneInfo(config.zone)), config.kiosk.listen)
    if house.lookout:
        house.lookout.guests = (own_data.see, enroller.see)
    work.begin("enroller", enroller.run)
    work.begin("kiosk", server.run)
    return server


def _parts(config: Config, house: House, prober: Prober | None, passive: list[PassiveModel]) -> Parts:
    return Parts(
        roster=house.roster,
        journal=house.journal,
        residents=house.residents,
        portal=house.portal,
        teller=house.teller,
        clock=house.clock,
        documents=open_reader(config.reader.url),
        cards=house.reader,
        comparer=Comparer(
            open_decoder(config.reader.photo), lambda templates: _alike(config, house, prober, templates)
        ),
        capture=lambda looking: Capture(looking.embedder.manifest.comparison, passive),
        digest=house.vault.digest,
        model=prober.embedder.manifest.sha256 if prober else "",
        central_away=lambda: _is_away(house),
        hours=config.kiosk.provisional_hours,
        zone=ZoneInfo(config.zone),
        town=config.central.url,
        printed=printed_text(),
    )


def _acceptance(config: Config, prober: Prober | None) -> Acceptance:
    """Without a prober nobody is looked at, and nobody accepted."""
    if prober is None:
        return Acceptance(np.inf, np.inf)
    return Acceptance.of(prober.embedder.manifest.comparison, config.face.comparison)


def _alike(config: Config, house: House, prober: Prober | None, templates: NDArray[np.float32]) -> bool:
    now = house.residents.now
    if not len(now.gallery):
        return False
    return is_much_like(nearest_other(now.gallery, now.turn(templates), ""), _acceptance(config, prober))


def _is_away(house: House) -> bool:
    status = house.sync.status
    return not status.online and house.clock.read().now - status.since > AWAY_AFTER


def _bell(config: Config, house: House) -> Callable[[str], None]:
    def ring(room: str) -> None:
        house.notices.put(Alarm("bell", Level.INFO, config.door.name, f"room {room}" if room else ""))

    return ring
