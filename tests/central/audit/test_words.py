"""Whatever the code notes has a name for people."""

import re
from pathlib import Path

from central.audit import words
from central.clock.calendars import Change
from central.duties.assessing import Decision
from central.duties.happening import Step
from central.duties.purging import FORGETTINGS
from central.rental.desk.queue import TicketEvent
from central.rental.desk.rules import What
from central.rental.guests.rules import GuestEvent
from central.rental.housing.appeals import AppealState
from central.rental.housing.hazards import HazardEvent
from central.rental.housing.room_states import RoomEvent
from central.rental.letting.rules import ListingEvent
from central.rental.own.rules import Kind, State
from central.rental.rules import StayEvent

CENTRAL = Path(words.__file__).parents[1]
MADE_UP = {
    "appeal.{state}": {f"appeal.{state}" for state in (AppealState.REFUSED, AppealState.UPHELD)},
    "assessment.{decision.value}": {f"assessment.{decision}" for decision in Decision},
    "calendar.{what}": {f"calendar.{change}" for change in Change},
    "desk.{what}": {f"desk.{what}" for what in What},
    "factor.{what}": {"factor.add", "factor.spend", "factor.remove"},
    "guest.{event}": {f"guest.{event}" for event in (GuestEvent.END, GuestEvent.CANCEL)},
    "hazard.{event}": {f"hazard.{event}" for event in HazardEvent},
    "incident.{step.value}": {f"incident.{step}" for step in Step},
    "listing.{event}": {
        f"listing.{event}"
        for event in (ListingEvent.OFFER, ListingEvent.TAKE, ListingEvent.RELEASE, ListingEvent.WITHDRAW)
    },
    "own.{kind}": {f"own.{kind}" for kind in Kind},
    "own.{state}": {f"own.{state}" for state in (State.DONE, State.REFUSED)},
    "queue.{event}": {f"queue.{event}" for event in TicketEvent},
    "room.{event}": {f"room.{event}" for event in RoomEvent},
    "stay.{event}": {f"stay.{event}" for event in (StayEvent.END, StayEvent.CANCEL)},
    "{each.what}.forget": {f"{each.what}.forget" for each in FORGETTINGS},
    "{act}.fail": {"sign-in.fail", "staff.join.fail", "first-run.fail", "factor.spend.fail", "factor.passkey.fail"},
}
"""Acts whose names are put together, and what they come to."""


def test_every_act_that_is_noted_has_a_name() -> None:
    sources = [path.read_text("utf-8") for path in CENTRAL.rglob("*.py")]
    plain = {found for source in sources for found in re.findall(r'\bact="([a-z][a-z.-]*)"', source)}
    built = {found for source in sources for found in re.findall(r'\bact=f"([^"]+)"', source)}

    assert "stay.move" in plain
    assert built <= MADE_UP.keys()
    assert plain | set().union(*MADE_UP.values()) <= words.ACTS.keys()


def test_an_act_of_a_newer_version_is_shown_as_it_came() -> None:
    assert words.act("moon.landing") == "moon.landing"
    assert words.doer("moon:1", "") == "moon:1"
