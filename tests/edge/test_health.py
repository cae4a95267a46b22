"""The box tells how it is in numbers, without a person in them."""

from pathlib import Path

import pytest

from edge import health


def test_the_report_holds_what_the_kernel_says(tmp_path: Path) -> None:
    report = health.read(tmp_path, waiting=3, camera="live", lock="online")

    assert (report.outbox_waiting, report.camera, report.lock) == (3, "live", "online")
    assert report.memory > 10
    assert report.disk_free >= 0
    assert report.uptime >= 0


@pytest.mark.parametrize(("content", "degrees"), [("48312\n", 48.312), ("hot\n", None), (None, None)])
def test_temperature_is_told_where_the_kernel_tells_it(
    tmp_path: Path, content: str | None, degrees: float | None
) -> None:
    zone = tmp_path / "temp"
    if content is not None:
        zone.write_text(content)

    assert health.temperature(zone) == degrees
