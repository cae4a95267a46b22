"""Doors and boxes that are found by their names."""

from flask import Flask, url_for
from flask_babel import lazy_gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from central.edges.tables import box, door
from central.place.service import within
from central.web import search
from central.web.grants import Reach
from central.web.search import Hit, Source


def init_app(app: Flask) -> None:
    """Let them be found."""
    search.add(
        app, Source(_("Doors"), "doors", "edges.entries", _doors), Source(_("Boxes"), "boxes", "boxes.boxes", _boxes)
    )


def _doors(session: Session, reach: Reach, text: str, limit: int) -> list[Hit]:
    named = func.lower(door.c.name).contains(text.lower(), autoescape=True)
    theirs = box.c.revoked_at.is_(None), within(reach, box.c.place_id)
    chosen = select(door.c.id, door.c.name, box.c.name.label("box")).join(box, box.c.id == door.c.box_id)
    rows = session.execute(chosen.where(named, *theirs).order_by(door.c.name, door.c.id).limit(limit))
    return [Hit(row.name, row.box, url_for("edges.entries", door=row.id)) for row in rows]


def _boxes(session: Session, reach: Reach, text: str, limit: int) -> list[Hit]:
    named = func.lower(box.c.name).contains(text.lower(), autoescape=True)
    chosen = select(box.c.id, box.c.name, box.c.thumbprint).where(named, within(reach, box.c.place_id))
    rows = session.execute(chosen.order_by(box.c.name, box.c.id).limit(limit))
    return [Hit(row.name, row.thumbprint[:8], url_for("boxes.box", box_id=row.id)) for row in rows]
