"""What the forms of the duties take, and what they send back."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from central.duties.forms import HandoverForm, IncidentForm
from tests.central.clock.conftest import at

TODAY = date(2026, 11, 23)
ZONE = ZoneInfo("Asia/Shanghai")
HANDED = HandoverForm("police", "Port station", "2026-7", "刑事诉讼法 54", "states", "3", "disc", "Chen", "2026-11-20")


@pytest.mark.parametrize("day", ["0001-01-01", "1999-12-31", "2026-11-24", "2026-02-29", ""])
def test_a_day_that_no_page_could_show_or_has_not_come_is_sent_back(day: str) -> None:
    form = HandoverForm(**{**vars(HANDED), "handed_on": day})
    assert list(form.complaints(TODAY, ["Chen"])) == ["handed_on"]

    incident = IncidentForm("leak", "larger", "a list", people="0", found_on=day, found_at="08:00")
    assert list(incident.complaints(at("2026-11-23 10:00"), ZONE)) == ["found_on"]


def test_only_somebody_who_may_says_yes_to_what_is_handed_over() -> None:
    form = HandoverForm.read({**vars(HANDED), "approved_by": " Chen "})
    assert form.complaints(TODAY, ["Chen", "Wu"]) == {}
    assert list(form.complaints(TODAY, ["Wu", "chen"])) == ["approved_by"]
