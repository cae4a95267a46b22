"""Who acts, where nobody is signed in: a command says whose it is, and whatever nobody does is central's.

By the name that the log uses: staff:17, person:<opaque id>, terminal:root, box:3, central.
"""

import getpass
import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

CENTRAL: Final = "central"
"""What time brings, and whatever else nobody does."""
VISITOR: Final = "visitor"
"""Somebody on a page that needs no sign-in."""

_NAMED: ContextVar[str | None] = ContextVar("menlu-doer", default=None)


def named() -> str | None:
    """Whom this thread, or this request, has named."""
    return _NAMED.get()


@contextmanager
def acting_as(by: str) -> Iterator[None]:
    """Whatever is noted in the block, in this thread, is done by `by`, unless somebody is signed in."""
    before = _NAMED.set(by)
    try:
        yield
    finally:
        _NAMED.reset(before)


def at_terminal() -> str:
    """Whoever has given a command; by number where the machine has no name for them."""
    try:
        return f"terminal:{getpass.getuser()}"
    except (KeyError, OSError):
        return f"terminal:{os.getuid()}"
