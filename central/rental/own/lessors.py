"""Landlords and agents, who ask for what is kept of them as everybody may (PIPL 44-47): a copy, a correction, erasure.

Each is a request like those of people who have registered: the same row, clock and answer, and another subject. A
landlord asks on a page of their own; for an agent, which signs in nowhere, the office writes it down at the desk. While
they let rooms the law asks who they are, and nothing of it is erased. Each act is one transaction, which the caller
holds. Times are Unix ms.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from central.account import service as account
from central.audit import service as audit
from central.rental.letting import agents
from central.rental.letting.tables import agent
from central.rental.own import asking, office
from central.rental.own.rules import AGENT_FIELDS, LANDLORD_FIELDS, OTHER, Kind, State
from central.rental.own.tables import own_request
from central.rental.owners import owners
from central.rental.rules import NotPossible
from central.rental.scope import NotThere, Scope
from central.sealed.ring import ring
from central.web.grants import TOWN, Reach


class StillLets(NotPossible):
    """They let rooms: the law asks who they are."""


@dataclass(frozen=True)
class Lessor:
    """A landlord or an agent. column: of own_request, that says so."""

    column: str
    number: int

    @classmethod
    def landlord(cls, number: int) -> "Lessor":
        """The landlord who signs in by that number."""
        return cls("landlord_id", number)

    @classmethod
    def agent(cls, number: int) -> "Lessor":
        """The agent of that number."""
        return cls("agent_id", number)

    @property
    def is_agent(self) -> bool:
        """Whether it is an agent."""
        return self.column == "agent_id"

    @property
    def fields(self) -> tuple[str, ...]:
        """What can be corrected."""
        return AGENT_FIELDS if self.is_agent else LANDLORD_FIELDS

    @property
    def of(self) -> str:
        """As the log names it."""
        return f"agent:{self.number}" if self.is_agent else f"staff:{self.number}"

    @property
    def requests(self) -> ColumnElement[bool]:
        """The condition that a request is theirs."""
        return own_request.c[self.column] == self.number


def words_of(session: Session, lessor: Lessor) -> dict[str, str]:
    """What is kept of who they are: field → word. Raises NotThere."""
    if not lessor.is_agent:
        for row in account.landlords(session, [lessor.number]):
            return {"name": row.name}
        raise NotThere
    found = session.execute(select(agent).where(agent.c.id == lessor.number)).one_or_none()
    if found is None:
        raise NotThere
    contact = ring().unseal(agent.c.contact, found.id, found.contact)
    return {"name": found.name, "licence": found.licence, "contact": contact}


def lets(session: Session, lessor: Lessor) -> bool:
    """Whether rooms or houses are theirs, or theirs to let: then nothing of them is erased."""
    if lessor.is_agent:
        return agents.lets(session, lessor.number)
    return bool(owners(session, Scope("", Reach(owner=lessor.number))))


def copied(session: Session, lessor: Lessor, *, by: str, now: int) -> None:
    """They take a copy, or the office hands one over: that is answered at once."""
    words_of(session, lessor)
    made = asking.make(session, (lessor.column, lessor.number), Kind.COPY, State.DONE, by=by, now=now)
    asking.answered(session, made, by=by, now=now)


def correct(session: Session, lessor: Lessor, field: str, new: str, *, by: str, now: int) -> int:
    """Ask that `new` stands in place of what a field holds; the request's number. Raises NotThere, NotPossible."""
    old = words_of(session, lessor).get(field, "")
    if field not in lessor.fields or (field != OTHER and _waits(session, lessor, Kind.CORRECT, field)):
        raise NotPossible("it is asked for already")
    made = _ask(session, lessor, Kind.CORRECT, by, now, field)
    asking.seal(session, made, {"old": old, "new": new})
    return made


def erase(session: Session, lessor: Lessor, *, by: str, now: int) -> int:
    """Ask that all is erased that no law asks for; the request's number. Raises NotThere, NotPossible."""
    words_of(session, lessor)
    if _waits(session, lessor, Kind.ERASE):
        raise NotPossible("it is asked for already")
    return _ask(session, lessor, Kind.ERASE, by, now)


def answer(session: Session, scope: Scope, giver: int, request_id: int, words: str, *, is_yes: bool, now: int) -> None:
    """The office does what was asked, or says why not. giver: its number among the staff.

    Raises NotThere, NotPossible; StillLets for an erasure while they let rooms; account.NameTaken.
    """
    mine = own_request.c.id == request_id, own_request.c.registration_id.is_(None), office.theirs(scope)
    held = session.execute(select(own_request).where(*mine).with_for_update()).one_or_none()
    if held is None:
        raise NotThere
    if held.state != State.OPEN.value:
        raise NotPossible("it is answered already")
    lessor = of_row(held)
    if is_yes and held.kind == Kind.ERASE.value:
        _forget(session, lessor, giver, scope.by, now)
        asking.overtake(session, lessor.requests, own_request.c.id != request_id, now=now)
    elif is_yes and held.field != OTHER:
        _put_right(session, lessor, held)
    state = State.DONE if is_yes else State.REFUSED
    asking.seal(session, request_id, {"words": words})
    asking.settle(session, request_id, state, by=scope.by, why=state.value, now=now)
    audit.note(session, act=f"own.{state}", of=f"own-request:{request_id}", detail={"field": held.field})


def of_row(row: Any) -> Lessor:
    """Whose a request is."""
    return Lessor.landlord(row.landlord_id) if row.agent_id is None else Lessor.agent(row.agent_id)


def _waits(session: Session, lessor: Lessor, kind: Kind, field: str = "") -> bool:
    same = own_request.c.kind == kind.value, own_request.c.field == field, own_request.c.state == State.OPEN.value
    return session.scalar(select(own_request.c.id).where(lessor.requests, *same).limit(1)) is not None


def _ask(session: Session, lessor: Lessor, kind: Kind, by: str, now: int, field: str = "") -> int:
    made = asking.make(session, (lessor.column, lessor.number), kind, State.OPEN, by=by, now=now, field=field)
    asking.start(session, made, TOWN, by=by, now=now)
    return made


def _put_right(session: Session, lessor: Lessor, held: Any) -> None:
    word = ring().unseal(own_request.c.new, held.id, held.new)
    if lessor.is_agent:
        agents.correct(session, ring(), lessor.number, held.field, word)
    else:
        account.rename_landlord(session, lessor.number, word)


def _forget(session: Session, lessor: Lessor, giver: int, by: str, now: int) -> None:
    if lets(session, lessor):
        raise StillLets("they let rooms")
    if lessor.is_agent:
        agents.forget(session, lessor.number)
    else:
        account.forget_landlord(session, lessor.number, giver=giver, by=by, now=now)
