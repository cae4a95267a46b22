"""From a picture to a probe: detect → refine → align → quality → template."""

from dataclasses import dataclass
from pathlib import Path

from edge.face.align import align
from edge.face.detect import Detector, Face
from edge.face.picture import as_image
from edge.face.quality import LIMITS, Flaw, Limits, Quality, of_aligned, of_empty, of_scene
from edge.face.refine import refine
from edge.face.template import Embedder, Template


@dataclass(frozen=True, eq=False)
class Probe:
    """What a picture gives: its quality, the nearest face, and that face's template where the quality is acceptable."""

    quality: Quality
    face: Face | None = None
    template: Template | None = None

    def forget(self) -> None:
        """Overwrite the template: it was compared, or copied."""
        if self.template is not None:
            self.template.fill(0)


class Prober:
    """Detector and embedder together. One thread at a time. When a face has left, the models' memory is emptied."""

    def __init__(self, detector: Detector, embedder: Embedder, limits: Limits = LIMITS) -> None:
        self.detector = detector
        self.embedder = embedder
        self.limits = limits
        self._has_looked = False

    def probe(self, picture: object) -> Probe:
        """The probe in a picture (H × W × 3, BGR, uint8; or grey). Never raises: what is no picture has that flaw."""
        image = as_image(picture)
        if image is None:
            return Probe(Quality(Flaw.NO_PICTURE))
        faces = sorted(self.detector.detect(image), key=lambda face: -face.width)
        if not faces:
            self.forget()
            return Probe(of_empty(image, self.limits))
        scene = of_scene(image, faces, self.limits)
        if not scene.acceptable:
            return Probe(scene, faces[0])
        self._has_looked = True
        face = refine(self.detector, image, faces[0])
        aligned = align(image, face.points, self.embedder.manifest.alignment)
        quality = of_aligned(aligned, scene, self.limits)
        return Probe(quality, face, self.embedder.template(aligned) if quality.acceptable else None)

    def forget(self) -> None:
        """Give back the memory that knows a face which has left."""
        if self._has_looked:
            self._has_looked = False
            self.detector.give_back()


def open_prober(models: Path, embedder: str = "sface", threads: int = 1, limits: Limits = LIMITS) -> Prober:
    """A prober with the models in the folder `models`: YuNet and the named embedder. Raises ModelError."""
    return Prober(Detector(models / "yunet", threads), Embedder(models / embedder, threads), limits)
