"""Writes who has registered: registrations, identities that are sealed, consents, references, proofs of erasure, and
what waits for somebody's word.
"""

import base64
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from central.rental.rights import AT_DOOR
from central.rental.rules import NO_INVITATION, RegistrationState, TaskState
from central.rental.stays import BY_TIME
from central.rental.tables import consent, enrolment, erasure, identity, registration, review_task, withdrawal
from central.sealed.ring import Sealing
from central.town import invented
from central.town.boxes import RECORDS_OF_A_PERSON, Keys
from central.town.dice import dice, token
from central.town.households import HOUR
from central.town.inhabitants import Person
from central.town.town import Town
from central.town.writing import Rows
from central.web.roles import Role
from wire.erasure import Statement, What
from wire.notice import Purpose, current, notice

AT_ONCE: Final = 5000
_OF_AGE: Final = 14
_LANGUAGE: Final = "zh"
_THRESHOLD: Final = 0.45
_REASONS: Final = ("face-differs", NO_INVITATION, "without-face", "not-from-chip", "liveness-in-doubt")

_REGISTRATION: Final = (
    "id",
    "box_id",
    "person",
    "stay_id",
    "room",
    "state",
    "document",
    "way",
    "ways",
    "reasons",
    "photo",
    "liveness",
    "score",
    "threshold",
    "registered_at",
    "changed_at",
    "changed_by",
    "outbox_id",
    "seq",
)
_CONSENT: Final = (
    "box_id",
    "person",
    "purpose",
    "given",
    "version",
    "digest",
    "language",
    "way",
    "guardian",
    "at",
    "outbox_id",
    "seq",
)
_ERASURE: Final = ("box_id", "person", "what", "deleted", "signature", "at", "outbox_id", "seq")
_WITHDRAWAL: Final = ("registration_id", "what", "asked_at", "asked_by", "done_at")
_TASK: Final = ("registration_id", "reasons", "state", "made_at", "decided_at", "decided_by", "why")


def write(rows: Rows, town: Town, sealing: Sealing, keys: Keys) -> None:
    """Everybody, some thousands at a time."""
    first = _places(town)
    people = town.living.people
    for begin in range(0, len(people), AT_ONCE):
        _write(rows, town, sealing, keys, [(each, first[each.id]) for each in people[begin : begin + AT_ONCE]])
    rows.number_on(registration, consent, erasure, withdrawal, review_task)


def _write(rows: Rows, town: Town, sealing: Sealing, keys: Keys, some: Sequence[tuple[Person, int]]) -> None:
    chance = dice(town.seed, "comparisons", some[0][0].id)
    scores = chance.normal(0.68, 0.07, len(some)).clip(_THRESHOLD, 0.95).round(3).tolist()
    rows.put(
        registration, _REGISTRATION, [_registration(*each, score) for each, score in zip(some, scores, strict=True)]
    )
    sealed = [(person.id, sealing.row(identity, person.id, _words(person))) for person, _ in some]
    columns = [column.name for column in identity.c if column.name in sealed[0][1]]
    rows.put(
        identity,
        ("registration_id", *columns, "sealed_by"),
        [(number, *(values[name] for name in columns), "central") for number, values in sealed],
    )
    rows.put(consent, _CONSENT, [row for each in some for row in _consents(*each)])
    kept = [person for person, _ in some if person.has_face]
    rows.put(
        enrolment,
        ("box_id", "person", "change", "reference_count", "at"),
        [(each.house.number, each.token, *_references(each), each.registered_at) for each in kept],
    )
    rows.put(erasure, _ERASURE, [_erasure(*each, town, keys) for each in some if _is_erased(each[0])])
    rows.put(withdrawal, _WITHDRAWAL, [row for person, _ in some if (row := _withdrawal(person))])
    rows.put(review_task, _TASK, [row for person, _ in some if (row := _task(person, town))])


def _places(town: Town) -> dict[int, int]:
    """Person → the place of the first record their box sent of them."""
    behind: dict[int, int] = {}
    first = {}
    for person in town.living.people:
        first[person.id] = behind.get(person.house.number, 0) + 1
        behind[person.house.number] = behind.get(person.house.number, 0) + RECORDS_OF_A_PERSON
    return first


def _registration(person: Person, place: int, score: float) -> tuple[Any, ...]:
    compared = ("chip" if person.id % 5 else "printed", "live", score, _THRESHOLD) if person.has_face else (None,) * 4
    by = {RegistrationState.REVOKED: BY_TIME, RegistrationState.ERASED: AT_DOOR, RegistrationState.SUSPENDED: AT_DOOR}
    is_over = person.state in (RegistrationState.REVOKED, RegistrationState.ERASED)
    ways = () if is_over else person.ways[1:] if person.has_withdrawn else person.ways
    return (
        person.id,
        person.house.number,
        person.token,
        person.stay_id,
        person.room,
        person.state.value,
        "resident",
        "chip" if person.id % 5 else "printed",
        " ".join(ways),
        _reason(person),
        *compared,
        person.registered_at,
        person.until if is_over else person.registered_at,
        by.get(person.state),
        person.house.number,
        place + 2,
    )


def _words(person: Person) -> dict[str, str]:
    return {
        "name": person.name,
        "number": person.number,
        "birth": person.birth.isoformat(),
        "sex": "1" if person.is_male else "2",
        "nationality": "CHN",
        "address": invented.address(person.home, person.id),
        "phone": invented.phone(person.id),
    }


def _consents(person: Person, place: int) -> Iterator[tuple[Any, ...]]:
    """To the registration, and to the use of the face or not; who has withdrawn it has said no since."""
    version = current()
    asked_at = person.registered_at - 60_000
    answers = [(place, Purpose.REGISTRATION, True, asked_at), (place + 1, Purpose.FACE, person.has_face, asked_at)]
    if person.has_withdrawn:
        answers.append((place + 5, Purpose.FACE, False, _erased_at(person) - 20_000))
    for seq, purpose, given, at in answers:
        digest = notice(version, purpose, _LANGUAGE).digest
        said = (person.house.number, person.token, purpose.value, given, version, digest, _LANGUAGE, "kiosk")
        yield (*said, _is_child(person, at), at, person.house.number, seq)


def _is_child(person: Person, at: int) -> bool:
    """Whether a guardian speaks for them: under 14 (Personal Information Protection Law, article 31)."""
    then, birth = datetime.fromtimestamp(at / 1000, UTC).date(), person.birth
    return then.year - birth.year - ((then.month, then.day) < (birth.month, birth.day)) < _OF_AGE


def _references(person: Person) -> tuple[str, int]:
    return ("erased", 0) if _is_erased(person) else ("enrolled", 3)


def _is_erased(person: Person) -> bool:
    return person.state is RegistrationState.ERASED or person.has_withdrawn


def _erased_at(person: Person) -> int:
    return (person.until if person.state is RegistrationState.ERASED else person.registered_at) + HOUR // 2


def _erasure(person: Person, place: int, town: Town, keys: Keys) -> tuple[Any, ...]:
    """The proof, as a box gives it."""
    what: What = "all" if person.state is RegistrationState.ERASED else "face"
    deleted = [token(town.seed, f"reference {number}", person.id, 32) for number in range(3 if person.has_face else 0)]
    statement = Statement(person.token, what, _erased_at(person), deleted)
    signed = base64.urlsafe_b64encode(keys[person.house.number].sign(statement.encoded())).rstrip(b"=").decode()
    of = (person.house.number, person.token, what, " ".join(deleted), signed)
    return (*of, _erased_at(person), person.house.number, place + 4)


def _withdrawal(person: Person) -> tuple[Any, ...] | None:
    """What the box was asked to erase, and when it had done so."""
    if not _is_erased(person):
        return None
    what, by = ("all", BY_TIME) if person.state is RegistrationState.ERASED else ("face", Role.REGISTRAR.value)
    return person.id, what, _erased_at(person) - 20_000, by, _erased_at(person) + 500


def _reason(person: Person) -> str:
    return _REASONS[person.id // 7 % len(_REASONS)] if person.state in _DOUBTED else ""


_DOUBTED: Final = (RegistrationState.WAITING, RegistrationState.PROVISIONAL)


def _task(person: Person, town: Town) -> tuple[Any, ...] | None:
    """The question somebody has to answer, or has answered lately."""
    if person.state in _DOUBTED:
        return person.id, _reason(person), TaskState.OPEN.value, person.registered_at, None, None, None
    is_lately = person.registered_at > town.days[0].begin and person.state is RegistrationState.GRANTED
    if not is_lately or person.id % 6:
        return None
    decided_at = min(person.registered_at + person.id % 50 * HOUR, town.now - 1)
    decided = (TaskState.ACCEPTED.value, person.registered_at, decided_at, Role.REGISTRAR.value, "证件与本人一致")
    return (person.id, _REASONS[person.id // 6 % len(_REASONS)], *decided)
