"""Tokens: made by a person, shown once, ended at once; who holds one is let in and counted. Times are Unix ms.

One statement does the letting in: it finds the token, counts the use and the minute's, and notes the time. So all
processes count together, and nothing is counted twice.
"""

import hashlib
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import case, insert, select, update
from sqlalchemy.orm import Session

from central.audit import service as audit
from central.rest import rules
from central.rest.rules import Scope
from central.rest.tables import rest_token
from central.web.grants import Reach

BEGINS_WITH: Final = "menlu_"
"""So that a token is known as one wherever it is left lying."""


@dataclass(frozen=True)
class NewToken:
    """A token as it is shown, once."""

    id: int
    name: str
    secret: str
    expires_at: int


@dataclass(frozen=True)
class TokenRow:
    """A token as the page lists it."""

    id: int
    name: str
    scopes: frozenset[Scope]
    place_id: int
    made_at: int
    made_by: str
    expires_at: int
    ended_at: int | None
    ended_by: str | None
    used_at: int | None
    uses: int


@dataclass(frozen=True)
class Bearer:
    """Whoever asks with a token. left: requests it has in this minute, below 0 when it had too many."""

    id: int
    name: str
    scopes: frozenset[Scope]
    place_id: int
    left: int

    @property
    def by(self) -> str:
        """As the log and the rows name it."""
        return f"token:{self.id}"

    @property
    def reach(self) -> Reach:
        """How far it sees."""
        return Reach(places=frozenset({self.place_id}))


def make(
    session: Session, name: str, scopes: Collection[Scope], place_id: int, *, expires_at: int, by: str, now: int
) -> NewToken:
    """Make a token. Raises ValueError without a scope, and for an end that can't be."""
    if not scopes:
        raise ValueError("a token has at least one scope")
    if not now < expires_at <= now + rules.LONGEST * rules.DAY:
        raise ValueError(f"a token ends within {rules.LONGEST} days")
    secret = BEGINS_WITH + secrets.token_urlsafe(32)
    row = {
        "name": name,
        "digest": digest_of(secret),
        "scopes": " ".join(sorted(scopes)),
        "place_id": place_id,
        "made_at": now,
        "made_by": by,
        "expires_at": expires_at,
    }
    made = int(session.execute(insert(rest_token).values(row).returning(rest_token.c.id)).scalar_one())
    detail: dict[str, str | int | list[str]] = {"name": name, "place": place_id, "expires_at": expires_at}
    detail["scopes"] = [scope.value for scope in sorted(scopes)]
    audit.note(session, act="token.make", of=f"token:{made}", detail=detail)
    return NewToken(made, name, secret, expires_at)


def end(session: Session, token_id: int, *, by: str, now: int) -> bool:
    """Let the token open nothing any more; False when it was over already."""
    mine = update(rest_token).where(rest_token.c.id == token_id, rest_token.c.ended_at.is_(None))
    if session.connection().execute(mine.values(ended_at=now, ended_by=by)).rowcount == 0:
        return False
    audit.note(session, act="token.end", of=f"token:{token_id}")
    return True


def let_in(session: Session, secret: str, now: int) -> Bearer | None:
    """Who holds this token, counted once more; None where it opens nothing."""
    window = rules.window_of(now)
    uses = case((rest_token.c.window_at == window, rest_token.c.window_uses + 1), else_=1)
    counted = update(rest_token).values(used_at=now, uses=rest_token.c.uses + 1, window_at=window, window_uses=uses)
    good = rest_token.c.digest == digest_of(secret), rest_token.c.ended_at.is_(None), rest_token.c.expires_at > now
    columns = (rest_token.c[name] for name in ("id", "name", "scopes", "place_id", "window_uses"))
    row = session.execute(counted.where(*good).returning(*columns)).one_or_none()
    if row is None:
        return None
    return Bearer(row.id, row.name, rules.scopes_of(row.scopes), row.place_id, rules.PER_MINUTE - row.window_uses)


def tokens(session: Session) -> list[TokenRow]:
    """Every token, those that open something first, the newest first."""
    columns = (rest_token.c[name] for name in TokenRow.__dataclass_fields__)
    newest = select(*columns).order_by(rest_token.c.ended_at.is_not(None), rest_token.c.id.desc())
    return [_row(row) for row in session.execute(newest)]


def token_of(session: Session, token_id: int) -> TokenRow | None:
    """One token; None where there is none."""
    columns = (rest_token.c[name] for name in TokenRow.__dataclass_fields__)
    row = session.execute(select(*columns).where(rest_token.c.id == token_id)).one_or_none()
    return None if row is None else _row(row)


def digest_of(secret: str) -> bytes:
    """What is kept of a token. It is random itself, so that no slow hash is needed."""
    return hashlib.sha256(secret.encode()).digest()


def _row(row: Any) -> TokenRow:
    return TokenRow(**{**row._mapping, "scopes": rules.scopes_of(row.scopes)})
