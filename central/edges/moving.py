"""What is to be done when a box is put elsewhere: others say so in the transaction that puts it there."""

from collections.abc import Callable
from typing import Final

from flask import Flask, current_app
from sqlalchemy.orm import Session

Mover = Callable[[Session, int], None]
"""Is given the box's number, whose row says by then where it stands."""
_MOVERS: Final = "menlu-box-movers"


def add(app: Flask, mover: Mover) -> None:
    """Have it called whenever a box is put elsewhere."""
    app.extensions.setdefault(_MOVERS, []).append(mover)


def moved(session: Session, box_id: int) -> None:
    """A box stands elsewhere now."""
    for mover in current_app.extensions.get(_MOVERS, []):
        mover(session, box_id)
