"""What takes longer to count than a page may: counted now and then (faces.Counting), and kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum, unique

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from central.duties.tables import duty_count
from central.rental import service as rental


@unique
class What(StrEnum):
    """What is counted. FACES: people whose faces lie in boxes in use. OUT_OF_REACH: in boxes that were shut out.

    AGREED, DECLINED: people, by the digest of the words they said so to last.
    """

    FACES = "faces"
    OUT_OF_REACH = "out-of-reach"
    AGREED = "agreed"
    DECLINED = "declined"


@dataclass(frozen=True)
class Counts:
    """All of it. at: when it was counted, Unix ms; None for just now."""

    of: Mapping[tuple[What, str], int]
    at: int | None = None

    def __getitem__(self, what: What) -> int:
        return self.of.get((what, ""), 0)

    def said(self, digest: str, *, given: bool) -> int:
        """How many people said yes, or no, to these words last."""
        return self.of.get((What.AGREED if given else What.DECLINED, digest), 0)


def count(session: Session) -> Counts:
    """Count it now: that takes a while."""
    said = rental.count_consents(session).items()
    words = {(What.AGREED if given else What.DECLINED, digest): number for (digest, given), number in said}
    faces = {(What.FACES, ""): rental.stored_faces(session), (What.OUT_OF_REACH, ""): rental.faces_shut_out(session)}
    return Counts(words | faces)


def kept(session: Session) -> Counts | None:
    """As it was counted last; None before the first time."""
    columns = duty_count.c.what, duty_count.c.of, duty_count.c.count, duty_count.c.counted_at
    rows = session.execute(select(*columns)).all()
    counted = {(What(what), of): number for what, of, number, _ in rows}
    return Counts(counted, rows[0].counted_at) if rows else None


def known(session: Session) -> Counts:
    """As it was counted last; before the first time it is counted here."""
    return kept(session) or count(session)


def keep(session: Session, counts: Counts, now: int) -> None:
    """Let these hold."""
    rows = [{"what": what.value, "of": of, "count": number} for (what, of), number in counts.of.items()]
    session.execute(delete(duty_count))
    session.execute(insert(duty_count), [row | {"counted_at": now} for row in rows])
