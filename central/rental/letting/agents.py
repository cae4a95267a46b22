"""Agents, the rooms and houses they let for others, and who answers for a room. Times are Unix ms."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from central.account import service as account
from central.audit import service as audit
from central.rental.housing import buildings, occupancy
from central.rental.letting.rules import AgentKind, Answers
from central.rental.letting.tables import agent, mandate
from central.rental.rules import NotPossible
from central.rental.scope import NotThere, Scope
from central.rental.tables import room
from central.sealed.ring import Ring


@dataclass(frozen=True)
class Business:
    """What is said of an agent. contact: who is to be called, and where."""

    kind: AgentKind
    name: str
    licence: str = ""
    contact: str = ""


@dataclass(frozen=True)
class Answerable:
    """Who has to see to it that what the law asks for a room is done. agent_id: None for the owner."""

    name: str
    agent_id: int | None = None
    kind: AgentKind | None = None


@dataclass(frozen=True)
class What:
    """What somebody lets: a room, or a whole house."""

    building_id: int | None = None
    room_id: int | None = None

    @property
    def of(self) -> str:
        """As the log names it."""
        return f"room:{self.room_id}" if self.room_id is not None else f"building:{self.building_id}"


def add(session: Session, ring: Ring, scope: Scope, said: Business, *, now: int) -> int:
    """A new agent; its number."""
    row: dict[str, Any] = {"kind": said.kind.value, "name": said.name, "licence": said.licence, "contact": ""}
    row |= {"made_at": now, "made_by": scope.by}
    made = int(session.execute(insert(agent).values(row).returning(agent.c.id)).scalar_one())
    _seal(session, ring, made, said)
    told = {"kind": said.kind.value, "name": said.name, "licence": said.licence}
    audit.note(session, act="agent.add", of=f"agent:{made}", detail=told)
    return made


def change(session: Session, ring: Ring, agent_id: int, said: Business, *, keeps_contact: bool = False) -> None:
    """Say something else of an agent. keeps_contact: but not of whom to call, who is hidden. Raises NotThere."""
    row = {"kind": said.kind.value, "name": said.name, "licence": said.licence}
    changed = update(agent).where(agent.c.id == agent_id).values(row)
    if session.connection().execute(changed).rowcount == 0:
        raise NotThere
    if not keeps_contact:
        _seal(session, ring, agent_id, said)
    audit.note(session, act="agent.change", of=f"agent:{agent_id}", detail=row | {"keeps contact": keeps_contact})


def correct(session: Session, ring: Ring, agent_id: int, field: str, word: str) -> None:
    """Put one word of an agent right: its name, its licence, or whom to call there."""
    value = ring.sealing(session).row(agent, agent_id, {field: word}) if field == "contact" else {field: word}
    session.execute(update(agent).where(agent.c.id == agent_id).values(value))
    audit.note(session, act="agent.change", of=f"agent:{agent_id}", detail={"field": field})


def lets(session: Session, agent_id: int) -> bool:
    """Whether the agent lets something now; nobody gives it more until the transaction ends."""
    session.execute(select(agent.c.id).where(agent.c.id == agent_id).with_for_update())
    mine = mandate.c.agent_id == agent_id, mandate.c.ended_at.is_(None)
    return session.scalar(select(mandate.c.id).where(*mine).limit(1)) is not None


def forget(session: Session, agent_id: int) -> None:
    """Forget what an agent that lets nothing is called. Its number stays: for what it has let, and the log."""
    nothing = {"name": f"№ {agent_id}", "licence": "", "contact": ""}
    session.execute(update(agent).where(agent.c.id == agent_id).values(nothing))
    audit.note(session, act="agent.forget", of=f"agent:{agent_id}")


def give(session: Session, scope: Scope, agent_id: int, what: What, answers: Answers, *, now: int) -> int:
    """The agent lets a room, or all rooms of a house, from now on; whoever did so before does no more.

    Raises NotThere, NotPossible where they do so already.
    """
    _hold(session, scope, what)
    before = _mandate_of(session, what)
    if before is not None and (before.agent_id, before.answers) == (agent_id, answers.value):
        raise NotPossible("they let it already")
    if before is not None:
        _end(session, before.id, scope.by, now)
    row = {"agent_id": agent_id, "building_id": what.building_id, "room_id": what.room_id, "answers": answers.value}
    row |= {"made_at": now, "made_by": scope.by}
    try:
        made = int(session.execute(insert(mandate).values(row).returning(mandate.c.id)).scalar_one())
    except IntegrityError as error:
        raise NotThere from error
    audit.note(session, act="agent.let", of=what.of, detail={"agent": agent_id, "answers": answers.value})
    return made


def take(session: Session, scope: Scope, mandate_id: int, *, now: int) -> What:
    """The owner lets it themselves again. Raises NotThere, NotPossible."""
    found = session.execute(select(mandate).where(mandate.c.id == mandate_id)).one_or_none()
    if found is None:
        raise NotThere
    what = What(found.building_id, found.room_id)
    _hold(session, scope, what)
    open_now = _mandate_of(session, what)
    if open_now is None or open_now.id != mandate_id:
        raise NotPossible("they do not let it any more")
    _end(session, mandate_id, scope.by, now)
    audit.note(session, act="agent.stop", of=what.of, detail={"agent": found.agent_id})
    return what


def letting(session: Session, room_id: int, building_id: int | None) -> Any:
    """Who lets a room for its owner, with what is known of the agent: its own mandate before its house's; or None."""
    for what in (What(room_id=room_id), What(building_id=building_id)):
        found = None if what == What() else _mandate_of(session, what)
        if found is not None:
            return found
    return None


def answerable(session: Session, room_id: int) -> Answerable:
    """Who answers for a room, which is there."""
    row = session.execute(select(room.c.building_id, room.c.landlord_id).where(room.c.id == room_id)).one()
    found = letting(session, room_id, row.building_id)
    if found is not None and found.answers == Answers.AGENT.value:
        return Answerable(found.name, found.agent_id, AgentKind(found.kind))
    return Answerable(next((each.name for each in account.landlords(session, [row.landlord_id])), ""))


def _seal(session: Session, ring: Ring, agent_id: int, said: Business) -> None:
    words = ring.sealing(session).row(agent, agent_id, {"contact": said.contact})
    session.execute(update(agent).where(agent.c.id == agent_id).values(words))


def _hold(session: Session, scope: Scope, what: What) -> None:
    if what.room_id is not None:
        occupancy.hold(session, what.room_id, scope)
    else:
        buildings.held(session, scope, what.building_id or 0)


def _mandate_of(session: Session, what: What) -> Any:
    mine = (
        (mandate.c.room_id == what.room_id,)
        if what.room_id is not None
        else (mandate.c.room_id.is_(None), mandate.c.building_id == what.building_id)
    )
    chosen = select(mandate, agent.c.name, agent.c.kind).join(agent, agent.c.id == mandate.c.agent_id)
    return session.execute(chosen.where(*mine, mandate.c.ended_at.is_(None))).one_or_none()


def _end(session: Session, mandate_id: int, by: str, now: int) -> None:
    session.execute(update(mandate).where(mandate.c.id == mandate_id).values(ended_at=now, ended_by=by))
