"""All that is kept of somebody, put together for themselves. Words come out opened; nothing is kept of them."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Final

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from central.audit import service as audit
from central.clock import service as clocks
from central.clock.service import ClockRow, Subject
from central.edges import service as edges
from central.edges.service import EntryRow
from central.rental import masks, registrants
from central.rental.own import erasing
from central.rental.own.access import Own
from central.rental.own.rules import FIELDS, KIND, Holding, Kind, State
from central.rental.own.tables import own_request
from central.rental.own.visits import Visits, visits_of
from central.rental.own.words import words_of
from central.rental.phone_tables import preparation, preparation_consent
from central.rental.proofs import ErasureRow, erasures
from central.rental.registrants import PersonRow
from central.rental.rules import OVER, RegistrationState
from central.rental.scope import Scope
from central.rental.tables import consent, registration
from central.rental.views import StayRow, stay_of
from central.sealed.ring import ring
from wire import notice
from wire.notice import Notice, Purpose

LOOKS: Final = ("identity.read", "timeline.read")
"""Acts by which staff look at what is hidden of a person, or at their entries in time: the person sees each."""
MOST: Final = 50
"""Entries and looks that a page shows."""


@dataclass(frozen=True)
class AgreedRow:
    """A yes or a no, and the words it was said to; None where this version of Menlu has them no more. at: Unix ms."""

    purpose: str
    given: bool
    way: str
    at: int
    version: str
    digest: str
    language: str

    @property
    def text(self) -> Notice | None:
        """What was read."""
        try:
            return notice.notice(self.version, Purpose(self.purpose), self.language)
        except (KeyError, ValueError):
            return None


@dataclass(frozen=True)
class RequestRow:
    """Something that was asked for. old, new, words: opened. clock: by when it is answered; None where it was at once.

    held_back: why an erasure waits; why: why it has no proof. registration_id: 0 for those of a landlord or an agent.
    """

    id: int
    registration_id: int
    kind: Kind
    state: State
    field: str
    old: str
    new: str
    words: str
    asked_at: int
    answered_at: int | None
    answered_by: str | None
    clock: ClockRow | None
    held_back: list[Holding]
    why: str | None = None
    landlord_id: int | None = None
    agent_id: int | None = None


@dataclass(frozen=True)
class Kept:
    """What is kept of one person. words: field → word, "" where there is none. looks: by staff, the newest first.

    is_whole: all of it. Else, for whoever may not be that person, without what a landlord could not see anyway: words,
    looks, entries, guests.
    """

    person: PersonRow
    house: str
    stay: StayRow | None
    words: dict[str, str]
    consents: list[AgreedRow]
    erasures: list[ErasureRow]
    requests: list[RequestRow]
    looks: list[audit.Noted]
    held_back: list[Holding] = field(default_factory=list)
    is_whole: bool = True
    visits: Visits = field(default_factory=Visits)

    @property
    def face_is_kept(self) -> bool:
        """Whether the box has a face of theirs that nobody has asked it to erase."""
        return "face" in self.person.ways and self.person.face_asked_at is None

    @property
    def is_unproven(self) -> bool:
        """Whether a box is gone that was to erase something of theirs."""
        return any(each.state is State.UNPROVEN for each in self.requests)

    @property
    def is_asked_to_erase(self) -> bool:
        """Whether they have asked that all is erased, and not registered again since."""
        asked = [each for each in self.requests if each.kind is Kind.ERASE]
        is_erased = self.person.state is RegistrationState.ERASED
        is_over = self.person.state in OVER
        return any(each.answered_at is None or is_erased or (is_over and each.why is not None) for each in asked)


def kept_of(session: Session, own: Own, *, now: int) -> Kept | None:
    """All that whoever has come in may see; None where there is no such registration."""
    everywhere, registration_id = Scope("person"), own.registration_id
    person = registrants.person_of(session, everywhere, registration_id)
    if person is None:
        return None
    box, requests = edges.box_of(session, person.box_id), requests_of(session, registration_id, now=now)
    words = words_of(session, registration_id) if own.is_sure else dict.fromkeys(FIELDS, "")
    return Kept(
        person,
        box.name if box else "",
        stay_of(session, everywhere, person.stay_id) if person.stay_id is not None else None,
        words,
        _consents(session, registration_id),
        erasures(session, [registration_id])[registration_id],
        requests if own.is_sure else [replace(row, old="", new="", words="") for row in requests],
        audit.about(session, f"registration:{registration_id}", LOOKS, MOST) if own.is_sure else [],
        erasing.held_back(session, registration_id, now),
        own.is_sure,
        visits_of(session, registration_id, words["number"]) if own.is_sure else Visits(),
    )


def masked(name: str, word: str) -> str:
    """What of a field is shown until it is asked for: enough to know that it is one's own."""
    mask = {"name": masks.name, "number": masks.number, "phone": masks.phone, "contact": masks.contact}.get(name)
    return mask(word) if mask else "***"


def entries(session: Session, kept: Kept, limit: int | None = None) -> Iterator[EntryRow]:
    """Their own entries at the doors of their box, the newest first; none for whoever may be somebody else."""
    person = kept.person
    return edges.entries_of_person(session, person.box_id, person.person, limit=limit) if kept.is_whole else iter(())


def requests_of(session: Session, registration_id: int, *, now: int) -> list[RequestRow]:
    """What they have asked for, the newest first."""
    chosen = select(own_request).where(own_request.c.registration_id == registration_id)
    return [request_row(session, row, now) for row in session.execute(chosen.order_by(own_request.c.id.desc()))]


def request_row(session: Session, row: Any, now: int) -> RequestRow:
    """A row of the database, opened, with its clock."""
    opened = {name: ring().unseal(own_request.c[name], row.id, getattr(row, name)) for name in ("old", "new", "words")}
    kind, state = Kind(row.kind), State(row.state)
    waits = kind is Kind.ERASE and state is State.WAITING
    return RequestRow(
        row.id,
        row.registration_id or 0,
        kind,
        state,
        row.field,
        opened["old"],
        opened["new"],
        opened["words"],
        row.asked_at,
        row.answered_at,
        row.answered_by,
        next(iter(clocks.clocks_of(session, Subject(KIND, str(row.id)), now)), None),
        erasing.held_back(session, row.registration_id, now) if waits else [],
        row.why if state is State.UNPROVEN else None,
        row.landlord_id,
        row.agent_id,
    )


def _consents(session: Session, registration_id: int) -> list[AgreedRow]:
    """What was said on the phone and at the door, the oldest first."""
    fields = AgreedRow.__dataclass_fields__
    same = and_(consent.c.box_id == registration.c.box_id, consent.c.person == registration.c.person)
    at_box = select(*(consent.c[name] for name in fields)).join_from(registration, consent, same)
    on_phone = select(*(preparation_consent.c[name] for name in fields)).join_from(preparation, preparation_consent)
    rows = [
        *session.execute(at_box.where(registration.c.id == registration_id)),
        *session.execute(on_phone.where(preparation.c.registration_id == registration_id)),
    ]
    return sorted({AgreedRow(*row) for row in rows}, key=lambda row: row.at)
