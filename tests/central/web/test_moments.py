from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from flask import Flask

from central.web import moments

AT = int(datetime(2026, 3, 9, 17, 5, 9, tzinfo=UTC).timestamp() * 1000)
"""In the town it is 01:05:09 on the 10th."""


@pytest.fixture(autouse=True)
def chinese_reader(app: Flask) -> Iterator[None]:
    with app.test_request_context(headers={"Accept-Language": "zh-CN"}):
        yield


def test_times_are_those_of_the_town() -> None:
    assert moments.iso(AT) == "2026-03-10T01:05:09+08:00"
    assert moments.time_of_day(AT) == "01:05:09"


def test_the_day_begins_at_the_towns_midnight() -> None:
    assert moments.iso(moments.midnight(AT)) == "2026-03-10T00:00:00+08:00"


def test_days_and_durations_are_in_the_readers_words() -> None:
    assert moments.day(AT).endswith("3月10日")
    assert moments.ago(AT, AT + 3 * 60_000) == "3分钟前"
    assert moments.duration(3 * 60_000) == "3分钟"


def test_a_day_of_another_year_names_it() -> None:
    long_ago = int(datetime(2001, 3, 9, 17, 5, 9, tzinfo=UTC).timestamp() * 1000)
    assert moments.day(long_ago) == "2001年3月10日"
