import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from edge.errors import ModelError
from edge.face.detect import Detector
from edge.face.manifest import DetectorManifest, load
from edge.face.model import open_session
from models.obtain import sha256_of


@pytest.fixture
def folder(models: Path, tmp_path: Path) -> Path:
    """A copy of the detector's folder, free to be damaged."""
    return Path(shutil.copytree(models / "yunet", tmp_path / "yunet"))


def test_a_model_as_its_manifest_says_opens(folder: Path) -> None:
    assert Detector(folder).manifest.name == "yunet"


def test_a_missing_model_is_named_with_the_command_that_makes_it(folder: Path) -> None:
    (folder / "yunet.onnx").unlink()

    with pytest.raises(ModelError, match=r"^yunet: .*yunet\.onnx is missing; run scripts/models"):
        Detector(folder)


def test_one_changed_byte_is_refused_by_name(folder: Path) -> None:
    path = folder / "yunet.onnx"
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)

    with pytest.raises(ModelError, match=r"^yunet: .* has the digest .*; run scripts/models"):
        Detector(folder)


def test_a_folder_in_the_models_place_is_told(folder: Path) -> None:
    (folder / "yunet.onnx").unlink()
    (folder / "yunet.onnx").mkdir()

    with pytest.raises(ModelError, match="can't be read"):
        Detector(folder)


def test_a_file_that_is_no_model_is_told_although_its_digest_fits(folder: Path) -> None:
    (folder / "yunet.onnx").write_bytes(b"no model")
    edit(folder, load(folder, DetectorManifest).sha256, sha256_of(b"no model"))

    with pytest.raises(ModelError, match="yunet: onnxruntime can't read"):
        Detector(folder)


def test_a_manifest_that_names_another_input_is_refused(folder: Path) -> None:
    edit(folder, 'name = "input"', 'name = "image"')

    with pytest.raises(ModelError, match="its manifest names image"):
        Detector(folder)


def test_a_session_computes_with_as_many_threads_as_asked(folder: Path) -> None:
    session = open_session(folder, load(folder, DetectorManifest), threads=2)

    assert session.get_session_options().intra_op_num_threads == 2


def edit(folder: Path, before: str, after: str) -> None:
    path = folder / "manifest.toml"
    path.write_text(path.read_text().replace(before, after))


def test_a_session_leaves_no_trace_of_this_machine_in_a_home(tmp_path: Path, models: Path) -> None:
    """onnxruntime would keep an id and a file of events there, for its maker."""
    look = f"from pathlib import Path; from edge.face.detect import Detector; Detector(Path({str(models / 'yunet')!r}))"

    subprocess.run([sys.executable, "-c", look], env={"HOME": str(tmp_path), "PATH": ""}, check=True)

    assert list(tmp_path.rglob("*")) == []
