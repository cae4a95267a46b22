"""Who may do something about items, and what forms say of it, checked."""

from typing import Any, Final

from flask_babel import lazy_gettext as _

from central.web.roles import Role

WORKERS: Final = (Role.OFFICE, Role.REGISTRAR, Role.SQUAD_LEADER, Role.GRID_WORKER)
WORDS_LENGTH: Final = 300
_COMPLAINT: Final = _("Use %(least)s to %(most)s letters.", least=1, most=WORDS_LENGTH)


def words_complaint(said: str) -> Any:
    """What is wrong with words that are to be kept; None where nothing is."""
    return None if 1 <= len(said) <= WORDS_LENGTH and said.isprintable() else _COMPLAINT


def number(text: str) -> int | None:
    """What a form says in digits."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else None
