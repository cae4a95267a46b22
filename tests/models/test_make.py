import shutil
from pathlib import Path

import pytest

from edge.errors import ModelError
from models.cli import main
from models.make import CACHE, MODELS, NAMES, OPTIONAL, make, make_all
from models.obtain import ObtainError

pytest.importorskip("onnx", reason="the extra `models` is not installed")
pytestmark = pytest.mark.usefixtures("models")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The detector's folder with its manifest only."""
    folder = tmp_path / "yunet"
    folder.mkdir()
    shutil.copy(MODELS / "yunet" / "manifest.toml", folder)
    return folder


@pytest.fixture
def cache() -> Path:
    if not CACHE.exists():
        pytest.skip("the package with the weights is not in the cache: run scripts/models")
    return CACHE


@pytest.mark.parametrize("name", [*NAMES, *OPTIONAL])
def test_making_a_model_anew_gives_the_same_bytes(name: str, cache: Path, tmp_path: Path) -> None:
    if not (MODELS / name / f"{name}.onnx").exists():
        pytest.skip(f"{name} is optional and was not made: scripts/models says why")
    shutil.copy(MODELS / name / "manifest.toml", tmp_path)

    make(tmp_path, cache, say=lambda _: None)

    assert (tmp_path / f"{name}.onnx").read_bytes() == (MODELS / name / f"{name}.onnx").read_bytes()


def test_a_model_that_is_there_is_not_made_again(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    assert capsys.readouterr().err.splitlines()[:2] == ["yunet: already made", "sface: already made"]


def test_without_an_optional_model_the_others_are_made(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    said: list[str] = []
    for name in (*NAMES, *OPTIONAL):
        shutil.copytree(MODELS / name, tmp_path / name, ignore=shutil.ignore_patterns("liveness.onnx"))
    monkeypatch.setattr("models.make.MODELS", tmp_path)
    monkeypatch.setattr("models.make.CACHE", tmp_path / "cache")
    monkeypatch.setenv("npm_config_registry", "http://127.0.0.1:1")
    monkeypatch.setenv("npm_config_fetch_retries", "0")

    make_all(said.append)

    assert said[:2] == ["yunet: already made", "sface: already made"]
    assert said[-1].startswith(
        "going on without liveness: faceplugin-face-recognition-js 0.0.1 could not be downloaded"
    )


def test_a_damaged_model_is_made_again(folder: Path, cache: Path) -> None:
    (folder / "yunet.onnx").write_bytes(b"damaged")

    make(folder, cache, say=lambda _: None)

    assert (folder / "yunet.onnx").stat().st_size > 200_000


def test_what_does_not_become_what_the_manifest_names_is_not_kept(folder: Path, cache: Path) -> None:
    manifest = folder / "manifest.toml"
    lines = manifest.read_text().splitlines()
    manifest.write_text("\n".join('sha256 = "00"' if number == 2 else line for number, line in enumerate(lines)))

    with pytest.raises(ObtainError, match="its manifest names 00"):
        make(folder, cache, say=lambda _: None)

    assert list(folder.iterdir()) == [manifest]


def test_a_folder_without_a_manifest_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"manifest\.toml"):
        make(tmp_path, tmp_path, say=lambda _: None)
