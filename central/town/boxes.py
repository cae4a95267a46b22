"""Writes boxes, their doors and where their streams stand."""

from collections.abc import Mapping, Sequence
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import bindparam, update

from central.edges.tables import box, door, outbox, projected
from central.rental.tables import rental_cursor
from central.town.dice import token
from central.town.layout import House, Presence
from central.town.stream import Outbox
from central.town.town import Town
from central.town.writing import Rows
from wire.signature import thumbprint

RECORDS_OF_A_PERSON: Final = 6
"""Consents, a registration, an enrolment, an erasure, the answer to an order: they came before what is kept."""
_BOX: Final = (
    "id",
    "name",
    "public_key",
    "thumbprint",
    "version",
    "claimed_at",
    "last_seen",
    "clock_offset",
    "place_id",
)
_OUTBOX: Final = ("id", "box_id", "outbox", "seq", "digest", "forgotten", "forgotten_digest", "told_at")
_MOVE_ON: Final = (
    update(outbox).where(outbox.c.id == bindparam("of_outbox")).values(seq=bindparam("to"), digest=bindparam("with")),
    *(
        update(cursor).where(cursor.c.outbox_id == bindparam("of_outbox")).values(seq=bindparam("to"))
        for cursor in (projected, rental_cursor)
    ),
)
_VERSIONS: Final = ("0.1.0", "0.1.0", "0.1.0", "0.0.9")
_HOUR: Final = 3600 * 1000

Keys = Mapping[int, Ed25519PrivateKey]
"""House → its box's key: made for this run and kept nowhere, so that nobody speaks for it later."""


def new_keys(town: Town) -> Keys:
    """A key for each house with a box."""
    return {house.number: Ed25519PrivateKey.generate() for house in town.layout.houses if _has_box(house)}


def door_ids(town: Town) -> dict[tuple[int, int], int]:
    """House and place of the door there → number of the door."""
    found = [(house.number, index) for house in town.with_box for index in range(len(house.doors))]
    return {each: number for number, each in enumerate(found, 1)}


def heard_until(house: House, now: int) -> int:
    """When its box spoke last, Unix ms; some are silent for hours, some for days."""
    if house.presence is Presence.LATE:
        return now - (1 + house.number * 7 % 90) * _HOUR
    return now - house.number * 37 % 50_000


def told_until(house: House, now: int) -> int:
    """Of which moment its last record was, Unix ms: a few boxes speak, and have a day and more to send still."""
    behind = 30 * _HOUR if house.number % 97 == 41 else 0
    return heard_until(house, now) - behind


def outboxes(town: Town) -> dict[int, Outbox]:
    """House → its outbox, at the end of what is kept no more."""
    people = dict.fromkeys((house.number for house in town.with_box), 0)
    for person in town.living.people:
        people[person.house.number] += 1
    return {
        house.number: Outbox(
            house.number,
            token(town.seed, "outbox", house.number, 16),
            house.doors,
            RECORDS_OF_A_PERSON * people[house.number],
            token(town.seed, "forgotten", house.number, 32),
        )
        for house in town.with_box
    }


def write(rows: Rows, town: Town, keys: Keys) -> None:
    """The boxes, each with its outbox and doors where it was ever heard."""
    found = [house for house in town.layout.houses if _has_box(house)]
    rows.put(box, _BOX, [_box(house, town, keys) for house in found])
    known = [(each, bytes.fromhex(each.digest)) for each in outboxes(town).values()]
    told = {house.number: told_until(house, town.now) for house in town.with_box}
    rows.put(
        outbox,
        _OUTBOX,
        [(each.id, each.id, each.name, each.seq, digest, each.seq, digest, told[each.id]) for each, digest in known],
    )
    rows.put(projected, ("outbox_id", "seq"), [(each.id, each.seq) for each, _ in known])
    rows.put(rental_cursor, ("outbox_id", "seq"), [(each.id, each.seq) for each, _ in known])
    doors = [
        (number, house, town.layout.houses[house - 1].doors[index]) for (house, index), number in door_ids(town).items()
    ]
    rows.put(door, ("id", "box_id", "name"), doors)
    rows.number_on(box, outbox, door)


def move_on(rows: Rows, ends: Sequence[tuple[int, int, bytes]]) -> None:
    """Say how far each outbox has come: its number, the last place and that record's digest."""
    to = [{"of_outbox": number, "to": seq, "with": digest} for number, seq, digest in ends]
    for statement in _MOVE_ON:
        rows.session.connection().execute(statement, to)


def _has_box(house: House) -> bool:
    return house.presence is not Presence.NONE


def _box(house: House, town: Town, keys: Keys) -> tuple[object, ...]:
    key = keys[house.number].public_key()
    return (
        house.number,
        house.name,
        key.public_bytes_raw(),
        thumbprint(key),
        _VERSIONS[house.number % len(_VERSIONS)],
        town.began + house.number * 60_000,
        heard_until(house, town.now) if house.is_heard else None,
        house.number * 53 % 900 - 450 if house.is_heard else None,
        house.place_id,
    )
