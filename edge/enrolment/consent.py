"""What a step of an enrolment says about notice and consent: recorded before anything follows from the step.

A consent that no registration follows belongs to an enrolment that was ended: nothing was kept of that person.
"""

from edge.enrolment.events import Acknowledged, Event, FaceAnswered, FaceDeclined, GuardianAgreed
from edge.enrolment.machine import Enrolment
from wire import notice
from wire.kinds import Consent
from wire.notice import Purpose

KIOSK = "kiosk"


def consents(enrolment: Enrolment, event: Event) -> list[Consent]:
    """What the person says by `event`, under the notice in force, in the language they read it in."""
    match event:
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
    return Consent(enrolment.person, purpose, given, version, digest, enrolment.language, KIOSK, guardian)
