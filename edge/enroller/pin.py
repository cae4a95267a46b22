"""Whether the PIN that a person chooses while they enrol is accepted."""

from edge.credentials import Digest, pin
from edge.credentials import room as rooms
from edge.credentials.holders import Holders
from edge.credentials.pin import Flaw
from edge.enrolment.machine import Enrolment


def flaw_of(number: str, enrolment: Enrolment, holders: Holders, digest: Digest) -> Flaw | None:
    """Why `number` is no PIN for this person; None when it is good.

    It may be no birthday of theirs, no part of a number of theirs, and nobody's in the same room.
    """
    document = enrolment.reading.document if enrolment.reading else None
    found = pin.flaw_of(number, document.birth if document else None, [document.number] if document else [])
    return found or _taken(number, enrolment, holders, digest)


def _taken(number: str, enrolment: Enrolment, holders: Holders, digest: Digest) -> Flaw | None:
    room = holders.rooms.get(rooms.normal(enrolment.invitation.room)) if enrolment.invitation else None
    return Flaw.TAKEN if room and pin.people_with(number, room.pins, digest) else None
