"""`menlu-central places outlines`: all or nothing, with a sentence for each feature that is wrong."""

from pathlib import Path

import pytest

from central.cli import main
from central.db import Database
from central.place import outlines, service
from central.place.service import Kind
from central.web.grants import EVERYWHERE, TOWN
from tests.central.place.shapes import collection, feature, square


@pytest.fixture
def town(sqlite_url: str) -> str:
    database = Database(sqlite_url)
    with database.writing() as session:
        for name in ("北村", "南村"):
            service.add(session, kind=Kind.AREA, name=name, parent_id=TOWN, by="tests", now=1)
    database.close()
    return sqlite_url


def known(url: str) -> set[int]:
    database = Database(url)
    with database.reading() as session:
        found = set(outlines.outlines(session, EVERYWHERE))
    database.close()
    return found


def bring(url: str, tmp_path: Path, data: bytes, *options: str) -> int:
    file = tmp_path / "town.geojson"
    file.write_bytes(data)
    return main(["places", "outlines", str(file), "--database", url, *options])


def test_a_file_is_looked_at_and_then_noted_as_a_whole(
    town: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = collection(feature(square(), name="北村"), feature(square(1), place_id=3), feature(None, place_id=1))

    assert bring(town, tmp_path, data, "--dry-run") == 0
    assert known(town) == set()
    assert bring(town, tmp_path, data) == 0
    assert known(town) == {2, 3}
    assert capsys.readouterr().out.splitlines() == [
        "Outlines that would be taken: 2. Nothing was noted.",
        "Outlines: new 2, changed 0, unchanged 0",
        "Features without a geometry yet: 1. What is known of their places stays.",
    ]


def test_one_wrong_feature_is_named_and_nothing_is_noted(
    town: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = collection(feature(square(), name="北村"), feature(square(), name="西村"), feature({}, name="南村"))

    assert bring(town, tmp_path, data) == 1

    assert known(town) == set()
    assert capsys.readouterr().err.splitlines() == [
        "feature 2: There is no place '西村' here; accepted is the number or the name of one there is.",
        "feature 3: A geometry of type None is not accepted; accepted are Point, Polygon and MultiPolygon.",
        "menlu-central: nothing was noted: mend the file by what stands above",
    ]


def test_a_file_that_is_not_there_is_named(town: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["places", "outlines", str(tmp_path / "x.geojson"), "--database", town]) == 1
    assert "x.geojson can't be read: No such file" in capsys.readouterr().err
