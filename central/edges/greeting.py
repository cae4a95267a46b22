"""What a box hears before anything else once it is known: others say so in the transaction that makes it known."""

from collections.abc import Callable
from typing import Final

from flask import Flask, current_app
from sqlalchemy.orm import Session

Greeter = Callable[[Session, int, int], None]
"""Is given the box's number and the moment (Unix ms), and may send orders."""
_GREETERS: Final = "menlu-box-greeters"


def add(app: Flask, greeter: Greeter) -> None:
    """Have a box greeted whenever one becomes known, or known again."""
    app.extensions.setdefault(_GREETERS, []).append(greeter)


def greet(session: Session, box_id: int, now: int) -> None:
    """Say all that is to be said."""
    for greeter in current_app.extensions.get(_GREETERS, []):
        greeter(session, box_id, now)
