"""The state machine of a listing as a table, and who may answer for a room. Pure."""

from collections.abc import Mapping
from enum import StrEnum, unique
from typing import Final

from central.rental.rules import following

MOST_RENT: Final = 100_000
"""Yuan a month: more is a typing error."""


@unique
class AgentKind(StrEnum):
    """How somebody lets rooms that are another's: for a fee, or rented as a whole and let on."""

    AGENCY = "agency"
    SUBLANDLORD = "sublandlord"


@unique
class Answers(StrEnum):
    """Who reports tenants and puts right what is missing: the owner, or whoever lets for them."""

    OWNER = "owner"
    AGENT = "agent"


@unique
class ListingState(StrEnum):
    """How far a listing is."""

    DRAFT = "draft"
    OFFERED = "offered"
    TAKEN = "taken"
    WITHDRAWN = "withdrawn"


@unique
class ListingEvent(StrEnum):
    """What happens to a listing. TAKE, RELEASE: a stay was made in the room, or will not be."""

    CHANGE = "change"
    OFFER = "offer"
    TAKE = "take"
    RELEASE = "release"
    WITHDRAW = "withdraw"


OPEN: Final = frozenset({ListingState.DRAFT, ListingState.OFFERED})
"""Of a room there is one such listing at most."""

LISTING: Mapping[tuple[ListingState, ListingEvent], ListingState] = {
    (ListingState.DRAFT, ListingEvent.CHANGE): ListingState.DRAFT,
    (ListingState.DRAFT, ListingEvent.OFFER): ListingState.OFFERED,
    (ListingState.DRAFT, ListingEvent.WITHDRAW): ListingState.WITHDRAWN,
    (ListingState.OFFERED, ListingEvent.CHANGE): ListingState.OFFERED,
    (ListingState.OFFERED, ListingEvent.TAKE): ListingState.TAKEN,
    (ListingState.OFFERED, ListingEvent.WITHDRAW): ListingState.WITHDRAWN,
    (ListingState.TAKEN, ListingEvent.RELEASE): ListingState.OFFERED,
}


def ways() -> list[tuple[str, str, str]]:
    """Every way a listing can go: from a state, by an event, to a state."""
    return [(state.value, event.value, to.value) for (state, event), to in LISTING.items()]


def after(state: ListingState, event: ListingEvent) -> ListingState:
    """The state that follows. Raises NotPossible."""
    return following(LISTING, state, event, "a listing")
