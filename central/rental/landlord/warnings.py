"""What others warn a landlord of, about the boxes at their rooms."""

from collections.abc import Callable, Collection
from typing import Any, Final

from flask import Flask, current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from central.rental.scope import Scope
from central.rental.tables import room

Warn = Callable[[Session, Collection[int], int], list[Any]]
"""Sentences about some of these boxes, now (Unix ms), in the reader's language."""
_WARN: Final = "menlu-landlord-warnings"


def add(app: Flask, warn: Warn) -> None:
    """Have a landlord's first page say what `warn` finds."""
    app.extensions.setdefault(_WARN, []).append(warn)


def warnings(session: Session, scope: Scope, now: int) -> list[Any]:
    """All that there is to be said."""
    boxes = set(session.scalars(select(room.c.box_id).where(scope.rooms(), room.c.box_id.is_not(None)).distinct()))
    found = (warn(session, boxes, now) for warn in current_app.extensions.get(_WARN, [])) if boxes else ()
    return [sentence for sentences in found for sentence in sentences]
