"""What goes on in a thread of its own, turn by turn, and outlives whatever goes wrong in one of them."""

from collections.abc import Callable
from logging import Logger
from typing import TypeVar

from sqlalchemy.exc import OperationalError

Done = TypeVar("Done")


def guarded(turn: Callable[[], Done], doing: str, log: Logger) -> Done | None:
    """What comes of one turn; None when it failed, which `log` then tells. doing: as "showing the boxes' records"."""
    try:
        return turn()
    except OperationalError as error:
        log.warning("the database does not answer: %s; %s again soon", error.orig, doing)
    except Exception:
        # Whatever it is, a fault of ours or of a driver's: were it let through, the thread would end without a word,
        # and nobody would do its work until the next start. The next turn comes soon.
        log.exception("%s failed; trying again", doing)
    return None
