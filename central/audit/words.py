"""What acts and whoever does them are called on the pages (lazy translations)."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _

ACTS: Mapping[str, Any] = {
    "audit.archive": _("Rows of the log put into an archive"),
    "export": _("A list taken as a file"),
}
"""Act → what it is called."""

DOERS: Mapping[str, Any] = {
    "central": _("central itself"),
    "terminal": _("somebody at the terminal"),
    "person": _("a resident"),
    "box": _("a box"),
    "staff": _("somebody who works here"),
}
"""Kind of doer → what it is called where there is no name."""


def act(code: str) -> Any:
    """What an act is called; the code itself where it has no name."""
    return ACTS.get(code, code)


def doer(by: str, name: str) -> Any:
    """Who did it: by name, else by what they are."""
    return name or DOERS.get(by.partition(":")[0], by)
