"""Guests: made with a code, given another one, their times changed, ended. Each act and its orders are one transaction,
which the caller holds. Times are Unix ms.

Whoever changes a guest holds their host's stay first: what happens to both happens one after the other.
"""

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, func, insert, select, update
from sqlalchemy.orm import Session

from central.audit import service as audit
from central.rental import rules as stay_rules
from central.rental import stays
from central.rental.guests import codes, following, rules, telling, timing
from central.rental.guests.registered import before_looking, note_if_known
from central.rental.guests.rules import GuestEvent, GuestState, Kind, Relation
from central.rental.guests.tables import guest
from central.rental.housing import assigning, occupancy
from central.rental.housing.assigning import Wanted
from central.rental.orders import can_be_told
from central.rental.rules import DAY, NotPossible
from central.rental.scope import NotThere, Scope
from central.rental.stays import Held
from central.sealed.ring import Ring


class Outside(NotPossible):
    """A guest is there while their host is. begin, until: of the host's stay."""

    def __init__(self, begin: int, until: int) -> None:
        super().__init__("a guest is there while their host is")
        self.begin, self.until = begin, until


class Doubled(NotPossible):
    """Somebody with that document's number is a guest of the stay already."""


class TooManyGuests(NotPossible):
    """A stay has MOST_AT_ONCE guests already."""


@dataclass(frozen=True)
class Guest:
    """Somebody who is to come. number: of their document, "" where nobody need know it. has_code: they get one."""

    kind: Kind
    name: str
    begin: int
    until: int
    relation: Relation | None = None
    number: str = ""
    has_code: bool = True


@dataclass(frozen=True)
class GuestCode:
    """A guest, and the code as it is shown, once; "" where they have none."""

    guest_id: int
    code: str


@dataclass(frozen=True)
class HeldGuest:
    """A guest as they are held for changing, and the stay they are a guest of."""

    row: Any
    stay: Held

    @property
    def state(self) -> GuestState:
        """How far the visit is."""
        return GuestState(self.row.state)


def add(session: Session, ring: Ring, scope: Scope, stay_id: int, said: Guest, *, person: str, now: int) -> GuestCode:
    """Somebody is to come.

    person: from `codes.new_person`, asked for with the form: the same form sent twice makes one guest, and a new code.
    Raises NotThere, NoDoor, NotPossible (also Outside, Doubled, TooManyGuests), TooMany for relatives who live there
    by then.
    """
    held = stays.hold(session, scope, stay_id)
    known = session.scalar(select(guest.c.id).where(guest.c.person == person, guest.c.stay_id == stay_id))
    if known is not None:
        return new_code(session, scope, known, now=now)
    said = _within_days(held, said)
    _require(session, held, said, now)
    _require_single(session, ring, stay_id, said)
    made = _insert(session, ring, held, said, person, scope.by, now)
    if said.kind is Kind.RELATIVE:
        before_looking(session)
        note_if_known(session, ring, made, held.box_id, said.number, now=now)
    timing.follow(session, made, by=scope.by, now=now)
    return new_code(session, scope, made, now=now) if said.has_code else GuestCode(made, "")


def new_code(session: Session, scope: Scope, guest_id: int, *, now: int) -> GuestCode:
    """A fresh code; the one before is void as soon as the box knows. Raises NotThere, NotPossible, NoDoor."""
    held = hold(session, scope, guest_id)
    rules.after(held.state, GuestEvent.CODE)
    if not can_be_told(session, held.stay.box_id):
        raise stays.NoDoor
    code = codes.new_code()
    change = update(guest).where(guest.c.id == guest_id).values(code=codes.hashed(code, held.row.person))
    row = session.execute(change.returning(guest)).one()
    audit.note(session, act="guest.code", of=f"guest:{guest_id}")
    telling.admit(session, held.stay.box_id, held.stay.terms.room, row, by=scope.by, now=now)
    return GuestCode(guest_id, code)


def change_until(session: Session, scope: Scope, guest_id: int, until: int, *, now: int) -> None:
    """They stay longer, or less long. Raises NotThere, NotPossible (also Outside), TooMany."""
    held = hold(session, scope, guest_id)
    rules.after(held.state, GuestEvent.CHANGE)
    said = _within_days(held.stay, _said(held.row, until))
    _require(session, held.stay, said, now, guest_id)
    row = session.execute(update(guest).where(guest.c.id == guest_id).values(until=said.until).returning(guest)).one()
    detail = {"until": said.until, "until before": held.row.until}
    audit.note(session, act="guest.until", of=f"guest:{guest_id}", detail=detail)
    telling.admit(session, held.stay.box_id, held.stay.terms.room, row, by=scope.by, now=now)
    timing.follow(session, guest_id, by=scope.by, now=now)


def registered(session: Session, scope: Scope, guest_id: int, *, now: int) -> None:
    """Somebody says that a relative has registered at the door. Raises NotThere, NotPossible."""
    held = hold(session, scope, guest_id)
    is_open = held.row.registered_at is None and held.state in rules.IN_FORCE
    if not is_open or not rules.has_to_register(Kind(held.row.kind), held.row.begin, held.row.until):
        raise NotPossible("nobody waits for their registration")
    session.execute(update(guest).where(guest.c.id == guest_id).values(registered_at=now))
    audit.note(session, act="guest.registered", of=f"guest:{guest_id}")
    timing.follow(session, guest_id, by=scope.by, now=now)


def end(session: Session, scope: Scope, guest_id: int, *, now: int) -> GuestState:
    """They have left, or do not come: the door closes to them at once. Raises NotThere, NotPossible."""
    held = hold(session, scope, guest_id)
    return following.finish(session, held.row, held.stay.box_id, by=scope.by, now=now)


def come_back(session: Session, scope: Scope, stay_id: int, *, ended_at: int, ended_by: str, now: int) -> None:
    """The end of the host's stay is taken back, which runs again: so are its guests who left by it, but for those whose
    visit would be over by now, or whose place others have. The box hears of them with the stay.
    """
    held = stays.hold(session, scope, stay_id)
    by_it = guest.c.stay_id == stay_id, guest.c.ended_at == ended_at, guest.c.ended_by == ended_by
    gone = select(guest).where(*by_it, guest.c.until > now).order_by(guest.c.id)
    for row in session.execute(gone.with_for_update()).all():
        try:
            _require_space(session, held, _said(row, row.until), row.id)
        except assigning.TooMany:
            continue
        following.come_back(session, row, by=scope.by, now=now)


def hold(session: Session, scope: Scope, guest_id: int) -> HeldGuest:
    """A guest and their host's stay; nobody else changes them until the transaction ends. Raises NotThere."""
    stay_id = session.scalar(select(guest.c.stay_id).where(guest.c.id == guest_id))
    if stay_id is None:
        raise NotThere
    held = stays.hold(session, scope, stay_id)
    row = session.execute(select(guest).where(guest.c.id == guest_id).with_for_update()).one_or_none()
    if row is None:
        raise NotThere
    return HeldGuest(row, held)


def _within_days(held: Held, said: Guest) -> Guest:
    """A relative comes for whole days: on those on which the host comes or leaves, they do so with them."""
    if said.kind is Kind.VISITOR:
        return said
    first, last = held.terms.begin, held.terms.until
    begin = first if first - DAY < said.begin < first else said.begin
    until = last if last < said.until < last + DAY else said.until
    return replace(said, begin=begin, until=until)


def _require(session: Session, held: Held, said: Guest, now: int, guest_id: int | None = None) -> None:
    if held.state not in stay_rules.IN_FORCE:
        raise NotPossible("the stay is over")
    if not rules.times_are_possible(said.kind, said.begin, said.until, now):
        raise NotPossible("a visit ends after it begins, not in the past, and lasts a day at most")
    if said.begin < held.terms.begin or held.terms.until < said.until:
        raise Outside(held.terms.begin, held.terms.until)
    mine = guest.c.stay_id == held.id, guest.c.state.in_(rules.IN_FORCE), guest.c.id.is_distinct_from(guest_id)
    if session.execute(select(func.count()).select_from(guest).where(*mine)).scalar_one() >= rules.MOST_AT_ONCE:
        raise TooManyGuests("that many guests are no visit any more")
    _require_space(session, held, said, guest_id)


def _said(row: Any, until: int) -> Guest:
    """A guest who is known, until another moment."""
    return Guest(Kind(row.kind), "", row.begin, until, Relation(row.relation) if row.relation else None)


def _require_space(session: Session, held: Held, said: Guest, guest_id: int | None) -> None:
    """Raise TooMany where a relative would live there by then, and the room has no space for them."""
    if not rules.has_to_register(said.kind, said.begin, said.until):
        return
    occupancy.hold(session, held.room_id)
    family = said.relation.value if said.relation in rules.CARED_FOR else ""
    lives = Wanted(rules.lives_there_from(said.begin), said.until, 1, family=family, guest_id=guest_id)
    assigning.require_space_for(session, held.room_id, lives)


def _require_single(session: Session, ring: Ring, stay_id: int, said: Guest) -> None:
    """Raise Doubled for a number of somebody who is a guest there in the same days."""
    if not said.number:
        return
    same_days = guest.c.begin < said.until, guest.c.until > said.begin
    mine = guest.c.stay_id == stay_id, guest.c.state.in_(rules.IN_FORCE), *same_days

    def ask(here: ColumnElement[bool]) -> int | None:
        return session.scalar(select(guest.c.id).where(here, *mine).limit(1))

    if ring.find(session, guest.c.number, said.number, ask) is not None:
        raise Doubled("somebody with that number is a guest there already")


def _insert(session: Session, ring: Ring, held: Held, said: Guest, person: str, by: str, now: int) -> int:
    state = GuestState.THERE if said.begin <= now else GuestState.EXPECTED
    row = {
        "person": person,
        "stay_id": held.id,
        "kind": said.kind.value,
        "state": state.value,
        "relation": said.relation.value if said.relation else "",
        "name": "",
        "number": "",
        "begin": said.begin,
        "until": said.until,
        "code": "",
        "made_at": now,
        "made_by": by,
    }
    made = int(session.execute(insert(guest).values(row).returning(guest.c.id)).scalar_one())
    words = ring.sealing(session).row(guest, made, {"name": said.name, "number": said.number})
    session.execute(update(guest).where(guest.c.id == made).values(words))
    told = {"stay": held.id, "kind": said.kind.value, "begin": said.begin, "until": said.until}
    audit.note(session, act="guest.add", of=f"guest:{made}", detail=told)
    return made
