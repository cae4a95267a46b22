"""The main job on one machine, with real photographs, models, lock protocol, server and page.

`scripts/demo` calls this after the set-up. Progress goes to standard error; with --json one line to standard output.
"""

import argparse
import json
import shutil
import signal
import sys
import threading
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from tests.stage.box import Box
from tests.stage.central import Central, LiveRows, Row, Staff
from tests.stage.landlord import Landlord
from tests.stage.lock import LockFirmware
from tests.stage.program import REPO, ProgramEnded
from tests.stage.tenant import CARD

PHOTOGRAPHS = REPO / ".cache" / "photographs"
ENROLLED = "obama.jpg"
VISITORS = [("obama2.jpg", True), ("biden.jpg", False), ("obama3.jpg", True)]
"""Who walks up, and whether the door should open: two other photographs of the enrolled person, one of another."""
SETTINGS = "[face]\napproach = 0.08\n"
"""The photographs are of people who stand farther away than at a door."""
SHOWN_WITHIN = 60.0
"""How long a visitor may take from the street to the page, s, on a busy machine."""
ADDRESS = "127.0.0.1:8080"
SCREEN = "127.0.0.1:8030"
"""Where the door's page is while the demo goes on."""
PAUSE = 20.0
"""Between visitors while the demo goes on, s."""


@dataclass(frozen=True)
class Visit:
    """What became of one visitor. entry: the page's row. strike, answered: when (time.monotonic, s) the strike was
    driven and when the page showed that the lock had answered; None where it was not driven."""

    expected: bool
    entry: Row
    strike: float | None = None
    answered: float | None = None

    @property
    def right(self) -> bool:
        """The door did as it should: opened for a resident, and only then."""
        return self.entry.granted == self.expected == (self.strike is not None)


def main() -> int:
    parser = argparse.ArgumentParser(prog="scripts/demo", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--once", action="store_true", help="run through, check, and end")
    parser.add_argument("--json", action="store_true", help="print the outcome as one JSON line")
    parser.add_argument(
        "--listen", default=None, help=f"where central listens (default {ADDRESS}; any free port with --once)"
    )
    parser.add_argument("--folder", type=Path, default=REPO / ".demo", help="where the demo keeps its files")
    given = parser.parse_args()
    try:
        with ExitStack() as stack:
            return play(given, stack)
    except (ProgramEnded, TimeoutError, OSError) as error:
        say(f"the demo did not come through: {error}")
        return 1
    except KeyboardInterrupt:
        return 0


def play(given: argparse.Namespace, stack: ExitStack) -> int:
    shutil.rmtree(given.folder, ignore_errors=True)
    say("central starts (menlu-central serve)")
    central = Central(given.folder / "central", given.listen or ("127.0.0.1:0" if given.once else ADDRESS))
    stack.callback(central.program.stop)
    staff = central.first_staff("demo")
    stack.callback(staff.close)
    say("the lock's firmware starts (scripts/lock-firmware), on a line of 9600 baud")
    lock = LockFirmware(given.folder / "lock")
    stack.callback(lock.program.stop)

    settings = SETTINGS if given.once else SETTINGS + screen(given.folder / "cards")
    box = Box(given.folder / "box", central=central.url, lock=lock.url, extra=settings)
    say("a technician claims the box (menlu-edge claim) and enrols a resident (menlu-edge person add)")
    for line in box.command("claim", central.claim_code("Seaside Road 18")):
        say(f"    {line}")
    box.enrol("Resident", [PHOTOGRAPHS / ENROLLED])
    say("the door starts (menlu-edge run)")
    begun = time.monotonic()
    program = box.start()
    stack.callback(program.stop)
    say(f"    ready in {time.monotonic() - begun:.1f} s")

    with staff.live_rows() as rows:
        visits = [visit(box, lock, rows, number) for number in range(len(VISITORS))]
    outcome = judge(central, staff, lock, visits)
    if given.json:
        print(json.dumps(outcome), flush=True)
    say("all is as it should be" if outcome["ok"] else "SOMETHING IS MISSING; the logs are in " + str(given.folder))
    if not given.once:
        stay(central, staff, box)
    return 0 if outcome["ok"] else 1


def screen(cards: Path) -> str:
    """The settings for a page at the door, with a card that lies on a simulated reader."""
    cards.mkdir(parents=True)
    (cards / "card.toml").write_text(CARD, encoding="utf-8")
    return f'[kiosk]\nlisten = "{SCREEN}"\n[reader]\nurl = "simulated://{cards}"\n'


def visit(box: Box, lock: LockFirmware, rows: LiveRows, number: int) -> Visit:
    """Let one visitor walk up, and follow them from the street to the page."""
    photograph, expected = VISITORS[number]
    released = len(lock.releases())
    box.walk_up(PHOTOGRAPHS / photograph, number + 1)
    entry = list(by_entry(rows.wait(lambda found: len(by_entry(found)) > number, SHOWN_WITHIN)).values())[number][0]
    say(f"    {photograph} came: {'let in' if entry.granted else 'not let in'}")
    if not entry.granted:
        return Visit(expected, entry)
    strike = lock.release_number(released, SHOWN_WITHIN)
    return Visit(expected, entry, strike, when_answered(rows, entry.entry))


def when_answered(rows: LiveRows, entry: str) -> float:
    """When (time.monotonic, s) the page showed what the lock did: in the first row, if that came as late."""
    shown = rows.wait(lambda found: by_entry(found)[entry][-1].answered, SHOWN_WITHIN)
    return next(row.seen for row in by_entry(shown)[entry] if row.answered)


def by_entry(rows: list[Row]) -> dict[str, list[Row]]:
    """Each entry's rows in order: a granted one that came before its lock had answered comes again when it has."""
    grouped: dict[str, list[Row]] = {}
    for row in rows:
        grouped.setdefault(row.entry, []).append(row)
    return grouped


def judge(central: Central, staff: Staff, lock: LockFirmware, visits: list[Visit]) -> dict[str, object]:
    """The outcome as the one JSON line tells it.

    frame_to_strike_ms: from the deciding frame to the strike command, as the box reported it. strike_to_page_ms: from
    the lock driving its strike to the page showing that it did.
    """
    granted = [visit for visit in visits if visit.entry.granted]
    strike_to_page = [round((v.answered - v.strike) * 1000) for v in granted if v.answered and v.strike]
    at_central = staff.get("/entries").text.count("data-entry=")
    released = len(lock.releases())
    return {
        "granted": len(granted),
        "denied": len(visits) - len(granted),
        "released": released,
        "entries_at_central": at_central,
        "frame_to_strike_ms": frame_to_strike(central, len(granted)),
        "strike_to_page_ms": strike_to_page,
        "ok": all(visit.right for visit in visits) and at_central == len(visits) and released == len(granted),
    }


def frame_to_strike(central: Central, expected: int) -> list[int]:
    """What the box reported of each release: from the deciding frame to the strike command, ms."""
    until = time.monotonic() + SHOWN_WITHIN
    while True:
        rows = central.ask("SELECT frame_to_strike FROM entry WHERE release IS NOT NULL ORDER BY id")
        if len(rows) >= expected or time.monotonic() > until:
            return [milliseconds for (milliseconds,) in rows]
        time.sleep(0.2)


def stay(central: Central, staff: Staff, box: Box) -> None:
    """Go on for a person to look at: someone comes to the door now and then."""
    say("")
    say(f"Look at   {central.url}/entries")
    say(f"sign in   name {staff.name}, password {staff.password}")
    say(f"The door    http://{SCREEN} is its screen: register with the code {Landlord(central).invite()} and say no to")
    say("            the face (the camera shows photographs); then say yes on central's page, under Requests")
    say("Someone comes to the door every 20 seconds. Ctrl-C ends the demo.")
    pause = threading.Event()
    for signal_number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(signal_number, lambda *_: pause.set())
    number = len(VISITORS)
    while not pause.wait(PAUSE):
        photograph, _ = VISITORS[number % len(VISITORS)]
        number += 1
        box.walk_up(PHOTOGRAPHS / photograph, number)


def say(what: str) -> None:
    print(what, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
