"""What the codes of letting are called on a page."""

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from central.rental.letting.agents import Answerable
from central.rental.letting.offering import Against
from central.rental.letting.rules import AgentKind, Answers, ListingEvent, ListingState
from central.rental.words import Sign, sign, word

KINDS: dict[str, Any] = {AgentKind.AGENCY: _("Agency"), AgentKind.SUBLANDLORD: _("Sub-landlord")}
ANSWERS: dict[str, Any] = {Answers.OWNER: _("the owner"), Answers.AGENT: _("whoever lets it")}
STATES: dict[str, Sign] = {
    ListingState.DRAFT: ("quiet", "unknown", _("Draft")),
    ListingState.OFFERED: ("good", "granted", _("Offered")),
    ListingState.TAKEN: ("doubtful", "person", _("Taken")),
    ListingState.WITHDRAWN: ("quiet", "revoked", _("Withdrawn")),
}
EVENTS: dict[str, Any] = {
    ListingEvent.CHANGE: _("Change"),
    ListingEvent.OFFER: _("Offer it"),
    ListingEvent.TAKE: _("a stay was made"),
    ListingEvent.RELEASE: _("the stay was cancelled"),
    ListingEvent.WITHDRAW: _("Withdraw it"),
}
AGAINST: dict[str, Any] = {
    Against.NOT_LET: _("The room may not be let as it stands, or its house is judged red."),
    Against.HAZARD: _("A critical hazard is open there: nobody may be let in before it is put right."),
    Against.UNMEASURED: _("Nobody has said how large the room is, so nobody knows how many may live there."),
    Against.NO_SPACE: _("Somebody lives there on that day, or will: choose a later day."),
}


def state(code: str) -> Any:
    """What a listing's state is called."""
    return sign(STATES, code)[2]


def event(code: str) -> Any:
    """What something that happens to a listing is called."""
    return EVENTS.get(code, code)


def who(answerable: Answerable) -> str:
    """Who answers for a room: a name, and what they are."""
    kind = word(KINDS, answerable.kind) if answerable.kind else gettext("owner")
    return gettext("%(name)s (%(kind)s)", name=answerable.name, kind=kind) if answerable.name else str(kind)
