"""What the forms of guests bring, checked: each complaint names the field it belongs to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _

from central.rental import days
from central.rental.desk import cards
from central.rental.forms import Complaints, day_typed, number
from central.rental.guests import codes, rules
from central.rental.guests.acts import Guest
from central.rental.guests.rules import HOUR, MOST_HOURS, Kind, Relation
from central.rental.housing.forms import text_of
from central.web.letters import length_complaint

_PERSON = 16


@dataclass(frozen=True)
class GuestForm:
    """A guest as they were filled in. person: what they will be called, so that sending twice makes one guest.

    Visitors come at a time on their first day, for some hours; relatives stay from the first day until the last.
    """

    kind: Kind
    person: str
    name: str = ""
    relation: str = ""
    number: str = ""
    first: str = ""
    time: str = ""
    hours: str = ""
    last: str = ""
    has_code: bool = True

    @classmethod
    def empty(cls, kind: Kind, now: int, zone: ZoneInfo) -> "GuestForm":
        """What stands in the form at first: somebody comes now, for some hours or a week."""
        at = datetime.fromtimestamp(now / 1000, zone)
        last = days.last_day(days.after(now, 7, zone), zone)
        first = at.date().isoformat()
        return cls(kind, codes.new_person(), first=first, time=f"{at:%H:%M}", hours=_USUAL_HOURS, last=last.isoformat())

    @classmethod
    def read(cls, kind: Kind, form: Mapping[str, str]) -> "GuestForm":
        """From the fields of a request."""
        typed: dict[str, Any] = {name: text_of(form, name) for name in _TYPED}
        return cls(kind, form.get("token", ""), **typed, has_code="opens" in form)

    def complaints(self) -> Complaints:
        """What must be mended."""
        found: Complaints = {}
        if complaint := length_complaint(self.name, 1, cards.NAME_LENGTH):
            found["name"] = complaint
        if day_typed(self.first) is None:
            found["first"] = _("Choose a day.")
        return found | (self._of_visitor() if self.kind is Kind.VISITOR else self._of_relative())

    @property
    def has_person(self) -> bool:
        """Whether the hidden field is one of ours."""
        return len(self.person) == _PERSON and set(self.person) <= set("0123456789abcdef")

    def said(self, zone: ZoneInfo) -> Guest:
        """Who is to come; only without complaints."""
        begin, until = self._moments(zone)
        relation = Relation(self.relation) if self.kind is Kind.RELATIVE else None
        return Guest(self.kind, self.name, begin, until, relation, self.number, self.has_code)

    def needs_number(self, zone: ZoneInfo) -> bool:
        """Whether they stay so long that their document has to be known, and it is not; only without complaints."""
        return not self.number and rules.has_to_register(self.kind, *self._moments(zone))

    def _of_visitor(self) -> Complaints:
        found: Complaints = {}
        if _time(self.time) is None:
            found["time"] = _("Say a time, like 18:30.")
        if not 1 <= number(self.hours) <= MOST_HOURS:
            found["hours"] = _("Between 1 and %(most)s hours; who stays for days is a relative.", most=MOST_HOURS)
        return found

    def _of_relative(self) -> Complaints:
        found: Complaints = {}
        if self.relation not in set(Relation):
            found["relation"] = _("Choose what they are to the tenant.")
        if self.number and not cards.number_is_possible(self.number):
            found["number"] = _("This is no document's number: look whether a digit is wrong.")
        first, last = day_typed(self.first), day_typed(self.last)
        if last is None or (first is not None and last < first):
            found["until"] = _("Choose a day, the first or a later one.")
        return found

    def _moments(self, zone: ZoneInfo) -> tuple[int, int]:
        first = date.fromisoformat(self.first)
        if self.kind is Kind.RELATIVE:
            return days.begins(first, zone), days.ends(date.fromisoformat(self.last), zone)
        at = datetime.combine(first, time.fromisoformat(self.time), zone)
        begin = int(at.timestamp()) * 1000
        return begin, begin + number(self.hours) * HOUR


_USUAL_HOURS = "4"
_TYPED = ("name", "relation", "number", "first", "time", "hours", "last")


@dataclass(frozen=True)
class UntilForm:
    """Another end of a visit: hours in all, or the last day."""

    hours: str = ""
    last: str = ""

    @classmethod
    def read(cls, form: Mapping[str, str]) -> "UntilForm":
        """From the fields of a request."""
        return cls(text_of(form, "hours"), text_of(form, "last"))

    @classmethod
    def of(cls, begin: int, until: int, zone: ZoneInfo) -> "UntilForm":
        """As it is now."""
        return cls(str(-(-(until - begin) // HOUR)), days.last_day(until, zone).isoformat())

    def complaints(self, kind: Kind) -> Complaints:
        """What must be mended."""
        if kind is Kind.VISITOR and not 1 <= number(self.hours) <= MOST_HOURS:
            return {"until": _("Between 1 and %(most)s hours.", most=MOST_HOURS)}
        return {"until": _("Choose a day.")} if kind is Kind.RELATIVE and day_typed(self.last) is None else {}

    def until(self, kind: Kind, begin: int, zone: ZoneInfo) -> int:
        """When it ends, Unix ms; only without complaints."""
        if kind is Kind.VISITOR:
            return begin + number(self.hours) * HOUR
        return days.ends(date.fromisoformat(self.last), zone)


def _time(text: str) -> time | None:
    try:
        return time.fromisoformat(text) if len(text) == len("18:30") else None
    except ValueError:
        return None
