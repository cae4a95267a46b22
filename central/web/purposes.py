"""What a file that tells of people may be made for (PIPL article 6: for a purpose that is said)."""

from collections.abc import Mapping
from typing import Any, Final

from flask_babel import lazy_gettext as _

OF_PEOPLE: Final[Mapping[str, Any]] = {
    "work-through": _("Work through the list by hand"),
    "incident": _("Look into an incident"),
    "the-person-asked": _("The person asks what is kept of them"),
    "an-authority-asked": _("An authority asks by law"),
}
"""Code → what it is called; the code stands in the log."""
