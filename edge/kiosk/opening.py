"""Puts a door's page together, and begins its work."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from edge.config import Config
from edge.enroller import Enroller
from edge.enroller.opening import House, acceptance
from edge.face.presentation import Presentation
from edge.face.probe import Prober
from edge.kiosk.app import create_app
from edge.kiosk.home import Doorway
from edge.kiosk.server import KioskServer
from edge.lookout import Lookout
from edge.own_data import OwnData
from edge.ways import Ways
from edge.work import Work
from wire.kinds import Alarm, Level


def begin_kiosk(
    config: Config, house: House, enroller: Enroller, lookout: Lookout | None, prober: Prober | None, work: Work
) -> KioskServer:
    """Begin the work of the door's page; where it listens. Raises EdgeError.

    lookout, prober: None where no face can be looked at.
    """
    own_data = OwnData(
        house.portal,
        house.residents,
        house.roster,
        Ways(house.roster, house.vault, house.journal.append, house.clock),
        house.teller,
        house.clock,
        lambda: Presentation(acceptance(config, prober)),
    )
    house.portal.let_in = own_data.meet
    doorway = Doorway(house.portal, lambda: lookout.words if lookout else None, _bell(config, house))
    server = KioskServer(
        create_app(enroller, doorway, own_data, ZoneInfo(config.zone), config.central.url), config.kiosk.listen
    )
    if lookout:
        lookout.guests = (own_data.see, *lookout.guests)
    work.begin("kiosk", server.run)
    return server


def _bell(config: Config, house: House) -> Callable[[str], None]:
    def ring(room: str) -> None:
        house.notices.put(Alarm("bell", Level.INFO, config.door.name, f"room {room}" if room else ""))

    return ring
