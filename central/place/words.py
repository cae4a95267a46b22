"""What kinds of place are called on the pages (lazy translations)."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _

from central.place.rules import Kind

KINDS: Mapping[Kind, Any] = {
    Kind.TOWN: _("Town"),
    Kind.AREA: _("Village or community"),
    Kind.GRID: _("Grid"),
    Kind.BUILDING: _("Building"),
}
