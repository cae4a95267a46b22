"""The link and the code by which somebody comes to what is kept of them: each goes another way, neither is kept.

Whoever has answered on their phone has a code of their own. With it, and the last signs of their document, some of it
is shown: a landlord may have helped with the phone and seen the document, so that proves too little for the rest.
Times are Unix ms.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from typing import Final

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from central.audit import service as audit
from central.rental import names
from central.rental.own.tables import own_access
from central.rental.phone_tables import preparation
from central.rental.preparations import Opened
from central.rental.registrants import person_of
from central.rental.rules import DAY
from central.rental.scope import NotThere, Scope
from central.rental.tables import identity, registration
from wire.claim import ALPHABET, LENGTH, normalised

LIFE: Final = 30 * DAY
"""How long a link opens, ms."""
MOST_FAILURES: Final = 5
"""Wrong codes after which a link is void, and wrong signs of a document within a day."""
SIGNS: Final = 4
"""So many last signs of a document's number are asked for."""
FAILED: Final = "own.open.fail"


@dataclass(frozen=True)
class NewAccess:
    """A link's own part and its code, as they are shown, once."""

    link: str
    code: str
    until: int


@dataclass(frozen=True)
class Own:
    """Somebody who has come in. access_at: when their link was made; preparation: whose code they came in by."""

    registration_id: int
    access_at: int = 0
    preparation: str = ""

    @property
    def is_sure(self) -> bool:
        """Whether it can be nobody else: the office has looked at their document and given the code to them."""
        return not self.preparation


def give(session: Session, scope: Scope, registration_id: int, *, now: int) -> NewAccess:
    """A link and a code for somebody in scope; the ones before are void. Raises NotThere."""
    if person_of(session, scope, registration_id) is None:
        raise NotThere
    link, code = _letters(), _letters()
    # Two desks may give one at once: the later one's counts.
    session.execute(select(registration.c.id).where(registration.c.id == registration_id).with_for_update())
    session.execute(delete(own_access).where(own_access.c.registration_id == registration_id))
    row = {"registration_id": registration_id, "link": _digest(link), "code": _digest(link + code), "failures": 0}
    session.execute(insert(own_access), row | {"made_at": now, "made_by": scope.by, "until": now + LIFE})
    audit.note(session, act="own.access", of=f"registration:{registration_id}")
    return NewAccess(_spelled(link), _spelled(code), now + LIFE)


def open_by(session: Session, link: str, code: str, *, now: int) -> Own | None:
    """Whom they open; None, and a failure counted, where they don't fit. Which of both is wrong nobody is told."""
    link, code = normalised(link), normalised(code)
    chosen = select(own_access).where(own_access.c.link == _digest(link))
    found = session.execute(chosen.with_for_update()).one_or_none()
    if found is None or found.until <= now or found.failures >= MOST_FAILURES:
        return None
    if not hmac.compare_digest(found.code, _digest(link + code)):
        failed = update(own_access).where(own_access.c.registration_id == found.registration_id)
        session.execute(failed.values(failures=own_access.c.failures + 1))
        audit.note(session, act=FAILED, of=f"registration:{found.registration_id}")
        return None
    return Own(found.registration_id, found.made_at)


def has_registered(session: Session, opened: Opened) -> bool:
    """Whether somebody has registered with the answers that a code opens, and with a document that has a number."""
    return bool(_number(session, opened)[1])


def open_with(session: Session, opened: Opened, signs: str, *, now: int) -> Own | None:
    """Who has registered with the answers of this own code, if these are the last signs of their document.

    None, and a failure counted, where they are not, and after too many of them within a day.
    """
    registration_id, number = _number(session, opened)
    # One try after the other, so that each finds those before it counted.
    session.execute(select(preparation.c.id).where(preparation.c.token == opened.preparation).with_for_update())
    by = f"person:{opened.preparation}"
    if not number or audit.count(session, act=FAILED, by=by, since=now - DAY) >= MOST_FAILURES:
        return None
    typed = normalised(signs).encode()
    if not hmac.compare_digest(typed, normalised(number)[-SIGNS:].encode()):
        audit.note(session, act=FAILED, of=f"registration:{registration_id}", by=by, at=now)
        return None
    return Own(registration_id, preparation=opened.preparation or "")


def is_open(session: Session, own: Own, *, now: int) -> bool:
    """Whether what they came in by still opens: a new link, or a new code, makes it void."""
    if own.preparation:
        mine = preparation.c.token == own.preparation, preparation.c.registration_id == own.registration_id
        return session.scalar(select(preparation.c.id).where(*mine)) is not None
    theirs = own_access.c.registration_id == own.registration_id, own_access.c.made_at == own.access_at
    return session.scalar(select(own_access.c.until).where(*theirs, own_access.c.until > now)) is not None


def forget_old(session: Session, *, now: int) -> None:
    """Delete links whose time is over."""
    session.execute(delete(own_access).where(own_access.c.until <= now))


def _number(session: Session, opened: Opened) -> tuple[int, str]:
    columns = registration.c.id, registration.c.person, identity.c.number
    chosen = select(*columns).join_from(preparation, registration).outerjoin(identity)
    found = session.execute(chosen.where(preparation.c.token == opened.preparation)).one_or_none()
    return (found.id, names.word("number", found.number or "", found.id, found.person)) if found else (0, "")


def _letters() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def _spelled(letters: str) -> str:
    return "-".join((letters[:4], letters[4:8], letters[8:]))


def _digest(secret: str) -> str:
    return hashlib.sha256(f"own\n{secret}".encode()).hexdigest()
