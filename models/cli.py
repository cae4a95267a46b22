"""The command `scripts/models`: makes the models, tells on standard error how it goes."""

import argparse
import logging
import sys
from functools import partial
from pathlib import Path

from edge.errors import ModelError
from models.make import MODELS, Say, make_all
from models.obtain import ObtainError


def main(arguments: list[str] | None = None) -> int:
    """0 when every model is there; 1 with one sentence on standard error when not."""
    parser = argparse.ArgumentParser(
        prog="scripts/models", description="Make the ONNX models; quick when all are made."
    )
    parser.add_argument("--int8", action="store_true", help="also make sface-int8, a smaller embedder")
    parser.add_argument("--calibrate", type=Path, metavar="DIR", help="folder of photographs of faces, for --int8")
    options = parser.parse_args(arguments)
    if options.int8 != bool(options.calibrate):
        parser.error("--int8 and --calibrate DIR go together")
    if options.calibrate and not options.calibrate.is_dir():
        parser.error(f"--calibrate {options.calibrate}: there is no such folder")
    say = partial(print, file=sys.stderr, flush=True)
    try:
        make_all(say)
        if options.int8:
            _quantise(options.calibrate, say)
    except (ObtainError, ModelError) as error:
        say(f"models: {error}")
        return 1
    return 0


def _quantise(photographs: Path, say: Say) -> None:
    # Imported here: it takes a second, and few ask for it.
    from models.quantise import quantise

    logging.disable(logging.WARNING)  # the quantiser advises a preparation that changes nothing for these graphs
    quantise(MODELS, photographs, say)
