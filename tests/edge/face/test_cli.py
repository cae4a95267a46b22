import builtins
import json
from pathlib import Path
from typing import Any

import pytest

from edge.face.cli import main
from tests.fakes.pictures import RED, jpeg, plain

HEAD = "fold,a,b,same\n"
KEYS = {"accuracy", "tar_at_fmr_1e-2", "tar_at_fmr_1e-3", "fmr", "fnmr", "threshold", "pairs", "failures"}

pytestmark = pytest.mark.usefixtures("models")
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def pairs(photographs: Path, tmp_path: Path) -> list[str]:
    """The arguments that name a list of photographs."""
    rows = "1,obama.jpg,obama2.jpg,1\n1,obama.jpg,biden.jpg,0\n2,obama2.jpg,obama3.jpg,1\n2,obama3.jpg,biden.jpg,0\n"
    (tmp_path / "pairs.csv").write_text(HEAD + rows)
    return [str(tmp_path / "pairs.csv"), "--images", str(photographs)]


def refused(capsys: Capture, *arguments: str) -> str:
    """The one sentence with which a command is refused."""
    assert main([*arguments]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    sentence = err.strip().splitlines()[-1]
    assert sentence.startswith("menlu-faces: ")
    return sentence


def test_two_photographs_of_one_person_are_told_as_such(photographs: Path, capsys: Capture) -> None:
    assert main(["compare", str(photographs / "obama.jpg"), str(photographs / "obama2.jpg"), "--json"]) == 0

    answer = json.loads(capsys.readouterr().out)
    assert answer["same"] is True
    assert answer["score"] > answer["threshold"] == 0.424
    assert answer["fmr"] == 1e-4


def test_two_people_are_told_in_words(photographs: Path, capsys: Capture) -> None:
    assert main(["compare", str(photographs / "obama.jpg"), str(photographs / "biden.jpg")]) == 0

    assert "not taken for one person" in capsys.readouterr().out


def test_a_picture_that_does_not_serve_is_refused(photographs: Path, tmp_path: Path, capsys: Capture) -> None:
    good, missing, empty, faceless = (str(path) for path in (photographs / "obama.jpg", *map(tmp_path.joinpath, "abc")))
    Path(empty).touch()
    Path(faceless).write_bytes(jpeg(plain(RED)))

    assert "no such file" in refused(capsys, "compare", good, missing)
    assert "not a picture" in refused(capsys, "compare", empty, good)
    assert "no face" in refused(capsys, "compare", good, faceless)


def test_an_evaluation_has_all_figures_and_a_picture(pairs: list[str], tmp_path: Path, capsys: Capture) -> None:
    pytest.importorskip("matplotlib")
    roc = tmp_path / "roc.png"

    assert main(["evaluate", *pairs, "--json", "--roc", str(roc)]) == 0

    out, err = capsys.readouterr()
    figures = json.loads(out)
    assert figures.keys() >= KEYS
    assert (figures["pairs"], figures["failures"], figures["accuracy"]) == (4, 0, 1.0)
    assert figures["fmr_95"][0] == 0 < figures["fmr_95"][1]
    assert "4 of 4 pictures" in err
    assert roc.read_bytes().startswith(b"\x89PNG")


def test_an_evaluation_reads_well_without_json(pairs: list[str], capsys: Capture) -> None:
    assert main(["evaluate", *pairs]) == 0

    assert "Clopper-Pearson" in capsys.readouterr().out


def test_a_list_that_does_not_serve_is_refused(photographs: Path, tmp_path: Path, capsys: Capture) -> None:
    wrong = tmp_path / "wrong.csv"
    wrong.write_text("fold,a,b,label\n")
    absent = tmp_path / "absent.csv"
    absent.write_text(HEAD + "1,obama.jpg,nobody.jpg,1\n2,obama.jpg,biden.jpg,0\n")

    assert "column same is missing" in refused(capsys, "evaluate", str(wrong), "--images", str(photographs))
    assert "nobody.jpg: there is no such file" in refused(capsys, "evaluate", str(absent), "--images", str(photographs))


def test_a_roc_that_can_not_be_written_is_told(pairs: list[str], tmp_path: Path, capsys: Capture) -> None:
    pytest.importorskip("matplotlib")

    assert "can't be written" in refused(capsys, "evaluate", *pairs, "--roc", str(tmp_path / "no" / "roc.png"))


def test_without_matplotlib_only_the_picture_is_missing(
    pairs: list[str], capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any) -> Any:
        if name.startswith("matplotlib"):
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)

    assert "pip install menlu[evaluate]" in refused(capsys, "evaluate", *pairs, "--roc", "roc.png")


def test_a_bench_tells_each_step(capsys: Capture) -> None:
    assert main(["bench", "--json"]) == 0

    times = json.loads(capsys.readouterr().out)
    steps = [times[step] for step in ("detect_640x480", "refine", "align", "quality", "template", "search")]
    assert times["total"] == pytest.approx(sum(steps))


def test_models_that_are_not_there_are_named(tmp_path: Path, capsys: Capture) -> None:
    assert "yunet" in refused(capsys, "bench", "--models", str(tmp_path))
