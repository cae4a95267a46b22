"""What a step of an enrolment says about notice and consent: recorded before anything follows from the step.

A consent that no registration follows belongs to an enrolment that was ended: nothing was kept of that person.
"""

from dataclasses import replace

from edge.enrolment.events import Acknowledged, Event, FaceAnswered, FaceDeclined, GuardianAgreed, Prepared
from edge.enrolment.machine import Enrolment
from wire import notice
from wire.kinds import Consent
from wire.notice import Purpose

KIOSK, PHONE = "kiosk", "phone"
"""Ways of a consent: on the screen beside the door, or on the person's phone."""


def consents(enrolment: Enrolment, event: Event) -> list[Consent]:
    """What the person says by `event`, under the notice in force, in the language they read it in.

    Where faces may not be used nobody is asked about theirs, and nothing is noted.
    """
    said = _said(enrolment, event)
    return said if enrolment.faces else [each for each in said if each.purpose != Purpose.FACE]


def _said(enrolment: Enrolment, event: Event) -> list[Consent]:
    match event:
        case Prepared():
            reader = replace(enrolment, language=event.language, way=PHONE)
            return [
                _consent(reader, Purpose.REGISTRATION, given=True),
                _consent(reader, Purpose.FACE, given=event.face),
            ]
        case Acknowledged():
            return [_consent(enrolment, Purpose.REGISTRATION, given=True)]
        case FaceAnswered() | FaceDeclined():
            return [_consent(enrolment, Purpose.FACE, given=event.face)]
        case GuardianAgreed():
            return [
                _consent(enrolment, Purpose.REGISTRATION, given=True, guardian=True),
                _consent(enrolment, Purpose.FACE, given=event.face, guardian=True),
            ]
    return []


def _consent(enrolment: Enrolment, purpose: Purpose, *, given: bool, guardian: bool = False) -> Consent:
    version = notice.current()
    digest = notice.notice(version, purpose, enrolment.language).digest
    return Consent(enrolment.person, purpose, given, version, digest, enrolment.language, enrolment.way, guardian)
