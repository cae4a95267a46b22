"""Answers that are kept for a day, so that a request sent twice is done once and answered the same.

An answer is written in the transaction of the change. Two of the same at once: the second waits at the database and
gets the answer of the first. What is kept is sealed with a key made of the token itself, which is kept nowhere: a code
that is shown once can't be read here afterwards. Only what was done is kept; a refusal has changed nothing, and is
judged anew.
"""

import hashlib
import os
from dataclasses import dataclass

import msgspec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import ColumnElement, delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from central.db import Database
from central.rest import rules
from central.rest.tables import rest_answer

_NONCE = 12


class KeyReused(Exception):
    """The same key came with something else before."""


class Kept(msgspec.Struct, frozen=True):
    """An answer: its status, its JSON, and the ETag where it has one."""

    status: int
    body: str
    tag: str = ""


@dataclass(frozen=True)
class Sent:
    """A request that changes something. key: the Idempotency-Key. secret: the token."""

    token_id: int
    secret: str
    key: str
    method: str
    path: str
    body: bytes
    if_match: str = ""

    @property
    def digest(self) -> bytes:
        """What it is found by."""
        return hashlib.sha256(self.key.encode()).digest()

    @property
    def request(self) -> bytes:
        """What it says."""
        parts = (self.method.encode(), self.path.encode(), self.if_match.encode(), self.body)
        return hashlib.sha256(b"".join(len(part).to_bytes(8) + part for part in parts)).digest()


def earlier(session: Session, sent: Sent, now: int) -> Kept | None:
    """The answer that was given to the same request before; None for one that is new, whose place is now taken.

    Raises KeyReused.
    """
    found = _found(session, sent, now)
    if found is not None:
        return found
    old = rest_answer.c.made_at <= now - rules.ANSWERS_KEPT
    session.execute(delete(rest_answer).where(*_mine(sent), old))
    row = {"token_id": sent.token_id, "digest": sent.digest, "request": sent.request, "made_at": now}
    try:
        with session.begin_nested():
            session.execute(insert(rest_answer).values(row))
    except IntegrityError:
        # Another process was quicker; it has committed, or nobody would have been refused here.
        return _found(session, sent, now)
    return None


def keep(session: Session, sent: Sent, answer: Kept) -> None:
    """Keep the answer with the change."""
    nonce = os.urandom(_NONCE)
    sealed = nonce + AESGCM(_key(sent)).encrypt(nonce, msgspec.json.encode(answer), sent.digest)
    session.execute(update(rest_answer).where(*_mine(sent)).values(sealed=sealed))


def forget(database: Database, now: int) -> None:
    """Delete answers that have had their day."""
    with database.writing() as session:
        session.execute(delete(rest_answer).where(rest_answer.c.made_at <= now - rules.ANSWERS_KEPT))


def _mine(sent: Sent) -> tuple[ColumnElement[bool], ...]:
    return rest_answer.c.token_id == sent.token_id, rest_answer.c.digest == sent.digest


def _found(session: Session, sent: Sent, now: int) -> Kept | None:
    fresh = rest_answer.c.made_at > now - rules.ANSWERS_KEPT
    chosen = select(rest_answer.c.request, rest_answer.c.sealed).where(*_mine(sent), fresh)
    row = session.execute(chosen).one_or_none()
    if row is None:
        return None
    if row.request != sent.request:
        raise KeyReused
    return _opened(row.sealed, sent)


def _opened(sealed: bytes, sent: Sent) -> Kept:
    plain = AESGCM(_key(sent)).decrypt(sealed[:_NONCE], sealed[_NONCE:], sent.digest)
    return msgspec.json.decode(plain, type=Kept)


def _key(sent: Sent) -> bytes:
    derived = HKDF(SHA256(), 32, salt=None, info=b"menlu kept answer")
    return derived.derive(sent.secret.encode())
