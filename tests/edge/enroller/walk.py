"""A whole enrolment, again and again, each time as a process of its own whose power is cut one moment later.

    python -m tests.edge.enroller.walk FOLDER

Moments are counted before and after everything that leads from one state to the next or reaches a disk. What each cut
left lies in a folder named by its moment; prints how each process ended, a line each, the last by itself.
"""

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from edge.enroller.steps import Steps
from edge.enrolment import events
from edge.store.journal import Journal
from edge.store.outbox import Outbox
from edge.store.roster import Roster
from tests.fakes.doorway import CODE, screen
from tests.fakes.house import PIN
from wire import notice
from wire.notice import Purpose


class Power:
    """Is cut at the moment with that number, from 1."""

    def __init__(self, moment: int) -> None:
        self._moment = moment
        self.count = 0

    def passes(self) -> None:
        self.count += 1
        if self.count == self._moment:
            os.kill(os.getpid(), signal.SIGKILL)

    def watch(self, owner: type, name: str) -> None:
        """Count a moment before and one after each call."""
        whole: Callable[..., Any] = getattr(owner, name)

        def watched(*given: Any, **named: Any) -> Any:
            self.passes()
            result = whole(*given, **named)
            self.passes()
            return result

        setattr(owner, name, watched)


def enrol(folder: Path, power: Power) -> None:
    with screen(folder) as door:
        door.invite()
        for owner, name in ((Steps, "_go"), (Journal, "append"), (Roster, "admit"), (Roster, "told")):
            power.watch(owner, name)
        power.watch(Outbox, "extend")
        enroller = door.enroller
        shown = {purpose: notice.notice(notice.current(), purpose, "zh").digest for purpose in Purpose}
        enroller.begin("zh")
        enroller.invite(CODE)
        enroller.answer(events.Acknowledged(), (shown[Purpose.REGISTRATION],))
        enroller.answer(events.FaceAnswered(face=True), (shown[Purpose.FACE],))
        door.lay()
        enroller.take(events.Confirmed())
        door.look()
        enroller.take(events.WayAdded())
        enroller.choose(lambda choosing: choosing.pin(PIN))
        enroller.contact("13812345678")
        enroller.open()
        enroller.take(events.Finished())


def process(folder: Path, moment: int) -> int:
    """One enrolment in a process of its own; its signal, or 0."""
    folder.mkdir()
    child = os.fork()
    if child == 0:
        enrol(folder, Power(moment))
        os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WTERMSIG(status)


if __name__ == "__main__":
    moment, ended = 0, signal.SIGKILL.value
    while ended:
        moment += 1
        ended = process(Path(sys.argv[1]) / str(moment), moment)
        print(moment, ended)
