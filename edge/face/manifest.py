"""What a model's manifest says: one TOML file per model, beside the ONNX file it vouches for."""

import tomllib
from pathlib import Path
from typing import Any, Literal, TypeVar

import msgspec

from edge.errors import ModelError


class Source(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where the weights come from: a file in a distribution of a package, with the digests (SHA-256) of both.

    registry: where the package is.
    """

    package: str
    version: str
    distribution: str
    distribution_sha256: str
    file: str
    sha256: str
    registry: Literal["pypi", "npm"] = "pypi"


class Input(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The model's one input, float32, values 0 … 255. A dimension given by a name may have any size."""

    name: str
    shape: tuple[int | str, ...]
    colour: str


class Output(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One of the model's outputs, float32."""

    name: str
    shape: tuple[int | str, ...]


class Detection(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """When a detection counts. score: least score. overlap: intersection over union above which two are one face."""

    score: float
    overlap: float


class Alignment(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The picture an embedder expects: `size` pixels square, the five points (image-left eye first) at `points`."""

    size: int
    points: tuple[tuple[float, float], ...]


class Threshold(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A least comparison score (cosine), the false match rate per comparison it stands for, where measured."""

    score: float
    fmr: float
    measured: str


class Comparison(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Thresholds 1:1 (verify) and 1:N (identify). margin: least lead over the best other person.

    document: 1:1 with the small photograph of an identity card. continuity: of two frames of one visit, so that nobody
    takes another's place. Where they were not measured, that of verify counts.
    """

    verify: Threshold
    identify: Threshold
    margin: float
    document: Threshold | None = None
    continuity: Threshold | None = None

    @property
    def for_documents(self) -> Threshold:
        """The threshold that counts for a card's photograph."""
        return self.document or self.verify

    @property
    def within_a_visit(self) -> Threshold:
        """The threshold that counts for frames of one visit."""
        return self.continuity or self.verify


class Manifest(msgspec.Struct, frozen=True):
    """What every model states; other tables are passed over. file: beside the manifest. sha256: of that file."""

    name: str
    file: str
    sha256: str
    licence: str
    source: Source
    input: Input
    outputs: tuple[Output, ...]


class DetectorManifest(Manifest, frozen=True, forbid_unknown_fields=True):
    """A model that finds faces."""

    detection: Detection


class EmbedderManifest(Manifest, frozen=True, forbid_unknown_fields=True):
    """A model that computes templates."""

    alignment: Alignment
    comparison: Comparison


class Liveness(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a model of liveness is shown a face, and how it is read.

    crop: side of the square around the face's box that it sees, in lengths of the box's longer side; what lies outside
    the picture is black. live: which of its outputs stands for a living person. gives: whether the outputs are
    probabilities, or logits of which the softmax is taken. threshold: least probability that speaks for a living
    person. measured: where that comes from.
    """

    crop: float
    live: int
    gives: Literal["logits", "probabilities"]
    threshold: float
    measured: str


class LivenessManifest(Manifest, frozen=True, forbid_unknown_fields=True):
    """A model that tells a living person from a picture of one."""

    liveness: Liveness


AnyManifest = TypeVar("AnyManifest", bound=Manifest)


def load(folder: Path, kind: type[AnyManifest]) -> AnyManifest:
    """The manifest in `folder`. Raises ModelError, which names the file and what is wrong with it."""
    path = folder / "manifest.toml"
    try:
        values: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
        return msgspec.convert(values, kind)
    except FileNotFoundError:
        raise ModelError(f"{path}: there is no such file; is {folder} the folder of a model?") from None
    except (OSError, UnicodeDecodeError) as error:
        raise ModelError(f"{path}: can't be read: {error}") from error
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise ModelError(f"{path}: not a manifest: {error}") from error
