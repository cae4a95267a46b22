"""An invitation as it is handed over: the code, its picture, and words in both languages."""

from dataclasses import dataclass

import segno
from flask_babel import force_locale, format_date
from flask_babel import gettext as _
from markupsafe import Markup

from central.rental import days
from central.rental.asking import central, zone
from central.rental.views import StayRow
from central.web.language import LANGUAGES


@dataclass(frozen=True)
class Sheet:
    """link: what the picture holds. texts: language tag → the words, for sending and for print."""

    code: str
    link: str
    picture: Markup
    texts: dict[str, str]


def sheet(code: str, stay: StayRow, house: str) -> Sheet:
    """The sheet for a code that was just made.

    The picture holds CENTRAL/i#CODE: the kiosk takes what stands behind the #, a phone opens a page that says what to
    do, and no server's log holds the code.
    """
    link = f"{central()}/i#{code}"
    texts = {name.replace("_", "-"): _in(name, code, link, stay, house) for name in reversed(LANGUAGES)}
    return Sheet(code, link, picture(link), texts)


def picture(content: str) -> Markup:
    """A QR code as inline SVG without styles of its own, dark on light whatever the page's colours."""
    made = segno.make(content, error="m", micro=False)
    return Markup(made.svg_inline(border=4, dark="#000", light="#fff", omitsize=True, svgclass="qr", lineclass=None))  # noqa: S704 - made of our own link


def _in(language: str, code: str, link: str, stay: StayRow, house: str) -> str:
    with force_locale(language):
        first, last = days.day_of(stay.begin, zone()), days.last_day(stay.until, zone())
        where = _("Room %(room)s, %(house)s", room=stay.room, house=house)
        dates = _("%(first)s to %(last)s", first=format_date(first, "long"), last=format_date(last, "long"))
        steps = (
            _("At the door choose “Register”, then show this picture or type the code."),
            _("Have your identity card ready. It takes about three minutes."),
        )
        return "\n".join((where, dates, _("Code: %(code)s", code=code), *steps, link))
