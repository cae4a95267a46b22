"""The transactions: ask for somebody's entries, answer as a second person, look; and what the pages read of it.

Each look is noted before anything is shown: in the log with its purpose, where the person it is about finds it, too.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Select, func, insert, select, update
from sqlalchemy.orm import Session

from central.account import service as account
from central.audit import service as audit
from central.db import Database
from central.edges import service as edges
from central.edges.service import EntryRow
from central.rental.registrants import PersonRow, person_of
from central.rental.rules import RegistrationState
from central.rental.scope import NotThere, Scope
from central.rental.tables import registration
from central.rental.timeline import rules
from central.rental.timeline.rules import AskState, Beholden, NotOpen, Wanted
from central.rental.timeline.tables import timeline_ask, timeline_look

READ = "timeline.read"
"""The act of a look, of the registration it is about."""


@dataclass(frozen=True)
class AskRow:
    """What somebody asked, and what became of it. asked_by, decided_by: numbers of staff. Times are Unix ms."""

    id: int
    registration_id: int
    purpose: str
    case_number: str
    why: str
    begin: int
    until: int
    asked_by: int
    asked_at: int
    state: AskState
    decided_by: int | None
    decided_at: int | None
    decided_why: str | None
    good_until: int


@dataclass(frozen=True)
class LookRow:
    """One look: how many entries were shown to whom."""

    at: int
    by: int
    entries: int


def ask(session: Session, scope: Scope, registration_id: int, wanted: Wanted, *, by: int, now: int) -> int:
    """Ask for the entries of a person; the number of the ask. by: of the asker. Raises NotThere, NotOpen."""
    person = person_of(session, scope, registration_id)
    if person is None:
        raise NotThere
    if person.state is RegistrationState.ERASED:
        raise NotOpen
    row = {**vars(wanted), "registration_id": registration_id, "asked_by": by, "asked_at": now}
    row |= {"state": AskState.ASKED.value, "good_until": now + rules.WAITS}
    made = int(session.execute(insert(timeline_ask).values(row).returning(timeline_ask.c.id)).scalar_one())
    detail: audit.Detail = {"ask": made, "case": wanted.case_number, "from": wanted.begin, "until": wanted.until}
    of = f"registration:{registration_id}"
    audit.note(session, act="timeline.ask", of=of, why=f"{wanted.purpose}: {wanted.why}", detail=detail, at=now)
    return made


def answer(session: Session, scope: Scope, ask_id: int, *, is_yes: bool, why: str, by: int, now: int) -> None:
    """A second person says yes or no. Raises NotThere, NotOpen, OwnAsk, Beholden."""
    held = _held(session, scope, ask_id, now)
    rules.require_open(held.state, asked_by=held.asked_by, by=by)
    if is_yes:
        _require_free(session, held.asked_by, by, now)
    state = AskState.APPROVED if is_yes else AskState.REFUSED
    values = {"state": state.value, "decided_by": by, "decided_at": now, "decided_why": why}
    values |= {"good_until": now + rules.GOOD_FOR} if is_yes else {}
    session.execute(update(timeline_ask).where(timeline_ask.c.id == ask_id).values(values))
    act = "timeline.approve" if is_yes else "timeline.refuse"
    audit.note(session, act=act, of=f"ask:{ask_id}", why=why, detail={"case": held.case_number}, at=now)


def look(database: Database, scope: Scope, ask_id: int, *, by: int, now: int) -> list[EntryRow]:
    """The entries, the newest first; noted first, so what can't be noted is not shown either.

    They are read before, since a house of many keeps hundreds of thousands: boxes write meanwhile.
    Raises NotThere, NotOpen: also for whoever has not asked, and once the person is erased.
    """
    with database.reading() as session:
        held, person = _approved(session, scope, ask_id, by, now)
        every = edges.entries_of_person(session, person.box_id, person.person)
        found = sorted((row for row in every if held.begin <= row.at < held.until), key=lambda row: -row.at)
    with database.writing() as session:
        held, person = _approved(session, scope, ask_id, by, now)
        session.execute(insert(timeline_look), {"ask_id": ask_id, "at": now, "by": by, "entries": len(found)})
        detail: audit.Detail = {"ask": ask_id, "case": held.case_number, "entries": len(found)}
        why = f"{held.purpose}: {held.why}"
        audit.note(session, act=READ, of=f"registration:{person.id}", why=why, detail=detail, at=now)
    return found


def chosen(scope: Scope) -> Select[Any]:
    """Every ask about somebody in scope, for a list."""
    columns = (timeline_ask.c[name] for name in AskRow.__dataclass_fields__)
    return (
        select(*columns)
        .join(registration, registration.c.id == timeline_ask.c.registration_id)
        .where(scope.registrations())
    )


def ask_rows(rows: Iterable[Any], now: int) -> list[AskRow]:
    """Rows of the database as the pages know them."""
    read = (AskRow(*row) for row in rows)
    return [replace(row, state=rules.state_at(AskState(row.state), row.good_until, now)) for row in read]


def ask_of(session: Session, scope: Scope, ask_id: int, now: int) -> AskRow | None:
    """One ask; None when it is about nobody in scope."""
    return next(iter(ask_rows(session.execute(chosen(scope).where(timeline_ask.c.id == ask_id)), now)), None)


def count_waiting(session: Session, scope: Scope, now: int) -> int:
    """How many wait for an answer."""
    waits = timeline_ask.c.state == AskState.ASKED.value, timeline_ask.c.good_until > now
    return session.scalar(select(func.count()).select_from(chosen(scope).where(*waits).subquery())) or 0


def looks_of(session: Session, ask_id: int) -> list[LookRow]:
    """Every look that followed an ask, the first first."""
    columns = (timeline_look.c[name] for name in LookRow.__dataclass_fields__)
    rows = session.execute(select(*columns).where(timeline_look.c.ask_id == ask_id).order_by(timeline_look.c.id))
    return [LookRow(*row) for row in rows]


def _approved(session: Session, scope: Scope, ask_id: int, by: int, now: int) -> tuple[AskRow, PersonRow]:
    """An ask that `by` may look at, and whom it is about. Raises NotThere, NotOpen."""
    held = ask_of(session, scope, ask_id, now)
    if held is None:
        raise NotThere
    person = person_of(session, scope, held.registration_id)
    is_there = person is not None and person.state is not RegistrationState.ERASED
    if held.state is not AskState.APPROVED or held.asked_by != by or person is None or not is_there:
        raise NotOpen
    return held, person


def _require_free(session: Session, asker: int, answerer: int, now: int) -> None:
    """Raises Beholden. A no needs no such care."""
    pairs = (asker, answerer), (answerer, asker)
    if any(giver in account.beholden(session, person, now - rules.LATELY) for giver, person in pairs):
        raise Beholden


def _held(session: Session, scope: Scope, ask_id: int, now: int) -> AskRow:
    session.execute(select(timeline_ask.c.id).where(timeline_ask.c.id == ask_id).with_for_update())
    found = ask_of(session, scope, ask_id, now)
    if found is None:
        raise NotThere
    return found
