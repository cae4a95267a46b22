"""Weeks begin on Monday, and a week's table says which week it is."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from central.edges.weeks import WEEK, Week

MOMENTS = st.integers(0, 4_000_000_000_000)


def test_a_week_goes_from_monday_to_monday() -> None:
    sunday = int(datetime(2026, 11, 29, 23, 59, 59, tzinfo=UTC).timestamp() * 1000)

    assert datetime.fromtimestamp(Week.of(sunday).start / 1000, UTC) == datetime(2026, 11, 23, tzinfo=UTC)
    assert Week.of(sunday + 1000) == Week.of(sunday).later(1)
    assert Week.of(sunday).table == "entry_20261123"


@given(at=MOMENTS)
def test_every_moment_lies_in_its_week(at: int) -> None:
    week = Week.of(at)

    assert week.start <= at < week.end == week.start + WEEK


@given(at=MOMENTS)
def test_a_table_names_its_week(at: int) -> None:
    assert Week.named(Week.of(at).table) == Week.of(at)


def test_other_tables_name_none() -> None:
    assert [Week.named(name) for name in ("entry_rest", "entry", "entry_2026112", "xentry_20261123")] == [None] * 4
