"""From when somebody who has registered may ask for a residence permit (居住证), by the dates of their stay. Pure.

浙江省流动人口居住登记条例 16 and 19: after half a year of living where they have registered; a permit is endorsed every
year, within the month before its time is over. Whether somebody has one, and meets the other conditions (work, a home
or school), the police know and central does not; so this is a reminder and no deadline.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

from central.clock.service import add_months, add_natural_days
from central.rental.housing.deadlines import PERMIT

OF_RESIDENTS: Final = "resident"
"""The document whose holders permits are for; people from elsewhere have permits of other laws."""


@dataclass(frozen=True)
class Permit:
    """The day somebody registered, and on which one a permit may be asked for."""

    since: date
    day: date

    @property
    def source(self) -> str:
        """The law."""
        return PERMIT.source

    def is_near(self, today: date) -> bool:
        """Whether people should hear of it now."""
        first, last = heard_of(today)
        return first <= self.since <= last


def permit(document: str, since: date, last: date) -> Permit | None:
    """Of somebody who has registered with that document on the day `since`, and stays to `last`; None where they leave
    before, or no such permit is for them.
    """
    day = add_months(since, PERMIT.term.amount)
    return Permit(since, day) if document == OF_RESIDENTS and day <= last else None


def heard_of(today: date) -> tuple[date, date]:
    """The first and the last day of registering whose people hear of it today: from 15 days before they may ask until
    a month after. The law says no more than from when one may ask; that people hear of it then is assumed.
    """
    half_a_year = PERMIT.term.amount
    soon = add_natural_days(today, PERMIT.reminders[0].amount)
    return add_months(today, -half_a_year - 1), add_months(soon, -half_a_year)
