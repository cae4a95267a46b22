"""What the forms of the front desk bring, checked: each complaint names the field it belongs to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _

from central.place.choosing import chosen_place
from central.rental.desk import cards
from central.rental.desk.halls import MOST_COUNTERS
from central.rental.forms import Complaints, Dates, StayForm, number
from central.rental.stays import Plan, new_token
from central.web.letters import length_complaint

OF_THE_CARD: Final = frozenset({"name", "number"})
"""Fields that a card answers; whoever has a reader of cards at the desk has nothing to type."""
HALL_NAME_LENGTH: Final = 40


@dataclass(frozen=True)
class CardForm:
    """What was typed from a card; nothing of it need be, since the door reads the card itself."""

    name: str = ""
    number: str = ""

    @classmethod
    def read(cls, form: Mapping[str, str]) -> "CardForm":
        """From the fields of a request."""
        return cls(form.get("name", "").strip(), form.get("number", "").strip())

    def complaints(self) -> Complaints:
        """What must be mended."""
        found: Complaints = {}
        if complaint := length_complaint(self.name, 0, cards.NAME_LENGTH):
            found["name"] = complaint
        if self.number and not cards.number_is_possible(self.number):
            found["number"] = _("This is no document's number: look whether a digit is wrong.")
        return found


@dataclass(frozen=True)
class WalkInForm:
    """Somebody who comes without an invitation, from today on. room: number of the room, 0 for none."""

    card: CardForm
    stay: StayForm
    room: int = 0

    @classmethod
    def empty(cls, today: date) -> "WalkInForm":
        """What stands in the form at first: most rooms are let for a year."""
        return cls(CardForm(), StayForm(new_token(), Dates.a_year(today)))

    @classmethod
    def read(cls, form: Mapping[str, str], today: date) -> "WalkInForm":
        """From the fields of a request. The first day is today."""
        stay = StayForm.read({**form, "first": today.isoformat()})
        return cls(CardForm.read(form), stay, number(form.get("room")))

    def complaints(self, now: int, zone: ZoneInfo) -> Complaints:
        """What must be mended."""
        found: Complaints = {} if self.room else {"room": _("Choose a room.")}
        return {**found, **self.card.complaints(), **self.stay.complaints(now, zone)}

    def plan(self, zone: ZoneInfo) -> Plan:
        """The stay that is wanted; only without complaints."""
        return self.stay.plan(zone)


@dataclass(frozen=True)
class HallForm:
    """A hall as it was filled in."""

    name: str = ""
    place: int = 1
    counters: str = "1"

    @classmethod
    def read(cls, form: Mapping[str, str]) -> "HallForm":
        """From the fields of a request."""
        return cls(form.get("name", "").strip(), chosen_place(form), form.get("counters", ""))

    def complaints(self) -> Complaints:
        """What must be mended."""
        found: Complaints = {}
        if complaint := length_complaint(self.name, 1, HALL_NAME_LENGTH):
            found["name"] = complaint
        if not self.place:
            found["place"] = _("Choose one of the places.")
        if not 1 <= self.count <= MOST_COUNTERS:
            found["counters"] = _("Between 1 and %(number)s counters.", number=MOST_COUNTERS)
        return found

    @property
    def count(self) -> int:
        """How many counters; 0 for what is no number."""
        return number(self.counters)
