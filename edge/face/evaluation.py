"""Measure a detector and embedder on a list of labelled pairs of pictures."""

import csv
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, stdev

import numpy as np

from edge.errors import ConfigError
from edge.face.probe import Prober
from edge.face.rates import Fold, Same, Scores, cross_validated, false_matches, false_non_matches, tar_at
from edge.face.sample import central_face, read_picture, template_of
from edge.face.template import Template

COLUMNS = ("fold", "a", "b", "same")
Progress = Callable[[int, int], None]
"""Told how many of how many pictures are done."""


@dataclass(frozen=True)
class Pair:
    """Two pictures by name, whether they show one person, and the fold the pair belongs to."""

    fold: str
    a: str
    b: str
    same: bool


@dataclass(frozen=True, eq=False)
class Evaluation:
    """The scores of all pairs that could be compared. failures: pictures in which no face was found."""

    scores: Scores
    same: Same
    folds: list[Fold]
    failures: list[str]


def read_pairs(path: Path) -> list[Pair]:
    """The pairs in a CSV file with the columns fold, a, b and same (1 or 0). Raises ConfigError."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file)
            missing = [column for column in COLUMNS if column not in (rows.fieldnames or ())]
            if missing:
                raise ConfigError(f"{path}: column {missing[0]} is missing; the first line must be fold,a,b,same")
            pairs = [_pair(row, f"{path}, line {rows.line_num}") for row in rows]
    except FileNotFoundError:
        raise ConfigError(f"{path}: there is no such file") from None
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ConfigError(f"{path}: can't be read as CSV: {error}") from error
    _check_enough(pairs, path)
    return pairs


def evaluate(prober: Prober, pairs: list[Pair], images: Path, progress: Progress) -> Evaluation:
    """Compare all pairs of pictures in the folder `images`. Raises SampleError for a file that is no picture."""
    names = sorted({name for pair in pairs for name in (pair.a, pair.b)})
    templates = _templates(prober, names, images, progress)
    compared = [pair for pair in pairs if pair.a in templates and pair.b in templates]
    _check_enough(compared, images)
    scores = np.array([float(templates[pair.a] @ templates[pair.b]) for pair in compared])
    same = np.array([pair.same for pair in compared])
    folds = cross_validated(scores, same, [pair.fold for pair in compared])
    return Evaluation(scores, same, folds, [name for name in names if name not in templates])


def report(evaluation: Evaluation, threshold: float) -> dict[str, object]:
    """The figures of an evaluation; `fmr` and `fnmr` are those at `threshold`, each with its 95 % bounds.

    accuracy is the mean over the folds, each judged by the threshold fitted on the others; deviation is among folds.
    """
    scores, same = evaluation.scores, evaluation.same
    accuracies = [fold.accuracy for fold in evaluation.folds]
    fmr, fnmr = false_matches(scores, same, threshold), false_non_matches(scores, same, threshold)
    return {
        "accuracy": mean(accuracies),
        "accuracy_deviation": stdev(accuracies),
        "tar_at_fmr_1e-2": tar_at(scores, same, 1e-2),
        "tar_at_fmr_1e-3": tar_at(scores, same, 1e-3),
        "threshold": threshold,
        "fmr": fmr.value,
        "fmr_95": [fmr.low, fmr.high],
        "fnmr": fnmr.value,
        "fnmr_95": [fnmr.low, fnmr.high],
        "bounds": "Clopper-Pearson, two-sided, 95 %",
        "fitted_threshold": mean(fold.threshold for fold in evaluation.folds),
        "pairs": len(scores),
        "genuine": fnmr.trials,
        "impostor": fmr.trials,
        "failures": len(evaluation.failures),
    }


def _pair(row: Mapping[str, str | None], place: str) -> Pair:
    fold, a, b, same = (row[column] for column in COLUMNS)
    if fold is None or not a or not b:
        raise ConfigError(f"{place}: expected four values: fold, a, b, same")
    if same not in ("0", "1"):
        raise ConfigError(f"{place}: same = {same!r}; accepted are 1 (one person) and 0 (two)")
    return Pair(fold, a, b, same == "1")


def _check_enough(pairs: list[Pair], place: Path) -> None:
    if {pair.same for pair in pairs} != {True, False} or len({pair.fold for pair in pairs}) < 2:
        raise ConfigError(f"{place}: needs pairs of one person, pairs of two, and two folds or more")


def _templates(prober: Prober, names: list[str], images: Path, progress: Progress) -> dict[str, Template]:
    """The template of each picture in which a face was found, by name."""
    templates = {}
    for done, name in enumerate(names, start=1):
        image = read_picture(images / name)
        face = central_face(prober, image)
        if face:
            templates[name] = template_of(prober, image, face)
        progress(done, len(names))
    return templates
