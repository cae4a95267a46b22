"""`menlu-edge wipe`: says what will be gone, asks for the door's name, and gives the report."""

import argparse
import getpass
import os
import sys
from pathlib import Path

from edge.config import Config
from edge.errors import EdgeError


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the parser of `menlu-edge`."""
    wipe = commands.add_parser("wipe", help="make this box forget everything, before it leaves the house")
    wipe.add_argument("report", type=Path, metavar="FILE", help="where the signed report goes; must not be there yet")
    wipe.add_argument("--yes", metavar="NAME", help="the door's name, instead of typing it")
    wipe.add_argument("--without-central", action="store_true", help="go on where central can't be reached")
    wipe.set_defaults(alone=_wipe)


def _wipe(config: Config, given: argparse.Namespace) -> None:
    from edge import proofs
    from edge.wiping import emptying, note
    from edge.wiping.wipe import Wipe

    begun = note.load(config.data)
    if begun is None and not emptying.remains(config.data):
        raise EdgeError(f"there is nothing to wipe: {config.data} is empty")
    _expect_outside(config, given.report)
    _expect_new(given.report, begun.report if begun else "")
    _announce(config, anew=begun is None)
    _expect_name(config.door.name, given.yes)
    by = os.environ.get("SUDO_USER") or getpass.getuser()
    report = Wipe(config, by, lambda line: print(line, flush=True), given.without_central).run()
    print(report, end="")
    given.report.unlink(missing_ok=True)
    proofs.save(report.encode(), given.report)
    note.forget(config.data)
    print(f"The box is as new. The report above is in {given.report}; `menlu-edge proof verify` checks it.")


def _expect_outside(config: Config, report: Path) -> None:
    """Raise EdgeError where the report, or what the box still needs, would be deleted with the rest."""
    for path, what in ((report, "the report"), (config.models, "the folder of models")):
        if path.resolve().is_relative_to(config.data.resolve()):
            raise EdgeError(f"{path} lies in {config.data}, which is emptied: {what} belongs elsewhere")


def _expect_new(path: Path, report: str) -> None:
    """Raise EdgeError where the file can't be new. One with the beginning of this very report is what the power cut."""
    from edge import proofs

    is_cut_short = report and path.is_file() and report.encode().startswith(path.read_bytes())
    if not is_cut_short:
        proofs.expect_new(path)


def _announce(config: Config, *, anew: bool) -> None:
    from edge.wiping import kept

    if not anew:
        print("A wipe of this box was cut short; this goes on with it.")
        return
    counts = kept.counts(config)
    print("This box will forget everything and be as new. There is no way back:")
    if counts:
        print(f"- {counts.people} people with {counts.references} references of faces are erased, each with a proof")
        print(f"- {counts.records} records are deleted; {counts.waiting} of them wait and go to central first")
    print("- its keys are destroyed: it has to be claimed anew, and its lock to be reset and installed again")
    print(f"- all files in {config.data} are overwritten and deleted")


def _expect_name(name: str, given: str | None) -> None:
    """Raise EdgeError unless the door's name was given, or is typed now."""
    if given is None:
        if not sys.stdin.isatty():
            raise EdgeError("a wipe can't be undone: say --yes with the door's name")
        given = input(f"Type the door's name, {name}, to wipe the box: ").strip()
    if given != name:
        raise EdgeError(f"the door here is {name!r}, not {given!r}: nothing was erased")
