"""How boxes become known, and cease to be: claim codes made by staff, used once by a box, and revocation.

A code is words for people ("K7QM-2RXD-94"), lives 30 minutes and names the box to be. Central keeps only its digest.
"""

import hashlib
import secrets
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import ColumnElement, and_, insert, select, update
from sqlalchemy.orm import Session

from central.audit import service as audit
from central.edges.moving import moved
from central.edges.requests import remember
from central.edges.tables import box, claim_code
from central.place.service import within
from central.web.grants import EVERYWHERE, TOWN, Reach
from wire.claim import ALPHABET, LENGTH, Claim, Claimed, normalised
from wire.signature import Signed

CODE_LIFE = 30 * 60 * 1000
"""How long a code may be used, ms."""


class ClaimRefused(Exception):
    """The code is unknown, used, revoked or too old; which of them nobody is told."""


@dataclass(frozen=True)
class NewCode:
    """A code as it is shown, once. Times are Unix ms."""

    id: int
    code: str
    name: str
    expires_at: int


@dataclass(frozen=True)
class CodeUse:
    """What became of a code. box_id: the box that used it; None until one has. Times are Unix ms."""

    name: str
    expires_at: int
    used_at: int | None
    revoked_at: int | None
    box_id: int | None


@dataclass(frozen=True)
class CodeRow:
    """A code that can still be used; the code itself can't be shown again. Times are Unix ms."""

    id: int
    name: str
    made_by: str
    made_at: int
    expires_at: int


def make_code(
    session: Session, *, name: str, made_by: str, now: int, place_id: int = TOWN, only_new: bool = False
) -> NewCode:
    """Make a code for a box to be called `name`, which will stand at a place; `only_new`: for none that was ever known.

    Raises ValueError for a name that is empty or too long.
    """
    if not 1 <= len(name.strip()) <= 100 or not name.isprintable():
        raise ValueError(f"a box's name has 1 to 100 printable characters; {name!r} does not")
    code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    row = {"name": name.strip(), "made_by": made_by, "made_at": now, "expires_at": now + CODE_LIFE}
    values = row | {"digest": _digest(code), "place_id": place_id, "only_new": only_new}
    made = session.execute(insert(claim_code).values(values).returning(claim_code.c.id)).scalar_one()
    detail: audit.Detail = {"box is to be called": name.strip(), "place": place_id}
    audit.note(session, act="claim-code.make", of=f"claim-code:{made}", detail=detail)
    return NewCode(made, "-".join((code[:4], code[4:8], code[8:])), name.strip(), now + CODE_LIFE)


def open_codes(session: Session, *, now: int, reach: Reach = EVERYWHERE) -> list[CodeRow]:
    """The codes for boxes within reach that can be used now, the newest first."""
    columns = (claim_code.c[field] for field in CodeRow.__dataclass_fields__)
    chosen = (
        select(*columns).where(_is_open(now), within(reach, claim_code.c.place_id)).order_by(claim_code.c.id.desc())
    )
    return [CodeRow(*row) for row in session.execute(chosen)]


def use_of(session: Session, code_id: int) -> CodeUse:
    """What became of a code there is."""
    columns = (claim_code.c[field] for field in CodeUse.__dataclass_fields__)
    return CodeUse(*session.execute(select(*columns).where(claim_code.c.id == code_id)).one())


def revoke_code(session: Session, code_id: int, *, now: int, reach: Reach = EVERYWHERE) -> bool:
    """Take a code within reach back before it is used; False if it was too late."""
    chosen = update(claim_code).where(claim_code.c.id == code_id, _is_open(now), within(reach, claim_code.c.place_id))
    done = session.connection().execute(chosen.values(revoked_at=now)).rowcount == 1
    if done:
        audit.note(session, act="claim-code.withdraw", of=f"claim-code:{code_id}")
    return done


def claim(session: Session, request: Claim, key: Ed25519PublicKey, signed: Signed, *, now: int) -> Claimed:
    """Make the box that holds `key` known, under the name its code was made for.

    A box whose answer was lost asks again with the same code and key, and gets the same answer. A key that was known
    before (or revoked) is known again as the same box: a new code is staff's word for it, unless it is one for new
    boxes only. Raises ClaimRefused, Replayed.
    """
    remember(session, signed.thumbprint, signed.nonce, now=now)
    chosen = select(claim_code).where(claim_code.c.digest == _digest(request.code), claim_code.c.revoked_at.is_(None))
    code = session.execute(chosen.with_for_update()).one_or_none()
    if code is None or now >= code.expires_at:
        raise ClaimRefused
    known = session.execute(select(box).where(box.c.thumbprint == signed.thumbprint)).one_or_none()
    if code.used_at is not None:
        if known is None or known.id != code.box_id or known.revoked_at is not None:
            raise ClaimRefused
        return Claimed(str(known.id), known.name, now)
    if known is not None and code.only_new:
        raise ClaimRefused
    values = {"name": code.name, "version": request.version, "claimed_at": now, "last_seen": now, "revoked_at": None}
    values |= {"place_id": code.place_id}
    box_id = known.id if known else _new_box(session, key, signed.thumbprint, values)
    session.execute(update(box).where(box.c.id == box_id).values(values))
    session.execute(update(claim_code).where(claim_code.c.id == code.id).values(used_at=now, box_id=box_id))
    if known is not None and known.place_id != code.place_id:
        moved(session, box_id)
    detail = {"key": signed.thumbprint, "code": code.id}
    audit.note(session, act="box.claim", of=f"box:{box_id}", by=f"box:{box_id}", detail=detail)
    return Claimed(str(box_id), code.name, now)


def revoke_box(session: Session, box_id: int, *, now: int) -> bool:
    """Shut a box out at once: its next request is refused. False if there is none in force by that number."""
    chosen = update(box).where(box.c.id == box_id, box.c.revoked_at.is_(None))
    done = session.connection().execute(chosen.values(revoked_at=now)).rowcount == 1
    if done:
        audit.note(session, act="box.shut-out", of=f"box:{box_id}")
    return done


def put(session: Session, box_id: int, place_id: int) -> None:
    """Say where the box stands; from now on it is seen by those who look after that place."""
    session.execute(update(box).where(box.c.id == box_id).values(place_id=place_id))
    audit.note(session, act="box.put", of=f"box:{box_id}", detail={"place": place_id})


def hold_box(session: Session, box_id: int) -> None:
    """Nobody else puts the box elsewhere, or holds it, until the transaction ends."""
    session.execute(select(box.c.id).where(box.c.id == box_id).with_for_update(key_share=True))


def _new_box(session: Session, key: Ed25519PublicKey, name_of_key: str, values: dict[str, Any]) -> int:
    row = values | {"public_key": key.public_bytes_raw(), "thumbprint": name_of_key}
    made: int = session.execute(insert(box).returning(box.c.id), row).scalar_one()
    return made


def _digest(code: str) -> bytes:
    return hashlib.sha256(normalised(code).encode()).digest()


def _is_open(now: int) -> ColumnElement[bool]:
    return and_(claim_code.c.used_at.is_(None), claim_code.c.revoked_at.is_(None), claim_code.c.expires_at > now)
