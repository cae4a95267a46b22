"""`menlu-central purges`: the proofs of what was deleted, from a terminal."""

import argparse
from typing import Any

from central.config import Config
from central.errors import CentralError


def add_commands(commands: Any, common: argparse.ArgumentParser) -> None:
    """Add this group's commands to `menlu-central`; `common` holds the options of all."""
    group = commands.add_parser("purges", help="check the proofs of what was deleted each night")
    acts = group.add_subparsers(title="commands", required=True, metavar="COMMAND")
    verify = acts.add_parser("verify", parents=[common], help="check that every proof holds and none is missing")
    verify.set_defaults(run=_verify)


def _verify(config: Config, _: argparse.Namespace) -> None:
    from central.duties import keeping, service
    from central.schema import current_database

    with current_database(config.database) as database, database.reading() as session:
        broken, last = service.first_broken(session), service.proofs(session, len(keeping.PURGED))
        is_as_logged = service.is_as_logged(session)
    if broken is not None:
        night = broken.purged.night
        raise CentralError(
            f"proof {broken.id}, of the night of {night}, does not say what was written, or one before it is missing; "
            "compare with a backup from before"
        )
    if not is_as_logged:
        raise CentralError(
            "the last proof is not the one that the audit log names: later ones are missing, or all were made anew; "
            "compare with a backup from before"
        )
    if not last:
        print("There is no proof yet: the first is made after 2 at night, while `menlu-central serve` runs.")
        return
    left = "".join(f" {each.purged.left} of {each.purged.what} were left then." for each in last if each.purged.left)
    print(f"Every proof holds; the last is of the night of {last[0].purged.night}.{left}")
