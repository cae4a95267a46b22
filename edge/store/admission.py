"""Somebody who has enrolled at the door, as they come to the roster: with all they open with, or not at all."""

from dataclasses import dataclass, field

import msgspec
from sqlite_utils import Database

from edge.access import Resident
from edge.agreement import Agreement
from edge.store import agreed, invitations, preparations, untold
from edge.store.keeper import Keeper, Templates


@dataclass(frozen=True, eq=False)
class Admission:
    """One person. stay: whose place they take; "" without an invitation.

    enrolled: model and templates, as `Roster.enrol` takes them. pin: slow keyed hash; card: digest; phone: secret.
    agreed: to what the person said yes, where a face is enrolled. told: what central is told, in order.
    preparation: what they had answered beforehand; "" without one.
    """

    resident: Resident
    name: str = field(repr=False)
    stay: str = ""
    enrolled: tuple[str, Templates] | None = field(default=None, repr=False)
    pin: str = field(default="", repr=False)
    card: bytes = field(default=b"", repr=False)
    phone: bytes = field(default=b"", repr=False)
    told: tuple[msgspec.Struct, ...] = field(default=(), repr=False)
    agreed: Agreement | None = None
    preparation: str = ""


def has_place(database: Database, stay: str, now: int) -> bool:
    """Whether the stay still has a place at `now` (Unix ms); who has no invitation takes none."""
    if not stay:
        return True
    invitation = invitations.of_stay(database, stay, now)
    return invitation is not None and not invitation.is_full


def store(database: Database, keeper: Keeper, admission: Admission, now: int) -> None:
    """Keep what belongs to a person who has just been added: stay, room, credentials, and what is to be told."""
    person = admission.resident.person
    row = [admission.stay, admission.resident.room, person]
    database.execute("UPDATE people SET stay = ?, room = ? WHERE person = ?", row)
    if admission.pin:
        database.execute("INSERT INTO pins VALUES (?, ?)", [person, admission.pin])
    if admission.card:
        database.execute("INSERT OR IGNORE INTO cards VALUES (?, ?)", [admission.card, person])
    if admission.phone:
        database.execute("INSERT INTO phones VALUES (?, ?)", [person, keeper.seal(admission.phone, f"phone:{person}")])
    if admission.agreed:
        agreed.store(database, person, admission.agreed)
    preparations.delete(database, admission.preparation)
    for body in admission.told:
        untold.add(database, body, now)
