"""What the codes of housing are called on a page. A code this version does not know is shown as it came."""

from typing import Any

from flask_babel import format_decimal, gettext
from flask_babel import lazy_gettext as _

from central.rental.housing import settings
from central.rental.housing.appeals import AppealState
from central.rental.housing.assigning import NotLet, TooMany
from central.rental.housing.crowding import Limit
from central.rental.housing.hazards import HazardEvent, HazardState, Purpose, Severity
from central.rental.housing.room_states import RoomEvent, Use
from central.rental.rules import NotPossible
from central.rental.words import ROOM_STATES, Sign, sign

ROOM_EVENTS: dict[str, Any] = {
    RoomEvent.OFFER: _("Offer it for letting"),
    RoomEvent.APPROVE: _("Looked at: may be let"),
    RoomEvent.REJECT: _("Looked at: may not be let"),
    RoomEvent.RESERVE: _("a stay is planned"),
    RoomEvent.RELEASE: _("no stay is planned any more"),
    RoomEvent.CHECK_IN: _("a stay begins"),
    RoomEvent.NOTICE: _("Notice was given"),
    RoomEvent.STAY_ON: _("They stay after all"),
    RoomEvent.CHECK_OUT: _("the last stay ends"),
    RoomEvent.CHECKED: _("Checked and clean"),
    RoomEvent.BREAK: _("Out of order"),
    RoomEvent.REPAIRED: _("Repaired"),
    RoomEvent.BLOCK: _("Suspend by order"),
    RoomEvent.LIFT: _("Lift the order"),
    RoomEvent.TAKE_BACK: _("Offer it no longer"),
    RoomEvent.CLOSE: _("Close for good"),
    RoomEvent.REOPEN: _("Open again"),
}
USES: dict[str, Any] = {
    Use.BEDROOM: _("Bedroom"),
    Use.FLAT: _("Flat"),
    Use.LIVING_ROOM: _("Living room"),
    Use.DORMITORY: _("Dormitory"),
    Use.KITCHEN: _("Kitchen"),
    Use.BATHROOM: _("Bathroom"),
    Use.BALCONY: _("Balcony"),
    Use.CELLAR: _("Cellar"),
}
TIERS: dict[str, Sign] = {
    "green": ("good", "granted", _("Green")),
    "yellow": ("doubtful", "waiting", _("Yellow")),
    "orange": ("doubtful", "warning", _("Orange")),
    "red": ("bad", "denied", _("Red")),
    "": ("quiet", "unknown", _("Not looked at yet")),
}
SCHEMES: dict[str, Any] = {"four": _("Four colours"), "three": _("Three colours")}
STANDARDS: dict[str, Any] = {"4-m2": _("4 m² for each person"), "6-m2": _("6 m² for each person (draft)")}
SETTINGS: dict[str, Any] = {
    "crowding": _("How many people may live in a room"),
    "tiers": _("Colours of houses"),
    "135": _("The rule “135”"),
    "no-show": _("From when somebody who has not come counts as not coming"),
    "leave-by": _("By when people leave on their last day"),
}
NO_SHOWS: dict[str, Any] = {
    "18": _("18:00 of the first day"),
    "36": _("12:00 of the day after"),
    "60": _("12:00 two days after"),
}
LEAVE_BYS: dict[str, Any] = {hour: f"{hour}:00" for hour in settings.LEAVE_BYS}
PURPOSES: dict[str, Any] = {
    Purpose.ROUTINE: _("Routine"),
    Purpose.LISTING: _("Before letting"),
    Purpose.RECHECK: _("Looking again"),
    Purpose.COMPLAINT: _("After a complaint"),
}
SEVERITIES: dict[str, Sign] = {
    Severity.MINOR: ("quiet", "waiting", _("Minor hazard")),
    Severity.SERIOUS: ("doubtful", "warning", _("Serious hazard")),
    Severity.CRITICAL: ("bad", "denied", _("Critical hazard")),
}
ITEMS: dict[str, Any] = {
    "exit-blocked": _("Exit or stairs are blocked"),
    "e-bike-inside": _("Electric bicycle or its battery indoors or on the stairs"),
    "dangerous-goods": _("Rooms above or beside dangerous goods"),
    "dangerous-house": _("Appraised as a dangerous house"),
    "no-appraisal": _("Self-built, and its safety was never appraised"),
    "windows-barred": _("Windows are barred and can't be opened from inside"),
    "charging-unsafe": _("Shared charging without own circuit, cut-off or smoke alarm"),
    "no-gas-detector": _("No gas detector in the shared kitchen"),
    "no-own-stairs": _("No stairs of its own beside the shop"),
    "not-for-living": _("Somebody lives in a kitchen, bathroom, balcony or cellar"),
    "over-full": _("More people than may live there"),
    "bad-wiring": _("Wiring is bare or overloaded"),
    "no-extinguisher": _("No fire extinguisher in the household"),
    "no-escape-kit": _("No filter mask, whistle or torch in the household"),
    "no-management": _("No management rules or register, though it is large"),
    "unclean": _("Not clean"),
}
HAZARD_STATES: dict[str, Sign] = {
    HazardState.OPEN: ("bad", "warning", _("To be put right")),
    HazardState.MENDED: ("doubtful", "waiting", _("Said to be put right, to be looked at")),
    HazardState.CLOSED: ("good", "granted", _("Put right")),
    HazardState.CANCELLED: ("quiet", "revoked", _("Was none")),
}
HAZARD_EVENTS: dict[str, Any] = {
    HazardEvent.MEND: _("It is put right"),
    HazardEvent.CONFIRM: _("Seen: it is gone"),
    HazardEvent.RETURN: _("Seen: it is still there"),
    HazardEvent.CANCEL: _("It was none"),
}
APPEAL_STATES: dict[str, Sign] = {
    AppealState.OPEN: ("doubtful", "waiting", _("Waits for a decision")),
    AppealState.UPHELD: ("good", "granted", _("Upheld")),
    AppealState.REFUSED: ("quiet", "denied", _("Refused")),
}

NEEDS: dict[str, Any] = {
    "hazards": _("Hazards to be put right"),
    "appeals": _("Appeals to be decided"),
}


def room_event(code: str) -> Any:
    """What something that happens to a room is called."""
    return ROOM_EVENTS.get(code, code)


def room_state(code: str) -> Any:
    """What a room's state is called."""
    return sign(ROOM_STATES, code)[2]


def hazard_event(code: str) -> Any:
    """What something that happens to a hazard is called."""
    return HAZARD_EVENTS.get(code, code)


def hazard_state(code: str) -> Any:
    """What a hazard's state is called."""
    return sign(HAZARD_STATES, code)[2]


def item(code: str) -> Any:
    """What is looked for."""
    return ITEMS.get(code, code)


def floor(number: int | None) -> Any:
    """Storey 3, 3楼; what lies below the ground."""
    if number is None:
        return gettext("Storey not said")
    return gettext("Storey %(number)s", number=number) if number > 0 else gettext("Basement %(number)s", number=-number)


def metres(area: int | None) -> str:
    """Tenths of a square metre as 12.5 m²."""
    return "–" if area is None else f"{format_decimal(area / 10)} m²"


def refused(error: NotPossible) -> Any:
    """Why somebody can't have a room, with the numbers; "" for what has no words of its own."""
    if isinstance(error, TooMany):
        return " ".join(_excess(error, each.limit, each.people, each.most) for each in error.excesses)
    if not isinstance(error, NotLet):
        return ""
    if error.colour:
        return gettext(
            "The house is judged %(colour)s: no room in it may be let now.", colour=sign(TIERS, error.colour)[2]
        )
    return gettext("The room can't be given to anybody now: %(state)s.", state=room_state(error.state))


def _excess(error: TooMany, limit: Limit, people: int, most: int) -> Any:
    if limit is Limit.USE:
        return gettext("Nobody may live in a kitchen, bathroom, balcony or cellar.")
    if limit is Limit.AREA:
        return gettext(
            "%(people)s people in %(area)s: each needs %(each)s, so at most %(most)s (%(source)s).",
            people=people,
            area=metres(error.measures.area),
            each=metres(error.standard.area),
            most=most,
            source=error.standard.source,
        )
    return gettext(
        "%(people)s people, bedrooms: %(bedrooms)s. At most %(each)s may sleep in one, so %(most)s (%(source)s); "
        "people who care for one another by law may be more.",
        people=people,
        bedrooms=error.measures.bedrooms,
        each=error.standard.per_bedroom,
        most=most,
        source=error.standard.source,
    )
