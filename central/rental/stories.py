"""What happened to somebody who has registered, in order: put together from what is kept of it anyway. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum, unique

from central.rental.agreed import ConsentRow
from central.rental.proofs import ErasureRow
from central.rental.registrants import PersonRow


@unique
class What(StrEnum):
    """What happened."""

    AGREED = "agreed"
    DECLINED = "declined"
    REGISTERED = "registered"
    CHANGED = "changed"
    FACE_WITHDRAWN = "face-withdrawn"
    FACE_ERASED = "face-erased"
    ALL_ERASED = "all-erased"


@dataclass(frozen=True)
class Moment:
    """at: Unix ms. about: the purpose agreed to, or the state that followed; by: who did it, "" where that is clear."""

    at: int
    what: What
    about: str = ""
    by: str = ""


def story(person: PersonRow, consents: Iterable[ConsentRow], erasures: Iterable[ErasureRow]) -> list[Moment]:
    """All of it, the oldest first."""
    found = [Moment(each.at, What.AGREED if each.given else What.DECLINED, each.purpose) for each in consents]
    found.append(Moment(person.registered_at, What.REGISTERED))
    if person.changed_by is not None:
        found.append(Moment(person.changed_at, What.CHANGED, person.state, person.changed_by))
    if person.face_asked_at is not None:
        found.append(Moment(person.face_asked_at, What.FACE_WITHDRAWN))
    found += [Moment(each.at, What.FACE_ERASED if each.what == "face" else What.ALL_ERASED) for each in erasures]
    return sorted(found, key=lambda moment: moment.at)
