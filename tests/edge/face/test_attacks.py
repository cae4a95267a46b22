import json
import shutil
from pathlib import Path

import pytest

from edge.face.attacks import BONA_FIDE, Shown, errors, look, report, table
from edge.face.cli import main
from edge.face.detect import Detector
from edge.face.liveness import Vote
from edge.face.passive import open_passive
from tests.conftest import made_by
from tests.fakes.pictures import RED, jpeg, plain

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def folders(models: Path, photographs: Path, tmp_path: Path) -> tuple[Path, Path]:
    """Photographs as living people, and as attacks of two kinds."""
    made_by("models", models / "liveness" / "liveness.onnx")
    real, fake = tmp_path / "real", tmp_path / "fake"
    (fake / "on paper").mkdir(parents=True)
    real.mkdir()
    for name in ("obama.jpg", "biden.jpg"):
        shutil.copy(photographs / name, real)
    shutil.copy(photographs / "obama2.jpg", fake / "on paper")
    shutil.copy(photographs / "obama3.jpg", fake / "17_phone-3.jpg")
    (fake / "on paper" / "nobody.jpg").write_bytes(jpeg(plain(RED)))
    (fake / "broken.jpg").write_bytes(b"no picture")
    return real, fake


def shown(kind: str, *scores: float) -> list[Shown]:
    return [Shown(kind, (Vote("a", score, 0.5), Vote("b", 1 - score, 0.5))) for score in scores]


def test_an_error_is_an_attack_taken_for_a_person_or_a_person_for_an_attack() -> None:
    found = errors([*shown("print", 0.9, 0.1), *shown(BONA_FIDE, 0.9, 0.8, 0.4, 0.7), Shown("print", ())])

    rates = [(each.kind, each.signal, each.rate.events, each.rate.trials, each.without_face) for each in found]
    assert rates == [
        (BONA_FIDE, "a", 1, 4, 0),
        (BONA_FIDE, "b", 3, 4, 0),
        ("print", "a", 1, 2, 1),
        ("print", "b", 1, 2, 1),
    ]


def test_a_kind_of_which_no_face_is_found_has_no_rate() -> None:
    assert errors([Shown("mask", ())]) == []


def test_the_kind_is_the_sub_folder_or_the_name(folders: tuple[Path, Path], models: Path) -> None:
    seen: list[int] = []

    found = look(Detector(models / "yunet"), open_passive(models), *folders, lambda done, of: seen.append(of))

    assert sorted(each.kind for each in found) == [BONA_FIDE, BONA_FIDE, "on paper", "on paper", "phone"]
    assert [len(each.votes) for each in found if each.kind == "on paper"] == [0, 1]
    assert seen == [6] * 6


def test_the_command_tells_rates_with_their_bounds(folders: tuple[Path, Path], capsys: Capture) -> None:
    assert main(["spoof", *map(str, folders), "--json"]) == 0

    told = json.loads(capsys.readouterr().out)
    assert [(row["kind"], row["rate"], row["pictures"], row["without_face"]) for row in told["rows"]] == [
        (BONA_FIDE, "bpcer", 2, 0),
        ("on paper", "apcer", 1, 1),
        ("phone", "apcer", 1, 0),
    ]
    assert all(row["value_95"][0] <= row["value"] <= row["value_95"][1] for row in told["rows"])


def test_the_table_has_a_line_for_each_kind() -> None:
    found = errors([*shown("print", 0.9), *shown(BONA_FIDE, 0.9)])

    assert len(table(found).splitlines()) == 1 + len(found) == 1 + len(report(found)["rows"])  # type: ignore[arg-type]


@pytest.mark.parametrize("arguments", [["no", "fake"], ["real", "no"]])
def test_a_folder_that_is_not_there_is_named(
    folders: tuple[Path, Path], arguments: list[str], tmp_path: Path, capsys: Capture
) -> None:
    assert main(["spoof", *(str(tmp_path / name) for name in arguments)]) == 1

    assert f"{tmp_path / 'no'}: there is no such folder" in capsys.readouterr().err


def test_without_a_signal_the_command_says_what_to_do(tmp_path: Path, capsys: Capture) -> None:
    assert main(["spoof", str(tmp_path), str(tmp_path), "--models", str(tmp_path)]) == 1

    assert "no passive signal is there; scripts/models makes one" in capsys.readouterr().err
