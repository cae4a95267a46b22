"""Events with plausible facts, and walks through the machine that hypothesis draws."""

from datetime import date

import numpy as np
from hypothesis import strategies as st

from edge.document import Document, DocumentType, Reading, Sex, Way
from edge.document.flaws import Flaw
from edge.enrolment import events
from edge.enrolment.events import Event, Invitation, OtherWays, Samples
from edge.enrolment.machine import MOST_TRIES, Enrolment, after
from edge.enrolment.states import State
from wire.kinds import Registration

TODAY = date(2026, 11, 23)
DOCUMENT = Document(
    DocumentType.RESIDENT,
    Way.CHIP,
    "陈晓",
    Sex.FEMALE,
    date(1991, 4, 5),
    "330106199104050020",
    "CHN",
    address="浙江省杭州市西湖区文三路1号",
    valid_from=date(2020, 1, 1),
    valid_until=date(2040, 1, 1),
)
READING = Reading(DOCUMENT)
STAY = Invitation("stay-1", "302", 1_790_000_000_000, 1_820_000_000_000)
WITH_GUARDIAN = Invitation("stay-2", "303", 1_790_000_000_000, 1_820_000_000_000, minors=True)
LIVE = Samples(np.eye(4, 8, dtype=np.float32), "live", "chip", 0.71, 0.45)
PIN = OtherWays(pin="205814")
TOLD = Registration("p1", "resident", "chip", ["face"], "granted")
BEGUN = events.Begun("p1", "zh")
BEGUN_WITHOUT_FACES = events.Begun("p1", "zh", faces=False)
NOBODY = Enrolment()
READ = events.DocumentRead(READING, (), TODAY)
UNDER_AGE = events.DocumentRead(READING, (Flaw.UNDER_AGE,), TODAY)

EVENTS: tuple[Event, ...] = (
    BEGUN,
    BEGUN_WITHOUT_FACES,
    events.Invited(STAY),
    events.Invited(WITH_GUARDIAN),
    events.Prepared(STAY, "9d0c", "vi", face=True),
    events.Prepared(STAY, "9d0c", "vi", face=False),
    events.Prepared(WITH_GUARDIAN, "9d0c", "vi", face=True),
    events.AskedAnew(STAY, "9d0c", "vi"),
    events.NotInvited(),
    events.Acknowledged(),
    events.FaceAnswered(face=True),
    events.FaceAnswered(face=False),
    READ,
    UNDER_AGE,
    events.DocumentRead(READING, (Flaw.EXPIRED,), TODAY),
    events.Confirmed(),
    events.StaffAsked(),
    events.GuardianAgreed(face=True),
    events.GuardianAgreed(face=False),
    events.FaceCaptured(LIVE),
    events.FaceCaptured(Samples(np.eye(4, 8, dtype=np.float32), "unsure", "chip", 0.2, 0.45)),
    events.CaptureFailed(1),
    events.CaptureFailed(MOST_TRIES),
    events.CaptureRefused(),
    events.TriedAgain(),
    events.FaceDeclined(),
    events.WayAdded(),
    events.WayChosen(PIN),
    events.Contacted("13812345678"),
    events.Settled(TOLD),
    events.NotSettled(),
    events.Back(),
    events.Finished(),
    events.FacesRest(),
    events.Cancelled(),
)


def walk(*path: Event) -> Enrolment:
    """The enrolment after these events."""
    enrolment = NOBODY
    for event in path:
        enrolment = after(enrolment, event)
    return enrolment


walks = st.lists(st.sampled_from(EVENTS), max_size=60)
"""Anything in any order."""


@st.composite
def journeys(draw: st.DrawFn) -> Enrolment:
    """Where up to 30 steps lead that each lead somewhere: they come far, and back, and on again."""
    enrolment = NOBODY
    for _ in range(draw(st.integers(0, 30))):
        steps = [then for event in EVENTS if (then := after(enrolment, event)) is not enrolment]
        enrolment = draw(st.sampled_from([then for then in steps if then.state is not State.IDLE] or [NOBODY]))
    return enrolment
