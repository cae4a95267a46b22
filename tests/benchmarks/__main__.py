"""`scripts/bench`: every benchmark of this folder, as a table for people, JSON for machines or Markdown for docs.

Exits 1 when a promised bound does not hold.
"""

import argparse
import json
import pkgutil
import sys
from collections.abc import Iterator
from dataclasses import asdict
from importlib import import_module

import tests.benchmarks
from tests.benchmarks.figure import Figure

NAMES = sorted(m.name for m in pkgutil.iter_modules(tests.benchmarks.__path__) if m.name not in ("__main__", "figure"))


def main() -> int:
    parser = argparse.ArgumentParser(prog="scripts/bench", description="Figures beside their floors.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(NAMES)}; all if none is given")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="one JSON array on standard output")
    form.add_argument("--markdown", action="store_true", help="the table of docs/performance.md")
    chosen = parser.parse_args()
    for name in chosen.names:
        if name not in NAMES:
            parser.error(f"{name}: no such benchmark; there are {', '.join(NAMES)}")

    figures = []
    for figure in measure(chosen.names or NAMES):
        figures.append(figure)
        if not (chosen.json or chosen.markdown):
            print(" │ ".join(cells(figure)), flush=True)
    if chosen.json:
        print(json.dumps([asdict(f) | {"ratio": f.judged if f.floor else None, "holds": f.holds} for f in figures]))
    if chosen.markdown:
        print("| what | measured | floor | ratio | promised | holds |\n|---|---|---|---|---|---|")
        for figure in figures:
            print(f"| {' | '.join(cells(figure))} |")
    return 0 if all(figure.holds for figure in figures) else 1


def measure(names: list[str]) -> Iterator[Figure]:
    for name in names:
        print(f"… {name}", file=sys.stderr, flush=True)
        yield from import_module(f"tests.benchmarks.{name}").measure()


def cells(figure: Figure) -> list[str]:
    """One line of the table, as text."""
    bounds = (("≤", figure.at_most), ("≥", figure.at_least))
    promised = ", ".join(f"{sign} {bound:g}" for sign, bound in bounds if bound is not None)
    return [
        figure.name + (f" ({figure.note})" if figure.note else ""),
        f"{figure.value:.3g} {figure.unit}",
        f"{figure.floor:.3g} {figure.unit}: {figure.floor_name}" if figure.floor else "",
        f"{figure.judged:.2f}" if figure.floor else "",
        promised,
        ("yes" if figure.holds else "NO") if promised else "",
    ]


if __name__ == "__main__":
    sys.exit(main())
