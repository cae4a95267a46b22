"""What the houses are called: boxes by their numbers, asked for once in a request."""

from collections.abc import Mapping
from typing import cast

from flask import g
from sqlalchemy import select
from sqlalchemy.orm import Session

from central import db
from central.edges import service as edges
from central.rental.scope import Scope
from central.rental.tables import room

_KEPT = "menlu_houses"


def names() -> Mapping[int, str]:
    """Number → name, of every box."""
    if _KEPT not in g:
        setattr(g, _KEPT, {box.id: box.name for box in edges.boxes(db.session())})
    return cast(Mapping[int, str], getattr(g, _KEPT))


def chosen_from(session: Session, scope: Scope) -> list[tuple[str, str]]:
    """Number and name of each house that somebody sees something of, by name."""
    of_rooms = select(room.c.box_id).where(scope.rooms(), room.c.box_id.is_not(None)).distinct()
    seen = {*session.scalars(of_rooms), *(box.id for box in edges.boxes(session, scope.reach))}
    return sorted(((str(number), name(number)) for number in seen), key=lambda each: each[1])


def name(box_id: int | None) -> str:
    """What a house is called; "" where there is none."""
    return names().get(box_id or 0, "")
