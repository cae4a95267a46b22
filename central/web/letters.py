"""What must be mended in words of one line that somebody has typed: a sign that can't be kept, or how long they are."""

from typing import Any

from flask_babel import lazy_gettext as _


def length_complaint(text: str, least: int, most: int) -> Any | None:
    """What must be mended in a text of `least` to `most` letters; None where nothing must."""
    if (strange := strange_sign(text)) is not None:
        return strange
    if least <= len(text) <= most:
        return None
    if not least:
        return _("Use at most %(number)s letters.", number=most)
    return _("Use %(least)s to %(most)s letters.", least=least, most=most)


def strange_sign(text: str) -> Any | None:
    """Which sign of a text can't be kept, and where it stands; None where all can.

    Such are what steers a device or turns the direction of a text, and what is no letter of Unicode's: two names that
    look alike could be told apart by nobody. Whoever pasted one can't see it, so it is named by its number.
    """
    if where := where_strange(text):
        return _("Letter %(place)s is %(code)s, which can't be kept: delete it, or type all of it anew.", **where)
    return None


def where_strange(text: str) -> dict[str, Any] | None:
    """The `place` of that sign, from 1 on, and its `code`, for pages that have words of their own for it."""
    strange = ((place, sign) for place, sign in enumerate(text, 1) if not sign.isprintable())
    return next(({"place": place, "code": f"U+{ord(sign):04X}"} for place, sign in strange), None)
