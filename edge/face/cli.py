"""`menlu-faces`: compare two pictures, measure accuracy on pairs and on attacks, measure speed on this machine."""

import argparse
import json
import sys
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

from edge.errors import EdgeError, ModelError
from edge.face.attacks import errors, look, table
from edge.face.attacks import report as report_of_attacks
from edge.face.detect import Detector
from edge.face.drawing import draw_roc
from edge.face.evaluation import evaluate, read_pairs, report
from edge.face.passive import open_passive
from edge.face.probe import Prober, open_prober
from edge.face.sample import only_face, read_picture, template_of
from edge.face.template import Template
from edge.face.timing import measure

MODELS = Path(__file__).resolve().parents[2] / "models"


def main(arguments: list[str] | None = None) -> int:
    """0 when done; 1 with one sentence on standard error when the input does not serve."""
    options = _parser().parse_args(arguments)
    try:
        options.run(options)
    except EdgeError as error:
        print(f"menlu-faces: {error}", file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="menlu-faces", description=__doc__)
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--json", action="store_true", help="one line of JSON on standard output")
    shared.add_argument("--models", type=Path, default=MODELS, metavar="DIR", help="folder of the models")
    shared.add_argument("--embedder", default="sface", metavar="NAME", help="folder of the embedder in it (sface)")
    shared.add_argument(
        "--threads", type=int, choices=range(1, 17), default=1, metavar="N", help="threads per inference (1)"
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    command = commands.add_parser("compare", parents=[shared], help="whether two pictures show one person")
    command.add_argument("a", type=Path, metavar="A", help="a picture with one face")
    command.add_argument("b", type=Path, metavar="B", help="another")
    command.set_defaults(run=_compare)

    command = commands.add_parser("evaluate", parents=[shared], help="accuracy and error rates on labelled pairs")
    command.add_argument("pairs", type=Path, metavar="PAIRS.csv", help="columns fold, a, b, same (1 or 0)")
    command.add_argument("--images", type=Path, required=True, metavar="DIR", help="folder of the pictures named there")
    command.add_argument("--roc", type=Path, metavar="FILE.png", help="draw the ROC")
    command.set_defaults(run=_evaluate)

    command = commands.add_parser("spoof", parents=[shared], help="error rates of the passive signals of liveness")
    command.add_argument("real", type=Path, metavar="REAL_DIR", help="pictures of living people")
    command.add_argument("fake", type=Path, metavar="FAKE_DIR", help="pictures of attacks; a sub-folder for each kind")
    command.set_defaults(run=_spoof)

    command = commands.add_parser("bench", parents=[shared], help="CPU time of each step on this machine")
    command.set_defaults(run=_bench)
    return parser


def _compare(options: argparse.Namespace) -> None:
    prober = _prober(options)
    first, second = (_only_template(prober, path) for path in (options.a, options.b))
    score = float(first @ second)
    threshold = prober.embedder.manifest.comparison.verify
    answer = {"score": score, "threshold": threshold.score, "fmr": threshold.fmr, "same": score >= threshold.score}
    verdict = "one person" if answer["same"] else "not taken for one person"
    _print(options, answer, f"score {score:.3f}: {verdict} (threshold {threshold.score:g}, FMR {threshold.fmr:g})")


def _evaluate(options: argparse.Namespace) -> None:
    pairs = read_pairs(options.pairs)
    prober = _prober(options)
    evaluation = evaluate(prober, pairs, options.images, _progress)
    threshold = prober.embedder.manifest.comparison.verify
    if options.roc:
        draw_roc(options.roc, evaluation.scores, evaluation.same, threshold.score)
    figures = report(evaluation, threshold.score)
    _print(options, figures, "\n".join(f"{key:20} {_short(value)}" for key, value in figures.items()))


def _spoof(options: argparse.Namespace) -> None:
    signals = open_passive(options.models, threads=options.threads)
    if not signals:
        raise ModelError(f"{options.models}: no passive signal is there; scripts/models makes one where npm is at hand")
    detector = Detector(options.models / "yunet", options.threads)
    found = errors(look(detector, signals, options.real, options.fake, _progress))
    _print(options, report_of_attacks(found), table(found))


def _bench(options: argparse.Namespace) -> None:
    timing = measure(_prober(options))
    times = asdict(timing) | {"total": timing.total}
    text = "\n".join(f"{key:16} {value:8.2f} ms" for key, value in times.items() if key != "references")
    _print(options, times, f"CPU time per step, search over {timing.references} references\n{text}")


def _prober(options: argparse.Namespace) -> Prober:
    return open_prober(options.models, options.embedder, options.threads)


def _only_template(prober: Prober, path: Path) -> Template:
    image = read_picture(path)
    return template_of(prober, image, only_face(prober, image, path))


def _print(options: argparse.Namespace, values: Mapping[str, object], text: str) -> None:
    print(json.dumps(values) if options.json else text)


def _short(value: object) -> str:
    if isinstance(value, list):
        return " … ".join(_short(part) for part in value)
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def _progress(done: int, of: int) -> None:
    """One line that counts on a terminal; elsewhere a line now and then."""
    if sys.stderr.isatty():
        print(f"\r{done} of {of} pictures", end="\n" if done == of else "", file=sys.stderr, flush=True)
    elif done % 500 == 0 or done == of:
        print(f"{done} of {of} pictures", file=sys.stderr, flush=True)
