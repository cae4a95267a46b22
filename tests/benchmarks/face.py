"""Faces: our probe beside the bare inferences it needs and beside OpenCV's own; 1:N beside the bare product.

CPU time of one thread, which does all the work; medians. The sides take turns, so that what disturbs the machine meets
both.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from time import thread_time

import cv2
import numpy as np

from edge.face.align import align
from edge.face.compare import Gallery
from edge.face.picture import Image
from edge.face.probe import Prober, open_prober
from edge.face.refine import LOOKS
from edge.face.template import Template
from tests.benchmarks.figure import Figure

REPO = Path(__file__).parents[2]
MODELS = REPO / "models"
PHOTOGRAPH = REPO / ".cache" / "photographs" / "obama.jpg"
SEARCHES = 20
"""One search takes less than the clock tells apart."""
Task = Callable[[], object]


def measure() -> Iterator[Figure]:
    threads = cv2.getNumThreads()
    cv2.setNumThreads(1)
    try:
        yield from _probe()
        yield _gallery()
    finally:
        cv2.setNumThreads(threads)


def _probe() -> Iterator[Figure]:
    prober = open_prober(MODELS, threads=1)
    frame = door_frame()
    template = prober.probe(frame).template
    if template is None:
        raise SystemExit(f"{PHOTOGRAPH} gives no template: {prober.probe(frame).quality}")
    gallery = gallery_of(1_000)

    def ours() -> None:
        probe = prober.probe(frame)
        assert probe.template is not None
        gallery.identify(probe.template)

    probe_ms, bare_ms, opencv_ms = medians(80, ours, bare_inferences(prober, frame), opencv_pipeline(frame))
    name = "face: probe of a 640×480 frame and 1:N over 1,000, one thread, CPU"
    yield Figure(name, probe_ms, "ms", bare_ms, "bare session.run calls", at_most=1.15)
    yield Figure(name, probe_ms, "ms", opencv_ms, "FaceDetectorYN + FaceRecognizerSF", at_most=1.0)


def _gallery() -> Figure:
    gallery = gallery_of(10_000)
    references, template = np.asfortranarray(random_templates(10_000)), random_templates(1)[0]

    def ours() -> None:
        for _ in range(SEARCHES):
            gallery.identify(template)

    def bare() -> None:
        for _ in range(SEARCHES):
            references @ template

    ours_ms, bare_ms = (spent / SEARCHES for spent in medians(300, ours, bare))
    name = "face: 1:N over 10,000 references, CPU"
    return Figure(name, ours_ms, "ms", bare_ms, "bare matrix-vector product", at_most=1.2)


def medians(rounds: int, *tasks: Task) -> list[float]:
    """Median CPU time of each task, ms; the tasks take turns."""
    times: list[list[float]] = [[] for _ in tasks]
    for turn in range(rounds + 5):
        for task, taken in zip(tasks, times, strict=True):
            start = thread_time()
            task()
            if turn >= 5:  # the first ones warm up
                taken.append(thread_time() - start)
    return [median(taken) * 1e3 for taken in times]


def bare_inferences(prober: Prober, frame: Image) -> Task:
    """All `session.run` calls of a probe (the frame, each closer look, the face), with inputs made beforehand."""
    detector, embedder = prober.detector, prober.embedder
    (face,) = detector.detect(frame)
    aligned = align(frame, face.points, embedder.manifest.alignment)
    pictures = [frame, *(cv2.resize(aligned, (look.side, look.side)) for look in LOOKS)]
    searched = [{detector.manifest.input.name: planes(picture)} for picture in pictures]
    turned = {embedder.manifest.input.name: planes(aligned)}

    def run() -> None:
        for picture in searched:
            detector.session.run(None, picture)
        embedder.session.run(None, turned)

    return run


def opencv_pipeline(frame: Image) -> Task:
    """OpenCV's detector and recogniser on the same model files."""
    size = (frame.shape[1], frame.shape[0])
    detector = cv2.FaceDetectorYN.create(str(MODELS / "yunet" / "yunet.onnx"), "", size, 0.6, 0.3)
    recogniser = cv2.FaceRecognizerSF.create(str(MODELS / "sface" / "sface.onnx"), "")

    def run() -> None:
        faces = detector.detect(frame)[1]
        recogniser.feature(recogniser.alignCrop(frame, faces[0]))

    return run


def planes(image: Image) -> np.ndarray:
    return np.ascontiguousarray(image.transpose(2, 0, 1)[None], np.float32)


def door_frame() -> Image:
    """A face before a grey wall, 640×480."""
    picture = cv2.imread(str(PHOTOGRAPH))
    if picture is None:
        raise SystemExit(f"{PHOTOGRAPH} is missing; run scripts/photographs")
    size = (480 * picture.shape[1] // picture.shape[0], 480)
    frame = np.full((480, 640, 3), 90, np.uint8)
    frame[:, : size[0]] = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    return frame


def gallery_of(persons: int) -> Gallery:
    return Gallery([f"person-{number}" for number in range(persons)], random_templates(persons))


def random_templates(number: int) -> Template:
    drawn = np.random.default_rng(7).standard_normal((number, 128)).astype(np.float32)
    return drawn / np.linalg.norm(drawn, axis=1, keepdims=True)
