"""An enrolment that has come to its end, as the roster and central get it."""

import logging
from dataclasses import replace

from edge import agreement
from edge.access import Resident, Standing
from edge.credentials import pin
from edge.enroller.parts import Parts
from edge.enrolment import identity, outcome
from edge.enrolment.machine import Enrolment
from edge.enrolment.outcome import HOUR, Circumstances, Outcome
from edge.errors import VaultError
from edge.store.admission import Admission
from wire import kinds, notice
from wire.kinds import Registration
from wire.sealed import public_key_of

log = logging.getLogger(__name__)

UNANSWERED = 14 * 24 * HOUR
"""How long what is kept of somebody without an invitation waits for a yes, ms; then their face is forgotten."""


def admit(enrolment: Enrolment, parts: Parts) -> Registration:
    """Admit the person, and have central told; what it is told. The last place of a stay may have been taken meanwhile:
    then it goes on as a request without an invitation. Raises StorageError, VaultError: then nobody was admitted.
    """
    clock, key = parts.clock.read(), parts.roster.sealing_key
    if key is None:
        raise VaultError("central's key for sealing is gone")
    given = Circumstances(clock.now, parts.central_away() or not clock.trusted, parts.hours)
    registration = told(enrolment, key, given)
    if not parts.roster.admit(admission(enrolment, registration, parts, clock.now), clock.now):
        enrolment = replace(enrolment, invitation=None)
        registration = told(enrolment, key, given)
        parts.roster.admit(admission(enrolment, registration, parts, clock.now), clock.now)
    parts.residents.refresh()
    parts.teller.tell()
    log.info("somebody has enrolled: %s", registration.outcome)
    return registration


def told(enrolment: Enrolment, key: str, given: Circumstances) -> Registration:
    """What central is told; the person's words are sealed with `key`."""
    words = identity.sealed(enrolment.person, enrolment.reading, enrolment.contact, public_key_of(key))
    return outcome.registration(enrolment, words, given)


def admission(enrolment: Enrolment, registration: Registration, parts: Parts, now: int) -> Admission:
    """The person for the roster. now: Unix ms."""
    document = enrolment.reading.document if enrolment.reading else None
    ways, samples = enrolment.ways, enrolment.samples
    return Admission(
        _resident(registration, now),
        (document.name or document.latin_name) if document else "",
        registration.stay or "",
        (parts.model, samples.templates) if samples else None,
        pin.keep(enrolment.person, ways.pin, parts.digest).digest if ways.pin else "",
        ways.card,
        ways.phone,
        (*_enrolled(enrolment, parts.model), registration),
        agreement.to(notice.current(), enrolment.language, guardian=enrolment.guardian) if samples else None,
        enrolment.preparation,
    )


def _resident(told: Registration, now: int) -> Resident:
    may_enter = told.outcome != Outcome.REVIEW
    begin = told.begin if told.begin is not None else now
    until = told.until if told.until is not None else now + UNANSWERED
    standing = Standing.ACTIVE if may_enter else Standing.SUSPENDED
    return Resident(told.person, standing, begin, until, told.room)


def _enrolled(enrolment: Enrolment, model: str) -> tuple[kinds.Enrolment, ...]:
    if enrolment.samples is None:
        return ()
    count = len(enrolment.samples.templates)
    return (kinds.Enrolment(enrolment.person, "enrolled", count, model, f"notice {notice.current()}"),)
