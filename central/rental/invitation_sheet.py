"""An invitation as it is handed over: the code, its picture, and words in both languages."""

from dataclasses import dataclass

from flask_babel import force_locale, format_date
from flask_babel import gettext as _
from markupsafe import Markup

from central.rental import days
from central.rental.asking import zone
from central.rental.views import StayRow
from central.web.address import central
from central.web.language import LANGUAGES
from central.web.qr import picture


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


def _in(language: str, code: str, link: str, stay: StayRow, house: str) -> str:
    with force_locale(language):
        first, last = days.day_of(stay.begin, zone()), days.last_day(stay.until, zone())
        where = _("Room %(room)s, %(house)s", room=stay.room, house=house)
        dates = _("%(first)s to %(last)s", first=format_date(first, "long"), last=format_date(last, "long"))
        steps = (
            _("Before you come, open the link on your phone and answer a few questions in your language."),
            _("At the door choose “Register”, then show this picture or type the code."),
            _("Have your identity card ready. It takes about three minutes."),
        )
        return "\n".join((where, dates, _("Code: %(code)s", code=code), *steps, link))
