"""The hours of a working day as they are written."""

from datetime import time

import pytest

from central.hours import OfficeHours


def test_hours_are_read_and_written() -> None:
    hours = OfficeHours.read("08:30-12:00, 14:00-17:30")

    assert hours.spans == ((time(8, 30), time(12)), (time(14), time(17, 30)))
    assert (hours.opens, hours.closes) == (time(8, 30), time(17, 30))
    assert OfficeHours.read(str(hours)) == hours


@pytest.mark.parametrize(
    "text", ["", "8-12", "08:30", "08:30-25:00", "12:00-08:30", "08:00-12:00,11:00-15:00", "08:00-08:00"]
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="08:30-12:00"):
        OfficeHours.read(text)
