"""Whoever opens by face alone where faces soon rest, or rest already: each is an item of work, so that nobody stands
outside at night.
"""

from collections.abc import Iterator
from datetime import date
from typing import Final

from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session

from central.clock import service as clocks
from central.clock.service import Calendar, Rule, Span, Unit
from central.duties import gate
from central.edges import service as edges
from central.rental import service as rental
from central.work.service import Fact, Kind

MINUTE: Final = 60 * 1000
DAY: Final = 24 * 60 * MINUTE
KIND: Final = Kind(
    "duties.by-face-alone",
    _("Opens by face alone, and faces will rest"),
    _("Faces rest at the door within %(number)s days, or rest already, and somebody there has no PIN, card or phone."),
    gate.WARNED // DAY,
    90,
    Rule(
        "work.by-face-alone",
        "Somebody gets a PIN, a card or the phone's way before faces rest",
        "停用人脸前为住户开通密码、门卡或手机开门",
        Span(3, Unit.WORKING_DAYS),
        "人脸识别技术应用安全管理办法 10; assumption / 假定，待确认",
        date(2026, 11, 23),
    ),
    10 * MINUTE,
)


def facts(session: Session, days: int, now: int) -> Iterator[Fact]:
    """Each of those people, at their door."""
    calendar = clocks.load(session, clocks.office())
    boxes = {box.id: box for box in edges.boxes(session)}
    for row in rental.only_by_face(session, resting(session, calendar, now + days * DAY, now)):
        box = boxes[row.box_id]
        # As the list of entries calls somebody of whose room nothing is known.
        about = f"{box.name} · {row.room or row.person[:6]}"
        yield Fact("registration", str(row.id), about, box.place_id)


def count(session: Session, calendar: Calendar, until: int, now: int) -> int:
    """How many there are at boxes whose faces rest by that moment (Unix ms)."""
    return len(rental.only_by_face(session, resting(session, calendar, until, now)))


def resting(session: Session, calendar: Calendar, until: int, now: int) -> set[int]:
    """The boxes whose faces rest by that moment, or rest already."""
    return {box_id for box_id, end in gate.ends(session, calendar, now).items() if end <= until}
