import shutil
from pathlib import Path

import pytest

from edge.face.probe import open_prober
from edge.face.quality import Limits
from models.cli import main
from models.obtain import ObtainError
from tests.edge.conftest import Scene

pytest.importorskip("onnx", reason="the extra `models` is not installed")
from models.quantise import quantise


def test_an_int8_embedder_opens_like_any_other_and_sees_the_same(
    models: Path, photographs: Path, tmp_path: Path
) -> None:
    for name in ("yunet", "sface"):
        shutil.copytree(models / name, tmp_path / name)
    frame = Scene(photographs)["obama"]

    folder = quantise(tmp_path, photographs, say=lambda _: None)

    assert (folder / "sface-int8.onnx").stat().st_size < 12e6
    limits = Limits(share=0.08)
    plain, small = (open_prober(tmp_path, name, limits=limits).probe(frame) for name in ("sface", "sface-int8"))
    assert plain.template is not None
    assert small.template is not None
    assert float(plain.template @ small.template) > 0.95


def test_too_few_faces_do_not_calibrate(models: Path, tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("no picture")

    with pytest.raises(ObtainError, match="0 faces are found there"):
        quantise(models, tmp_path, say=lambda _: None)


@pytest.mark.parametrize("arguments", [["--int8"], ["--calibrate", "."], ["--int8", "--calibrate", "/no/such/folder"]])
def test_int8_needs_a_folder_to_calibrate_on(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(arguments)

    assert "--calibrate" in capsys.readouterr().err
