"""What the calendar's forms bring, checked: each complaint names the field it belongs to."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask_babel import lazy_gettext as _

from central.clock.days import FIRST, LAST
from central.clock.reasons import WHY_LENGTH, NoReason, checked
from central.web.letters import strange_sign

Complaints = dict[str, Any]
"""Field → what is wrong with it (a lazy translation)."""

_RANGE = re.compile(r"(\d{1,2})-(\d{1,2})(?:\s*(?:\.\.|–|~|至)\s*(\d{1,2})-(\d{1,2}))?")


@dataclass(frozen=True)
class OverrideForm:
    """A day and what it is to be, as it was filled in."""

    day: str = ""
    kind: str = ""
    why: str = ""

    @classmethod
    def read(cls, form: Mapping[str, str]) -> "OverrideForm":
        """From the fields of a request."""
        return cls(form.get("day", ""), form.get("kind", ""), form.get("why", ""))

    def complaints(self) -> Complaints:
        """What must be mended."""
        found: Complaints = {}
        if day_of(self.day) is None:
            found["day"] = _("Choose a day.")
        if self.kind not in ("working", "free"):
            found["kind"] = _("Say whether the day is worked.")
        return found | why_complaints(self.why)

    @property
    def on(self) -> date:
        """The day; only without complaints."""
        return date.fromisoformat(self.day)


@dataclass(frozen=True)
class NoticeForm:
    """A year's notice as it was typed: days as `02-15..02-23, 04-04`."""

    year: str = ""
    free: str = ""
    make_up: str = ""
    source: str = ""

    @classmethod
    def read(cls, form: Mapping[str, str]) -> "NoticeForm":
        """From the fields of a request."""
        return cls(*(form.get(name, "").strip() for name in ("year", "free", "make_up", "source")))

    def complaints(self) -> Complaints:
        """What must be mended."""
        found: Complaints = {}
        if not self._has_year:
            found["year"] = _("Type a year, such as 2027.")
        for name in ("free", "make_up"):
            if self._has_year and days_of(getattr(self, name), int(self.year)) is None:
                found[name] = _("Type month and day, such as 02-15..02-23, 04-04.")
        if "free" not in found and not self.free:
            found["free"] = _("Type month and day, such as 02-15..02-23, 04-04.")
        if why_complaints(self.source):
            found["source"] = _("Say which notice it is: its number or its date.")
        return found

    @property
    def days(self) -> tuple[list[date], list[date]]:
        """Days off and days worked; only without complaints."""
        year = int(self.year)
        return days_of(self.free, year) or [], days_of(self.make_up, year) or []

    @property
    def _has_year(self) -> bool:
        return bool(re.fullmatch(r"[0-9]{4}", self.year)) and FIRST.year < int(self.year) < LAST.year


def day_of(text: str) -> date | None:
    """A day that can be counted with, from YYYY-MM-DD."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if FIRST <= day <= LAST else None


def days_of(text: str, year: int) -> list[date] | None:
    """The days of `02-15..02-23, 04-04` in a year, in order; None for anything else, [] for nothing."""
    parts = [part.strip() for part in re.split(r"[,，、;；\n]", text) if part.strip()]
    found = [_RANGE.fullmatch(part) for part in parts]
    if not all(found):
        return None
    try:
        return sorted({day for part in found if part for day in _days(part, year)})
    except ValueError:
        return None


def why_complaints(why: str) -> Complaints:
    """Whether it is a reason."""
    if strange := strange_sign(why.strip()):
        return {"why": strange}
    try:
        checked(why)
    except NoReason:
        return {"why": _("Give a reason of 1 to %(number)s letters: it is kept with the change.", number=WHY_LENGTH)}
    return {}


def _days(part: re.Match[str], year: int) -> Iterator[date]:
    first = date(year, int(part[1]), int(part[2]))
    last = date(year, int(part[3]), int(part[4])) if part[3] else first
    if last < first:
        raise ValueError(f"{last} is before {first}")
    return (first + timedelta(days=number) for number in range((last - first).days + 1))
