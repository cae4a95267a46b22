"""An int8 embedder of one's own: smaller, and faster on some processors; measure before use.

Static quantisation (QDQ) of Conv and Gemm, one scale per channel, calibrated on faces from a folder of photographs.
What comes out depends on those photographs, so the manifest is written here, beside the model, and never committed.
"""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from onnxruntime.quantization import CalibrationDataReader, QuantFormat, quantize_static

from edge.errors import SampleError
from edge.face.align import align
from edge.face.detect import Detector
from edge.face.manifest import EmbedderManifest, load
from edge.face.picture import Blob, filled
from edge.face.sample import read_picture
from models.make import Say
from models.obtain import ObtainError, sha256_of

LEAST, MOST = 5, 300
"""How many faces calibrate; more than `MOST` no longer change the scales."""
THRESHOLDS = "taken over from fp32; measure this file with menlu-faces evaluate"


def quantise(models: Path, photographs: Path, say: Say) -> Path:
    """Make the folder sface-int8 in `models` from faces in `photographs`. Raises ObtainError and ModelError."""
    source, target = models / "sface", models / "sface-int8"
    manifest = load(source, EmbedderManifest)
    faces = list(_faces(Detector(models / "yunet"), manifest, photographs))
    if len(faces) < LEAST:
        raise ObtainError(f"{photographs}: {len(faces)} faces are found there; calibration needs {LEAST} or more")
    say(f"sface-int8: calibrating on {len(faces)} faces")
    content = _quantised(source / manifest.file, manifest.input.name, faces)
    target.mkdir(exist_ok=True)
    (target / "sface-int8.onnx").write_bytes(content)
    (target / "manifest.toml").write_text(_manifest_of((source / "manifest.toml").read_text(), manifest, content))
    say(f'sface-int8: {len(content) / 1e6:.1f} MB; name it in the configuration: [face] embedder = "sface-int8"')
    return target


class _Faces(CalibrationDataReader):  # type: ignore[misc]  # onnxruntime ships no types
    """Hands the faces out one by one, as the quantiser asks for them."""

    def __init__(self, name: str, faces: list[Blob]) -> None:
        self._feeds = iter([{name: face} for face in faces])

    def get_next(self) -> dict[str, Blob] | None:
        return next(self._feeds, None)


def _faces(detector: Detector, manifest: EmbedderManifest, photographs: Path) -> Iterator[Blob]:
    """The largest face of each photograph, aligned, as the embedder reads it; what shows none is passed over."""
    for path in sorted(photographs.iterdir())[:MOST]:
        try:
            image = read_picture(path)
        except SampleError:
            continue
        found = detector.detect(image)
        if found:
            face = max(found, key=lambda face: face.width)
            blob = np.zeros((1, 3, manifest.alignment.size, manifest.alignment.size), np.float32)
            with filled(blob, align(image, face.points, manifest.alignment), manifest.input.colour) as aligned:
                yield aligned.copy()


def _quantised(model: Path, name: str, faces: list[Blob]) -> bytes:
    with TemporaryDirectory() as folder:
        made = Path(folder, "int8.onnx")
        quantize_static(
            model,
            made,
            _Faces(name, faces),
            quant_format=QuantFormat.QDQ,
            op_types_to_quantize=["Conv", "Gemm"],
            per_channel=True,
        )
        return made.read_bytes()


def _manifest_of(text: str, fp32: EmbedderManifest, content: bytes) -> str:
    """The fp32 model's manifest, told of this file."""
    comparison = fp32.comparison
    changes = {
        f'name = "{fp32.name}"': 'name = "sface-int8"',
        fp32.file: "sface-int8.onnx",
        fp32.sha256: sha256_of(content),
        comparison.verify.measured: THRESHOLDS,
        comparison.identify.measured: THRESHOLDS,
    }
    for before, after in changes.items():
        text = text.replace(before, after)
    return text
