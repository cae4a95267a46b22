"""Keeps items beside the facts: opens one for what has become so, closes those of what is so no more.

One whose subject was put elsewhere, or is called otherwise, follows it; one whose owner may not sign in any more falls
back to those who see to the place. It runs in the process whose turn it is
(central.clock), some items in a transaction, so that boxes write in between.
"""

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, cast

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from central.account import service as account
from central.audit import service as audit
from central.clock import service as clocks
from central.db import Database
from central.guarded import guarded
from central.work import items, settings
from central.work.rules import QUIET, Address, Fact, Find, Kind
from central.work.tables import work_item

log = logging.getLogger(__name__)

AT_ONCE: Final = 25
"""Items in one transaction."""
WORK: Final = 2.0
"""s of one look: what is left is done at the next."""
_KINDS, _ADDRESSES, _KEEPER = "menlu-work-kinds", "menlu-work-addresses", "menlu-work-keeper"


def add(app: Flask, kind: Kind, find: Find) -> None:
    """A subject's kind of work, and how its facts are found."""
    app.extensions.setdefault(_KINDS, {})[kind.name] = (kind, find)


def add_address(app: Flask, subject_kind: str, address: Address) -> None:
    """Where the page of a subject of this kind is, for links from its items."""
    app.extensions.setdefault(_ADDRESSES, {})[subject_kind] = address


def kinds_of(app: Flask) -> Mapping[str, tuple[Kind, Find]]:
    """Every kind of work of `app`, by name."""
    return cast(Mapping[str, tuple[Kind, Find]], app.extensions.get(_KINDS, {}))


def addresses_of(app: Flask) -> Mapping[str, Address]:
    """Subject's kind → where its pages are."""
    return cast(Mapping[str, Address], app.extensions.get(_ADDRESSES, {}))


@dataclass(frozen=True)
class _Item:
    """An open item, as it was made of its fact."""

    id: int
    place_id: int
    about: str
    clock_id: int | None
    owner_id: int | None

    def tells(self, fact: Fact) -> bool:
        """Whether it still says where that is, what it is called, and until when."""
        is_same = (self.place_id, self.about) == (fact.place_id, fact.about)
        return is_same and fact.clock_id in (None, self.clock_id)


class Keeper:
    """One process's part. work: s of one look."""

    def __init__(self, app: Flask, database: Database, *, work: float = WORK) -> None:
        self._app, self._database, self._work = app, database, work
        self._looked: dict[str, int] = {}

    def turn(self, now: int) -> None:
        """Look at each kind whose time has come (now: Unix ms); those that were not finished come first."""
        until = time.monotonic() + self._work
        for name, (kind, find) in kinds_of(self._app).items():
            is_due = not 0 <= now - self._looked.get(name, -kind.every) < kind.every
            # One kind whose facts can't be found holds up no other.
            look = partial(self._keep, kind, find, now, until)
            if is_due and time.monotonic() < until and guarded(look, f"keeping the work {name}", log):
                self._looked[name] = now

    def _keep(self, kind: Kind, find: Find, now: int, until: float) -> bool:
        """Whether all was done in time."""
        with self._database.reading() as session:
            calendar = clocks.load(session, self._app.extensions["menlu-office"])
            facts = {fact.key: fact for fact in find(session, settings.number(session, kind.name, kind.usual), now)}
            there, quiet = _open_items(session, kind), _quiet(session, kind, now)
            gone = account.gone(session, {item.owner_id for item in there.values() if item.owner_id is not None})
        owners = kind.owners or items.OWNERS
        new = [fact for key, fact in facts.items() if fact.opens and key not in there and key not in quiet]
        over = [item.id for key, item in there.items() if key not in facts]
        moved = [(item.id, facts[key]) for key, item in there.items() if key in facts and not item.tells(facts[key])]
        left = [item.id for item in there.values() if item.owner_id in gone]
        opened = self._each(new, until, lambda session, fact: items.open_item(session, calendar, kind, fact, now))
        closed = self._each(over, until, lambda session, number: items.end(session, number, now))
        followed = self._each(moved, until, lambda session, each: items.follow(session, each[0], each[1], owners, now))
        fallen = self._each(left, until, lambda session, number: items.fall_back(session, number, owners, now))
        if opened.done or closed.done:
            detail: audit.Detail = {"kind": kind.name, "opened": opened.done, "closed": closed.done}
            audit.note_once(self._database, act="work.keep", of="town", by=items.BY_FACTS, detail=detail, at=now)
        return all(each.is_all for each in (opened, closed, followed, fallen))

    def _each(self, todo: list[Any], until: float, do: Callable[[Session, Any], object]) -> "_Done":
        """Do it for each while there is time, some in a transaction."""
        tried, done = 0, 0
        while tried < len(todo) and time.monotonic() < until:
            some = todo[tried : tried + AT_ONCE]
            with self._database.writing() as session:
                count = sum(bool(do(session, each)) for each in some)
            tried, done = tried + len(some), done + count
        return _Done(done, tried == len(todo))


@dataclass(frozen=True)
class _Done:
    """How many were changed: of others somebody had done so meanwhile. is_all: whether each was looked at."""

    done: int
    is_all: bool


def init_app(app: Flask, database: Database) -> None:
    """Keep the items of `app`."""
    app.extensions[_KEEPER] = Keeper(app, database)


def keeper_of(app: Flask) -> Keeper:
    """What keeps the items of `app`."""
    return cast(Keeper, app.extensions[_KEEPER])


def _open_items(session: Session, kind: Kind) -> dict[tuple[str, str], _Item]:
    columns = work_item.c.id, work_item.c.place_id, work_item.c.about, work_item.c.clock_id, work_item.c.owner_id
    chosen = select(work_item.c.subject_kind, work_item.c.subject_id, *columns)
    rows = session.execute(chosen.where(work_item.c.kind == kind.name, work_item.c.closed_at.is_(None)))
    return {(subject_kind, subject_id): _Item(*item) for subject_kind, subject_id, *item in rows}


def _quiet(session: Session, kind: Kind, now: int) -> set[tuple[str, str]]:
    """What somebody has closed not long ago, with a reason."""
    chosen = select(work_item.c.subject_kind, work_item.c.subject_id).where(work_item.c.kind == kind.name)
    lately = work_item.c.closed_at > now - QUIET, work_item.c.closed_by.is_not(None)
    return {(subject_kind, subject_id) for subject_kind, subject_id in session.execute(chosen.where(*lately))}
