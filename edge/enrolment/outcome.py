"""What comes of an enrolment: let in at once, for a while, or once somebody has said yes. Pure.

Granted at once is who has an invitation, a document without flaws whose chip was read, and a living face that is the
one in its photograph. Everything else is for people to judge; the reasons say why, and never show a face.
"""

from dataclasses import dataclass
from enum import StrEnum, unique

from edge.document import Document, Way
from edge.document.flaws import Flaw
from edge.enrolment.machine import Enrolment
from wire.kinds import Comparison, Identity, Registration

HOUR = 60 * 60 * 1000
"""ms."""
ALIKE = "much-like-another"
"""A reason that only tells staff: it keeps nobody waiting."""


@unique
class Outcome(StrEnum):
    """As a Registration names them."""

    GRANTED = "granted"
    PROVISIONAL = "provisional"
    REVIEW = "review"


@dataclass(frozen=True)
class Circumstances:
    """What the outcome depends on besides the person. now: Unix ms. central_away: it could not be asked just now.
    hours: for how long somebody is let in meanwhile.
    """

    now: int
    central_away: bool
    hours: int


def reasons(enrolment: Enrolment) -> list[str]:
    """Why the person is not simply let in, in stable words; empty where they are."""
    return [*_about_invitation(enrolment), *_about_document(enrolment), *_about_face(enrolment)]


def outcome(enrolment: Enrolment, given: Circumstances) -> Outcome:
    """Whether the person is let in."""
    if reasons(enrolment):
        return Outcome.REVIEW
    return Outcome.PROVISIONAL if given.central_away else Outcome.GRANTED


def registration(enrolment: Enrolment, identity: Identity | None, given: Circumstances) -> Registration:
    """What central is told. identity: sealed for it."""
    document = enrolment.reading.document if enrolment.reading else None
    invitation = enrolment.invitation
    came = outcome(enrolment, given)
    return Registration(
        enrolment.person,
        document.type if document else "none",
        _way(document),
        [*(["face"] if enrolment.samples else []), *enrolment.ways.names],
        came,
        reasons(enrolment) + ([ALIKE] if enrolment.samples and enrolment.samples.alike else []),
        invitation.stay if invitation else None,
        invitation.room if invitation else "",
        identity,
        _comparison(enrolment),
        invitation.begin if invitation else None,
        _until(enrolment, came, given),
        enrolment.preparation or None,
    )


def _way(document: Document | None) -> str:
    return document.way if document else "staff"


def _until(enrolment: Enrolment, came: Outcome, given: Circumstances) -> int | None:
    if enrolment.invitation is None:
        return None
    until = enrolment.invitation.until
    return min(until, given.now + given.hours * HOUR) if came is Outcome.PROVISIONAL else until


def _about_invitation(enrolment: Enrolment) -> list[str]:
    return [] if enrolment.invitation else ["no-invitation"]


def _about_document(enrolment: Enrolment) -> list[str]:
    if enrolment.reading is None:
        return ["no-document"]
    flaws = [flaw.value for flaw in enrolment.flaws if flaw is not Flaw.UNDER_AGE or not enrolment.guardian]
    return flaws + ([] if enrolment.reading.document.way is Way.CHIP else ["not-from-chip"])


def _about_face(enrolment: Enrolment) -> list[str]:
    samples = enrolment.samples
    if samples is None:
        return ["without-face"]
    found = [] if samples.liveness == "live" else ["liveness-in-doubt"]
    if samples.score is None or samples.threshold is None:
        return [*found, "not-compared"]
    return found if samples.score >= samples.threshold else [*found, "face-differs"]


def _comparison(enrolment: Enrolment) -> Comparison | None:
    samples = enrolment.samples
    if samples is None:
        return None
    score = None if samples.score is None else round(samples.score, 3)
    return Comparison(samples.photo, samples.liveness, score, samples.threshold)
