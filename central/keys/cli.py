"""`menlu-central keys`: which keys columns are sealed by, a new one, the end of an old one, the loss of all."""

import argparse
import getpass
import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from central.config import Config
from central.errors import CentralError

if TYPE_CHECKING:
    from central.db import Database
    from central.sealed.ring import Ring


def add_commands(commands: Any, common: argparse.ArgumentParser) -> None:
    """Add this group's commands to `menlu-central`; `common` holds the options of all."""
    group = commands.add_parser("keys", help="show and change the keys that columns are sealed by")
    acts = group.add_subparsers(title="commands", required=True, metavar="COMMAND")

    show = acts.add_parser("show", parents=[common], help="list the keys, and how many rows need each")
    show.add_argument("--json", action="store_true", help="print JSON")
    show.set_defaults(run=_show)

    new = acts.add_parser("new", parents=[common], help="make a key in the file alone, for several machines")
    new.set_defaults(run=_new)

    rotate = acts.add_parser("rotate", parents=[common], help="seal everything by a new key, or finish doing so")
    rotate.set_defaults(run=_rotate)

    retire = acts.add_parser("retire", parents=[common], help="take an old key away that nothing needs any more")
    retire.add_argument("number", type=int, metavar="NUMBER", help="as `keys show` lists it")
    retire.set_defaults(run=_retire)

    lost = acts.add_parser("replace-lost", parents=[common], help="go on with a new key where all are lost")
    lost.set_defaults(run=_replace_lost)


def _show(config: Config, given: argparse.Namespace) -> None:
    from central.keys.needs import listed

    with _opened(config) as (database, _), database.reading() as session:
        rows = listed(session)
    if given.json:
        print(json.dumps([row.__dict__ for row in rows]))
        return
    for row in rows:
        print(f"{row.id:>4}  made {_day(row.made_at)}  {row.state:7}  {row.rows} rows")


def _new(config: Config, _: argparse.Namespace) -> None:
    from central.sealed import keyfile, opening

    file = opening.key_file(config)
    made = keyfile.add(file, now=_now())
    print(f"Key {made.id} is in {file}, and seals nothing yet.")
    print("Take the file to every machine central runs on, then give `menlu-central keys rotate`.")


def _rotate(config: Config, _: argparse.Namespace) -> None:
    from central.keys.rotation import rotate

    with _opened(config) as (database, ring):
        done = rotate(database, ring, by=_by(), now=_now(), progress=_show_progress)
    print(f"Key {done.key} seals; {done.rows} rows were sealed anew by it.")
    if done.damaged:
        named = ", ".join(done.damaged[:10]) + (" …" if len(done.damaged) > 10 else "")
        raise CentralError(f"{len(done.damaged)} rows do not open and stay as they are: {named}; restore them")


def _retire(config: Config, given: argparse.Namespace) -> None:
    from central.keys.retiring import retire

    with _opened(config) as (database, ring):
        retire(database, ring, given.number, by=_by(), now=_now())
        print(f"Key {given.number} is taken out of {ring.file}. Backups from before it was replaced need it still.")


def _replace_lost(config: Config, _: argparse.Namespace) -> None:
    from central.keys.losing import replace_lost
    from central.schema import current_database
    from central.sealed.opening import key_file

    with current_database(config.database) as database:
        key, old = replace_lost(database, key_file(config), by=_by(), now=_now())
    print(f"Key {key} is in {key_file(config)}, and seals from central's next start.")
    print(f"What was sealed before stays closed{f'; the file that did not fit is {old} now' if old else ''}.")


@contextmanager
def _opened(config: Config) -> Iterator[tuple["Database", "Ring"]]:
    from central.schema import current_database
    from central.sealed.opening import key_file, open_ring

    with current_database(config.database) as database:
        yield database, open_ring(database, key_file(config), now=_now())


def _show_progress(done: int, of: int) -> None:
    if sys.stderr.isatty():
        print(f"\r{done} of {of} rows", end="\n" if done >= of else "", file=sys.stderr, flush=True)


def _by() -> str:
    return f"terminal:{getpass.getuser()}"


def _day(at: int) -> str:
    return time.strftime("%Y-%m-%d", time.localtime(at / 1000))


def _now() -> int:
    return time.time_ns() // 1_000_000
