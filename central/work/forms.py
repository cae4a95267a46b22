"""Who may do something about items, and what forms say of it, checked."""

from typing import Any, Final

from central.web.letters import length_complaint
from central.web.roles import Role

WORKERS: Final = (Role.OFFICE, Role.REGISTRAR, Role.SQUAD_LEADER, Role.GRID_WORKER)
WORDS_LENGTH: Final = 300


def words_complaint(said: str) -> Any:
    """What is wrong with words that are to be kept; None where nothing is."""
    return length_complaint(said, 1, WORDS_LENGTH)


def number(text: str) -> int | None:
    """What a form says in digits."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else None
