"""`menlu-central places`: says from a terminal where places lie."""

import argparse
import getpass
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from central.config import Config
from central.errors import CentralError

if TYPE_CHECKING:
    from central.place.features import Read


def add_commands(commands: Any, common: argparse.ArgumentParser) -> None:
    """Add this group's commands to `menlu-central`; `common` holds the options of all."""
    group = commands.add_parser("places", help="say where the town's places lie")
    acts = group.add_subparsers(title="commands", required=True, metavar="COMMAND")
    outlines = acts.add_parser("outlines", parents=[common], help="note the outlines of a GeoJSON file, all or none")
    outlines.add_argument("file", type=Path, metavar="FILE", help="a FeatureCollection in WGS 84")
    outlines.add_argument("--dry-run", action="store_true", help="look whether they would be taken, and note nothing")
    outlines.set_defaults(run=_outlines)


def _outlines(config: Config, given: argparse.Namespace) -> None:
    from central.place import features, outlines
    from central.schema import current_database
    from central.web.grants import EVERYWHERE

    data = _bytes(given.file, features.MOST_BYTES + 1)
    with current_database(config.database) as database:
        with database.reading() as session:
            read = features.read(data, outlines.full_names(session, EVERYWHERE))
        _refuse(read)
        if given.dry_run:
            print(f"Outlines that would be taken: {len(read.outlines)}. Nothing was noted.")
            return
        with database.writing() as session:
            by, now = f"terminal: {getpass.getuser()}", time.time_ns() // 1_000_000
            noted = outlines.note(session, read.outlines, by=by, now=now)
    print(f"Outlines: new {noted.new}, changed {noted.changed}, unchanged {noted.same}")
    if read.empty:
        print(f"Features without a geometry yet: {read.empty}. What is known of their places stays.")


def _bytes(path: Path, most: int) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(most)
    except OSError as error:
        raise CentralError(f"{path} can't be read: {error.strerror}") from error


def _refuse(read: "Read") -> None:
    """Say of each feature what is wrong with it; raises CentralError if anything is."""
    from central.place import words

    for each in read.complaints:
        where = f"feature {each.number}: " if each.number else ""
        print(f"{where}{words.refusal(each.refused)}", file=sys.stderr)
    if read.complaints:
        raise CentralError("nothing was noted: mend the file by what stands above")
