"""The command `scripts/models`: parses, makes, says how it goes on standard error."""

import argparse
import sys
from functools import partial

from edge.errors import ModelError
from models.make import make_all
from models.obtain import ObtainError


def main(arguments: list[str] | None = None) -> int:
    """0 when every model is there; 1 with one sentence on standard error when not."""
    parser = argparse.ArgumentParser(prog="scripts/models", description=__doc__)
    parser.parse_args(arguments)
    say = partial(print, file=sys.stderr, flush=True)
    try:
        make_all(say)
    except (ObtainError, ModelError) as error:
        say(f"models: {error}")
        return 1
    return 0
