"""What the codes of guests are called on a page."""

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from central.rental.guests import acts, rules
from central.rental.guests.rules import GuestEvent, GuestState, Kind, Relation
from central.rental.housing.assigning import TooMany
from central.rental.housing.words import refused
from central.rental.rules import NotPossible
from central.rental.words import Sign, sign
from central.web import moments

KINDS: dict[str, Any] = {Kind.VISITOR: _("Visitor"), Kind.RELATIVE: _("Relative")}
RELATIONS: dict[str, Any] = {
    Relation.SPOUSE: _("Husband or wife"),
    Relation.CHILD: _("Child"),
    Relation.PARENT: _("Father or mother"),
    Relation.SIBLING: _("Brother or sister"),
    Relation.OTHER: _("Other relative"),
}
STATES: dict[str, Sign] = {
    GuestState.EXPECTED: ("doubtful", "waiting", _("Expected")),
    GuestState.THERE: ("good", "person", _("There")),
    GuestState.OVER: ("quiet", "revoked", _("Has left")),
    GuestState.CANCELLED: ("quiet", "revoked", _("Did not come")),
}
REGISTRATION: dict[str, Sign] = {"missing": ("doubtful", "warning", _("Has to register"))}
EVENTS: dict[str, Any] = {
    GuestEvent.BEGIN: _("their time has come"),
    GuestEvent.CODE: _("new code"),
    GuestEvent.CHANGE: _("other end"),
    GuestEvent.END: _("left"),
    GuestEvent.CANCEL: _("cancelled"),
}


NEED: Any = _("Relatives who have to register")


def state(code: str) -> Any:
    """What a guest's state is called."""
    return sign(STATES, code)[2]


def event(code: str) -> Any:
    """What something that happens to a guest is called."""
    return EVENTS.get(code, code)


def why_not(error: NotPossible) -> tuple[str, Any]:
    """The field of the form that has to be mended, and what is wrong with it."""
    if isinstance(error, acts.Outside):
        first, last = moments.day(error.begin), moments.day(error.until - 1)
        return "until", gettext(
            "Guests are there while the tenant is: from %(first)s until %(last)s.", first=first, last=last
        )
    if isinstance(error, acts.Doubled):
        return "number", gettext("Somebody with this number is a guest of this stay already.")
    if isinstance(error, TooMany):
        after = gettext("After %(days)s days a relative counts as living there.", days=rules.FREE_DAYS)
        return "until", f"{refused(error)} {after}"
    if isinstance(error, acts.TooManyGuests):
        return "until", gettext("A stay has at most %(number)s guests at once.", number=rules.MOST_AT_ONCE)
    return "until", gettext("Nobody can come then: the stay is over, or the time is past.")
