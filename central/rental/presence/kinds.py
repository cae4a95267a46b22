"""The kinds of work that follow from entries, as data: each with its rule's number and its clock. Numbers are guesses
[G] but where a source stands; the office chooses others on the page of the rules.
"""

from datetime import date
from typing import Final

from flask_babel import lazy_gettext as _

from central.clock.service import Rule, Span, Unit
from central.work.service import Kind

MINUTE: Final = 60 * 1000
HOUR: Final = 60 * MINUTE
DAY: Final = 24 * HOUR
FORGOTTEN: Final = 365
"""Days: the most a rule may look back, where entries are kept as long."""


def _term(name: str, en: str, zh: str, days: int, source: str = "assumed", dated: date = date(2026, 11, 23)) -> Rule:
    return Rule(f"work.{name}", en, zh, Span(days, Unit.WORKING_DAYS), source, dated)


UNREGISTERED: Final = Kind(
    "presence.unregistered",
    _("In, but not registered"),
    _(
        "Somebody was let in whom nobody has accepted here: within the last %(number)s hours, or earlier where a box"
        " told it only now."
    ),
    24,
    168,
    # As long as a landlord has to report a tenant.
    _term(
        "unregistered",
        "Somebody in a house registers",
        "入住未登记人员登记",
        3,
        "浙江省流动人口居住登记条例 9",
        date(2016, 7, 1),
    ),
    10 * MINUTE,
)
UNSEEN: Final = Kind(
    "presence.unseen",
    _("Registered, but not seen"),
    _("Somebody who lives here, and has a way to open, was not let in for %(number)s days."),
    30,
    FORGOTTEN,
    _term("unseen", "Somebody is asked after", "登记未出入人员核查", 5, "e录平安 (domain.md 1.14)"),
    HOUR,
    is_assumed=False,
)
OVER_FULL: Final = Kind(
    "presence.over-full",
    _("More people than the room allows"),
    _("In a room are at least %(number)s more registered than may live there by the rule of crowding."),
    1,
    20,
    _term("over-full", "An over-full room is put right", "超员房间整改", 5),
    10 * MINUTE,
)
NEVER_HOME: Final = Kind(
    "presence.never-home",
    _("Nobody is ever home"),
    _("A room is let, and none of its people was let in for %(number)s days."),
    60,
    FORGOTTEN,
    _term("never-home", "A room where nobody is home is looked at", "长期无人居住房间核查", 10),
    HOUR,
)
ALARM: Final = Kind(
    "presence.alarm",
    _("Alarm at a door"),
    _("A critical alarm that nobody has looked at for %(number)s minutes."),
    10,
    24 * 60,
    _term("alarm", "An alarm at a door is looked at", "门禁告警处置", 1),
    MINUTE,
)
LATE: Final = Kind(
    "presence.late",
    _("Box is late"),
    _("A box has not been heard for %(number)s hours: its entries are not here yet."),
    4,
    168,
    _term("late", "A box that is late is looked at", "离线设备核查", 2),
    MINUTE,
)
