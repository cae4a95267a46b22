"""What clocks and days are called on a page. A code this version does not know is shown as it came."""

from datetime import date
from typing import Any

from babel.dates import format_date, get_day_names, get_month_names
from flask_babel import get_locale
from flask_babel import lazy_gettext as _

from central.clock.calendars import Change
from central.clock.clocks import Subject
from central.clock.days import Kind
from central.clock.rules import Rule, Unit
from central.clock.states import Event, State
from central.clock.views import When
from central.clock.whys import WHYS

Sign = tuple[str, str, Any]
"""Tone, icon, word: a state is never told by colour alone."""

STATES: dict[str, Sign] = {
    State.RUNNING: ("quiet", "waiting", _("Runs")),
    State.PAUSED: ("doubtful", "pause", _("Paused")),
    State.BREACHED: ("bad", "warning", _("Overdue")),
    State.MET: ("good", "granted", _("Met")),
    State.CANCELLED: ("quiet", "revoked", _("Cancelled")),
}
EVENTS: dict[str, Any] = {
    Event.STARTED: _("Started"),
    Event.PAUSED: _("Paused"),
    Event.RESUMED: _("Goes on"),
    Event.EXTENDED: _("Extended"),
    Event.RECALCULATED: _("Counted anew: the calendar changed"),
    Event.REINSTATED: _("Runs again: the calendar changed"),
    Event.REMINDED: _("Reminded"),
    Event.BREACHED: _("Overdue"),
    Event.ESCALATED: _("Escalated"),
    Event.MET: _("Met"),
    Event.CANCELLED: _("Cancelled"),
    Event.REOPENED: _("Runs again: its end was taken back"),
}
LISTS: dict[str, Any] = {
    When.OVERDUE: _("Overdue"),
    When.TODAY: _("Due today"),
    When.WEEK: _("Due this week"),
    When.LATER: _("Due later"),
    When.PAUSED: _("Paused"),
    When.ENDED: _("Ended"),
}
NEEDS: dict[str, Any] = {
    When.OVERDUE: _("Deadlines that are over"),
    When.TODAY: _("Deadlines that end today"),
}
KINDS: dict[str, Any] = {
    Kind.WORKING: _("Working day"),
    Kind.WEEKEND: _("Weekend"),
    Kind.HOLIDAY: _("Holiday"),
    Kind.MAKE_UP: _("Make-up workday"),
    Kind.MADE_WORKING: _("Made a working day"),
    Kind.MADE_FREE: _("Made a free day"),
}
MARKS: dict[str, Any] = {
    # Translators: one letter on a calendar: a holiday.
    Kind.HOLIDAY: _("H"),
    # Translators: one letter on a calendar: a weekend day that is worked.
    Kind.MAKE_UP: _("W"),
    # Translators: two letters on a calendar: staff made it a working day.
    Kind.MADE_WORKING: _("+W"),
    # Translators: two letters on a calendar: staff made it a free day.
    Kind.MADE_FREE: _("+F"),
}
HOLIDAYS: dict[str, Any] = {
    "new_years_day": _("New Year"),
    "spring_festival": _("Spring Festival"),
    "tomb_sweeping_day": _("Qingming"),
    "labour_day": _("Labour Day"),
    "dragon_boat_festival": _("Dragon Boat Festival"),
    "mid_autumn_festival": _("Mid-Autumn Festival"),
    "national_day": _("National Day"),
    "anti_fascist_70th_day": _("Victory Day"),
}
CHANGES: dict[str, Any] = {
    Change.MADE_WORKING: _("Made a working day"),
    Change.MADE_FREE: _("Made a free day"),
    Change.REMOVED: _("As the notice says again"),
    Change.NOTICE: _("Notice of the year"),
}
SPANS: dict[str, tuple[Any, Any]] = {
    Unit.WORKING_DAYS: (_("1 working day"), _("%(number)s working days")),
    Unit.NATURAL_DAYS: (_("1 day"), _("%(number)s days")),
    Unit.MONTHS: (_("1 month"), _("%(number)s months")),
    Unit.HOURS: (_("1 hour"), _("%(number)s hours")),
    Unit.WORKING_MINUTES: (_("1 minute of office hours"), _("%(number)s minutes of office hours")),
}
"""Unit → one of them, several of them."""
SUBJECTS: dict[str, Any] = {
    "appeal": _("Appeal %(number)s"),
    # Theirs is named by what faces are used for, not by a number.
    "assessment": _("Impact assessments"),
    "face-grace": _("Opening the door by face"),
    "faces": _("%(number)s stored faces"),
    "guest": _("Guest %(number)s"),
    "handover-file": _("Exported file %(number)s"),
    "hazard": _("Hazard %(number)s"),
    "incident": _("Incident %(number)s"),
    "listing": _("Listing %(number)s"),
    "own-request": _("Request about one's own data %(number)s"),
    "registration": _("Registration %(number)s"),
    "stay": _("Stay %(number)s"),
    "work": _("Item of work %(number)s"),
}
OWNERS: dict[str, Any] = {
    "landlord": _("Landlord %(number)s"),
    "role:office": _("Town office"),
    "role:system-administrator": _("System administrator"),
}


def sign(code: str) -> Sign:
    """A clock's state as tone, icon and word."""
    return STATES.get(code) or ("doubtful", "unknown", code)


def state(code: str) -> Any:
    """What a clock's state is called."""
    return sign(code)[2]


def about(of: Subject) -> str:
    """What a clock runs for: a hazard, a stay, and its number."""
    return str(SUBJECTS[of.kind] % {"number": of.id}) if of.kind in SUBJECTS else f"{of.kind} {of.id}"


def owner(code: str) -> str:
    """Who sees to it: a role, or a landlord by their number."""
    what, _colon, number = code.partition(":")
    return str(OWNERS.get(code, code)) if what not in OWNERS else str(OWNERS[what] % {"number": number})


def event(code: str) -> Any:
    """What something that happens to a clock is called."""
    return EVENTS.get(code, code)


def word(words: dict[str, Any], code: str) -> Any:
    """What a code is called."""
    return words.get(code, code)


def why(text: str) -> Any:
    """What a program left in a clock's story, in the reader's language; as it came, where a person wrote it."""
    return WHYS.get(text, text)


def rule(of: Rule) -> str:
    """What people call a rule, in the reader's language."""
    return of.zh if str(get_locale()).startswith("zh") else of.en


def span(amount: int, unit: str) -> Any:
    """So many of a unit."""
    one, several = SPANS[unit]
    return one if amount == 1 else several % {"number": amount}


def rule_in_full(of: Rule) -> str:
    """A rule with its term and where it comes from."""
    term = span(of.term.amount, of.term.unit)
    return str(_("%(rule)s: %(term)s, %(source)s", rule=rule(of), term=term, source=of.source))


def month(number: int) -> str:
    """January or 一月."""
    return str(get_month_names("wide", context="stand-alone", locale=get_locale())[number])


def weekdays() -> list[tuple[str, str]]:
    """Monday to Sunday, short and long."""
    short = get_day_names("narrow", context="stand-alone", locale=get_locale())
    long = get_day_names("wide", context="stand-alone", locale=get_locale())
    return [(short[number], long[number]) for number in range(7)]


def whole_day(day: date) -> str:
    """Thursday, October 1, 2026 or 2026年10月1日星期四."""
    return str(format_date(day, "full", locale=get_locale()))


def whole_day_of(text: str) -> str:
    """The same for an ISO date; a year stays as it is."""
    try:
        return whole_day(date.fromisoformat(text))
    except ValueError:
        return text
