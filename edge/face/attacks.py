"""Measure passive signals on pictures of living people and of attacks, in the terms of ISO/IEC 30107-3.

APCER: share of attacks of one kind that a signal takes for a living person, never averaged over kinds. BPCER: share of
living people taken for an attack. Pictures in which no face is found are no answer either way; they are counted apart.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from edge.errors import ConfigError, SampleError
from edge.face.detect import Detector
from edge.face.liveness import Vote
from edge.face.passive import PassiveModel
from edge.face.rates import Rate
from edge.face.sample import read_picture

SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".bmp", ".webp"})
BONA_FIDE = "bona fide"
UNNAMED = "attack"
Progress = Callable[[int, int], None]
"""Told how many of how many pictures are done."""


@dataclass(frozen=True)
class Shown:
    """A picture of a kind, and the votes on it; none where no face was found."""

    kind: str
    votes: tuple[Vote, ...]


@dataclass(frozen=True)
class Errors:
    """How often one signal errs on one kind of picture. score: the mean. without_face: pictures that give no answer."""

    kind: str
    signal: str
    rate: Rate
    score: float
    without_face: int


def look(
    detector: Detector, signals: Sequence[PassiveModel], real: Path, fake: Path, progress: Progress
) -> list[Shown]:
    """The votes on every picture in both folders. Raises ConfigError; a file that is no picture is passed over."""
    files = [(BONA_FIDE, path) for path in _pictures(real)] + [(_kind(path, fake), path) for path in _pictures(fake)]
    shown = []
    for done, (kind, path) in enumerate(files, start=1):
        shown += [Shown(kind, votes) for votes in _votes(detector, signals, path)]
        progress(done, len(files))
    return shown


def errors(shown: Sequence[Shown]) -> list[Errors]:
    """For each kind and signal, attacks taken for people (APCER), or people for attacks (BPCER)."""
    found = []
    for kind in sorted({each.kind for each in shown}, key=lambda kind: (kind != BONA_FIDE, kind)):
        of_kind = [each for each in shown if each.kind == kind]
        without_face = sum(not each.votes for each in of_kind)
        for votes in zip(*(each.votes for each in of_kind if each.votes), strict=True):
            wrong = sum(vote.live != (kind == BONA_FIDE) for vote in votes)
            mean = sum(vote.score for vote in votes) / len(votes)
            found.append(Errors(kind, votes[0].name, Rate(wrong, len(votes)), mean, without_face))
    return found


def _votes(detector: Detector, signals: Sequence[PassiveModel], path: Path) -> Iterator[tuple[Vote, ...]]:
    try:
        image = read_picture(path)
    except SampleError:
        return
    face = max(detector.detect(image), key=lambda face: face.width, default=None)
    if face is None:
        yield ()
    else:
        yield tuple(Vote(signal.name, signal.score(image, face), signal.threshold) for signal in signals)


def _pictures(folder: Path) -> list[Path]:
    """The pictures in a folder and its sub-folders."""
    if not folder.is_dir():
        raise ConfigError(f"{folder}: there is no such folder")
    found = sorted(path for path in folder.rglob("*") if path.suffix.lower() in SUFFIXES and path.is_file())
    if not found:
        raise ConfigError(f"{folder}: no pictures are there; accepted are {', '.join(sorted(SUFFIXES))}")
    return found


def _kind(path: Path, folder: Path) -> str:
    """The kind of attack: the sub-folder, else the file's name without numbers."""
    within = path.relative_to(folder)
    if len(within.parts) > 1:
        return within.parts[0]
    return re.sub(r"[\W\d_]+", " ", path.stem).strip() or UNNAMED


def report(found: Sequence[Errors]) -> dict[str, object]:
    """The figures for machines: a row for each kind and signal, with the bounds of each rate."""
    return {"rows": [_row(each) for each in found], "bounds": "Clopper-Pearson, two-sided, 95 %"}


def _row(each: Errors) -> dict[str, object]:
    return {
        "kind": each.kind,
        "signal": each.signal,
        "rate": "bpcer" if each.kind == BONA_FIDE else "apcer",
        "value": each.rate.value,
        "value_95": [each.rate.low, each.rate.high],
        "errors": each.rate.events,
        "pictures": each.rate.trials,
        "without_face": each.without_face,
        "mean_score": each.score,
    }


def table(found: Sequence[Errors]) -> str:
    """The figures for people."""
    lines = [
        f"{'kind':16} {'signal':12} {'':5} {'rate':>7}   {'95 %':15} {'of':>4}  {'no face':>7}  {'mean score':>10}"
    ]
    for each in found:
        name = "BPCER" if each.kind == BONA_FIDE else "APCER"
        bounds = f"{each.rate.low:.1%} … {each.rate.high:.1%}"
        lines.append(
            f"{each.kind:16} {each.signal:12} {name} {each.rate.value:7.1%}   {bounds:15} {each.rate.trials:4}  "
            f"{each.without_face:7}  {each.score:10.2f}"
        )
    return "\n".join(lines)
