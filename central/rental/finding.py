"""Rooms and stays that are found by the room's name, within what somebody may see. Nobody is found by theirs."""

from flask import Flask, url_for
from flask_babel import lazy_gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from central.edges import service as edges
from central.rental import rules
from central.rental.scope import Scope
from central.rental.tables import room, stay
from central.web import moments, search
from central.web.grants import Reach
from central.web.search import Hit, Source


def init_app(app: Flask) -> None:
    """Let them be found."""
    search.add(
        app, Source(_("Rooms"), "rooms", "rental.rooms", _rooms), Source(_("Stays"), "waiting", "stays.stays", _stays)
    )


def _rooms(session: Session, reach: Reach, text: str, limit: int) -> list[Hit]:
    named = func.lower(room.c.name).contains(text.lower(), autoescape=True)
    chosen = select(room.c.id, room.c.name, room.c.box_id).where(named, Scope("", reach).rooms())
    boxes = {box.id: box.name for box in edges.boxes(session)}
    rows = session.execute(chosen.order_by(room.c.name, room.c.id).limit(limit))
    return [Hit(row.name, boxes.get(row.box_id, ""), url_for("rental.room", room_id=row.id)) for row in rows]


def _stays(session: Session, reach: Reach, text: str, limit: int) -> list[Hit]:
    """Those in force, by their room."""
    named = func.lower(room.c.name).contains(text.lower(), autoescape=True)
    in_force = stay.c.state.in_([state.value for state in rules.IN_FORCE])
    chosen = select(stay.c.id, room.c.name, stay.c.begin, stay.c.until).join(room, room.c.id == stay.c.room_id)
    rows = session.execute(chosen.where(named, in_force, Scope("", reach).stays()).order_by(stay.c.until).limit(limit))
    return [Hit(row.name, _days(row.begin, row.until), url_for("stays.stay", stay_id=row.id)) for row in rows]


def _days(begin: int, until: int) -> str:
    return f"{moments.day(begin)} – {moments.day(until - 1)}"
