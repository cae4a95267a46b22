"""Attempts that failed, and how long the next one has to wait for them.

An attempt is noted as failed before it is looked at, so that many at once can't outrun the count.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Table, delete, insert, select, text
from sqlalchemy.orm import Session

from central.account import rules
from central.account.refusals import TooManyAttempts, WrongCode, WrongPassword
from central.account.tables import sign_in_attempt
from central.audit import service as audit
from central.db import Database


@dataclass(frozen=True)
class Attempt:
    """who: whose name, or which form, as a digest. address: where it comes from."""

    who: bytes
    address: str


def of_name(name: str, address: str) -> Attempt:
    """At signing in. What people type into a name field is at times their password, so only a digest is kept."""
    return Attempt(hashlib.sha256(f"name {rules.name_key(name)}".encode()).digest(), address)


def of_form(form: str, address: str) -> Attempt:
    """At a form that takes a code; no name's digest is the same."""
    return Attempt(hashlib.sha256(form.encode()).digest(), address)


def admit(database: Database, attempt: Attempt, now: int) -> None:
    """Note the attempt as failed, unless it comes too soon after others that failed: then raise TooManyAttempts."""
    try:
        _admit(database, attempt, now)
    except TooManyAttempts:
        audit.note_once(database, act="attempt.throttle")
        raise


@contextmanager
def failures_noted(database: Database, act: str, of: str = "") -> Iterator[None]:
    """Have the log say when what is shown in the block is wrong, whoever it was said to be of."""
    try:
        yield
    except (WrongCode, WrongPassword):
        with database.writing() as session:
            audit.note(session, act=f"{act}.fail", of=of)
        raise


def _admit(database: Database, attempt: Attempt, now: int) -> None:
    with database.writing() as session:
        in_turn(session, sign_in_attempt)
        session.execute(delete(sign_in_attempt).where(sign_in_attempt.c.at <= now - rules.FAILURE_WINDOW))
        failed = session.execute(
            select(sign_in_attempt.c.who, sign_in_attempt.c.at)
            .where(sign_in_attempt.c.address == attempt.address)
            .order_by(sign_in_attempt.c.at)
        ).all()
        of_pair = [row.at for row in failed if row.who == attempt.who]
        wait = rules.wait(rules.Failures(of_pair, [row.at for row in failed]), now)
        if wait > 0:
            raise TooManyAttempts(wait)
        session.execute(insert(sign_in_attempt).values(who=attempt.who, address=attempt.address, at=now))


def forget(session: Session, attempt: Attempt) -> None:
    """It has succeeded: nothing is held against the next one."""
    same = (sign_in_attempt.c.who == attempt.who) & (sign_in_attempt.c.address == attempt.address)
    session.execute(delete(sign_in_attempt).where(same))


def in_turn(session: Session, table: Table) -> None:
    """Let one writer after the other look at the table and change it. SQLite does so anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text(f"LOCK TABLE {table.name} IN EXCLUSIVE MODE"))
