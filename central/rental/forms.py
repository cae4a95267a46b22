"""What the forms of rental housing bring, checked: each complaint names the field it belongs to."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _

from central.rental import days, rules
from central.rental.choosing import BOX, LANDLORD
from central.rental.housing import words
from central.rental.housing.assigning import TooMany
from central.rental.looks import OF_PERSON, WHY_LENGTH, Look, Purpose, Word
from central.rental.rooms import NAME_LENGTH
from central.rental.stays import Plan
from central.web.choosing import UNCLEAR
from central.web.letters import length_complaint, strange_sign

Complaints = dict[str, Any]
"""Field → what is wrong with it (a lazy translation)."""

_NO_DAY = _("Choose a day.")


@dataclass(frozen=True)
class Dates:
    """First and last day as they were typed, YYYY-MM-DD."""

    first: str
    last: str

    @classmethod
    def read(cls, form: Mapping[str, str]) -> "Dates":
        """From the fields of a request."""
        return cls(form.get("first", ""), form.get("last", ""))

    @classmethod
    def a_year(cls, today: date) -> "Dates":
        """What stands in the form at first: most rooms are let for a year."""
        return cls(today.isoformat(), days.a_year_from(today).isoformat())

    def complaints(self, now: int, zone: ZoneInfo) -> Complaints:
        """What must be mended."""
        first, last = day_typed(self.first), day_typed(self.last)
        found: Complaints = {name: _NO_DAY for name, day in (("first", first), ("last", last)) if day is None}
        if first and last and not rules.dates_are_possible(days.begins(first, zone), days.ends(last, zone), now):
            found["last"] = _("The last day is today or later, after the first one, and within ten years.")
        return found

    def moments(self, zone: ZoneInfo) -> tuple[int, int]:
        """When the stay begins and ends, Unix ms; only without complaints."""
        return days.begins(date.fromisoformat(self.first), zone), days.ends(date.fromisoformat(self.last), zone)


@dataclass(frozen=True)
class StayForm:
    """An invitation as it was filled in. token: what the stay will be called, so that sending twice makes one stay.

    family: why the people may be more than a bedroom is meant for; asked where they are.
    """

    token: str
    dates: Dates
    places: str = "1"
    minors: bool = False
    family: str = ""

    @classmethod
    def read(cls, form: Mapping[str, str]) -> "StayForm":
        """From the fields of a request."""
        family = form.get("family", "").strip()
        return cls(form.get("token", ""), Dates.read(form), form.get("places", ""), "minors" in form, family)

    def complaints(self, now: int, zone: ZoneInfo) -> Complaints:
        """What must be mended."""
        found = self.dates.complaints(now, zone)
        if not rules.places_are_possible(self._places, minors=False):
            found["places"] = _("Between 1 and %(number)s people.", number=rules.MOST_PLACES)
        elif not rules.places_are_possible(self._places, minors=self.minors):
            found["places"] = _("A child under 14 stays with a guardian: that makes two people at least.")
        if complaint := length_complaint(self.family, 0, WHY_LENGTH):
            found["family"] = complaint
        return found

    @staticmethod
    def refusal(refused: TooMany) -> Complaints:
        """What must be mended where the people are too many for the room."""
        found: Complaints = {"places": words.refused(refused)}
        if refused.may_be_overridden:
            found["family"] = _("If they have a legal duty to care for one another, say so here.")
        return found

    def plan(self, zone: ZoneInfo) -> Plan:
        """The stay that is wanted; only without complaints."""
        begin, until = self.dates.moments(zone)
        return Plan(begin, until, self._places, self.minors, self.family)

    @property
    def has_token(self) -> bool:
        """Whether the hidden field is one of ours."""
        return len(self.token) == 32 and set(self.token) <= set("0123456789abcdef")

    @property
    def _places(self) -> int:
        return int(self.places) if self.places.isascii() and self.places.isdigit() and len(self.places) < 4 else 0


@dataclass(frozen=True)
class RoomForm:
    """A room as it was filled in: numbers of landlord and box, 0 for none, UNCLEAR for what nobody could tell."""

    name: str
    landlord_id: int
    box_id: int

    @classmethod
    def read(cls, form: Mapping[str, str]) -> "RoomForm":
        """From the fields of a request."""
        return cls(form.get("name", "").strip(), LANDLORD.chosen(form), BOX.chosen(form))

    def complaints(self) -> Complaints:
        """What must be mended."""
        found: Complaints = {}
        if complaint := length_complaint(self.name, 1, NAME_LENGTH):
            found["name"] = complaint
        if self.landlord_id <= 0:
            found["landlord"] = _("Choose whose room it is.")
        if self.box_id == UNCLEAR:
            found["box"] = _("Choose one of the boxes, or none.")
        return found


@dataclass(frozen=True)
class LookForm:
    """A look at what is hidden of somebody, as it was asked for."""

    word: str = ""
    purpose: str = ""
    why: str = ""

    @classmethod
    def read(cls, form: Mapping[str, str]) -> "LookForm":
        """From the fields of a request."""
        return cls(form.get("word", ""), form.get("purpose", ""), form.get("why", "").strip())

    def complaints(self, words: Collection[Word] = OF_PERSON) -> Complaints:
        """What must be mended. words: those that can be looked at here."""
        found: Complaints = {}
        if self.word not in words:
            found["word"] = _("Choose what to show.")
        if self.purpose not in set(Purpose):
            found["purpose"] = _("Choose what it is for.")
        if strange := strange_sign(self.why):
            found["why"] = strange
        elif not 1 <= len(self.why) <= WHY_LENGTH:
            found["why"] = _("Say why, in 1 to %(number)s letters.", number=WHY_LENGTH)
        return found

    @property
    def look(self) -> Look:
        """What is asked for; only without complaints."""
        return Look(Word(self.word), Purpose(self.purpose), self.why)


def number(text: str | None) -> int:
    """A row's number as a form holds it; 0 where there is none."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) <= 18 else 0


def day_typed(text: str) -> date | None:
    """A day as a form holds it; None for what is none."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    # Calendars of computers end soon after.
    return day if 1970 < day.year < 9999 else None
