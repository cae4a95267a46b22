"""A guest's code as it is handed over: words in both languages, for sending and for print."""

from flask_babel import force_locale
from flask_babel import gettext as _

from central.rental import houses
from central.rental.guests.codes import in_fours
from central.rental.guests.views import GuestRow
from central.web import moments
from central.web.language import LANGUAGES

__all__ = ["in_fours", "texts"]


def texts(row: GuestRow, code: str) -> dict[str, str]:
    """Language tag → what to send."""
    return {name.replace("_", "-"): _in(name, row, code) for name in reversed(LANGUAGES)}


def _in(language: str, row: GuestRow, code: str) -> str:
    with force_locale(language):
        begin, until = (f"{moments.day(at)} {moments.time_of_day(at)[:5]}" for at in (row.begin, row.until))
        return "\n".join(
            (
                _("Room %(room)s, %(house)s", room=row.room, house=houses.name(row.box_id)),
                _("From %(begin)s until %(until)s", begin=begin, until=until),
                _("Code for the door: %(code)s", code=in_fours(code)),
                _("At the screen choose “PIN”, then type the room and the code."),
                _("At the lock's keypad: the room, *, the code, #."),
            )
        )
