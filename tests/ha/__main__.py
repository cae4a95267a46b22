"""`scripts/ha-lab`: bring the cluster up, let its parts die under intake, and say what became of the records.

It takes the addresses 127.0.71.10 to .22 and some 1 GB of memory, and about two minutes for each fault.
"""

import argparse
import json
import sys
from dataclasses import asdict

from tests.ha import lab, programs, sample
from tests.ha.comparison import Comparison
from tests.ha.faults import FAULTS
from tests.ha.lab import Outcome

COLUMNS = "{:<12} {:>9} {:>10} {:>11} {:>13} {:>5} {:>8}"


def main() -> int:
    parser = argparse.ArgumentParser(prog="scripts/ha-lab", description=(__doc__ or "").split("\n")[0])
    doings = "run it (default), keep it up until Enter, or remove what was left"
    parser.add_argument("what", nargs="?", choices=["run", "up", "down"], default="run", help=doings)
    parser.add_argument("--faults", default=",".join(FAULTS), help="which, in which order (%(default)s)")
    parser.add_argument("--boxes", type=int, default=200, help="how many send records (%(default)s)")
    parser.add_argument("--pause", type=float, default=6.0, help="s between two batches of a box (%(default)s)")
    parser.add_argument("--json", action="store_true", help="print JSON")
    given = parser.parse_args()
    if given.what == "down":
        lab.down()
        return 0
    faults = given.faults.split(",")
    if unknown := set(faults) - FAULTS.keys():
        parser.error(f"there is no fault {', '.join(unknown)}; there are {', '.join(FAULTS)}")
    if absent := programs.missing():
        print(f"ha-lab: {absent}", file=sys.stderr)
        return 1
    return _up(given) if given.what == "up" else _run(given, faults)


def _up(given: argparse.Namespace) -> int:
    with lab.running(given.boxes, given.pause) as up:
        print(f"Central is at http://{sample.WEB}, its database at {up.cluster.url}; Enter ends it.", flush=True)
        sys.stdin.readline()
        up.fleet.stop()
    lab.down()
    return 0


def _run(given: argparse.Namespace, faults: list[str]) -> int:
    outcomes = []
    with lab.running(given.boxes, given.pause) as up:
        for fault in faults:
            lab.say(fault)
            outcomes.append(up.suffer(fault))
            lab.say(f"{outcomes[-1]}")
        lab.say("every box sends what it still has")
        up.fleet.stop()
        final = up.compare()
    _show(outcomes, final, as_json=given.json)
    lab.down()
    return 0 if final.lost == final.doubled == 0 else 1


def _show(outcomes: list[Outcome], final: Comparison, *, as_json: bool) -> None:
    if as_json:
        print(json.dumps({"faults": [asdict(each) for each in outcomes], "final": asdict(final)}, ensure_ascii=False))
        return
    print(COLUMNS.format("fault", "outage s", "slowest s", "in order s", "acknowledged", "lost", "doubled"))
    for each in outcomes:
        times = (f"{seconds:.1f}" for seconds in (each.outage, each.slowest, each.rejoined))
        print(COLUMNS.format(each.fault, *times, *asdict(each.kept).values()), each.refusals)
    print(COLUMNS.format("at the end", "", "", "", *asdict(final).values()))


if __name__ == "__main__":
    sys.exit(main())
