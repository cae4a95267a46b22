"""Static files: their addresses, and whether all that is made at set-up is there."""

import functools
import hashlib
from pathlib import Path

from flask import url_for

WEB = Path(__file__).parent
STATIC = WEB / "static"
_CATALOGUES = (
    WEB / "translations" / "zh_Hans",
    *(WEB.parent / "phone" / "translations" / name for name in ("ug", "vi", "zh_Hans")),
)
_VENDORED = ("leaflet.css", "leaflet.js", "pico.min.css", "uplot.min.js", "uplot.min.css")
MADE = (
    *(STATIC / "vendor" / name for name in _VENDORED),
    *(folder / "LC_MESSAGES" / "messages.mo" for folder in _CATALOGUES),
)
"""What `scripts/assets` makes and the repository does not hold."""


def asset(name: str) -> str:
    """The address of a static file; it changes with the content, so that browsers may keep what they have."""
    return url_for("web.static", filename=name, v=_version(name))


def missing(made: tuple[Path, ...] = MADE) -> str | None:
    """A sentence that says what to run, if something made at set-up is not there."""
    absent = [path.name for path in made if not path.exists()]
    if not absent:
        return None
    return f"the pages lack {' and '.join(absent)}; run: python scripts/assets"


@functools.cache
def _version(name: str) -> str:
    try:
        return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]
    except OSError:
        return "missing"
