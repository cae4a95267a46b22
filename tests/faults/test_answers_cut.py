"""The power goes between any two steps of an answer: the person is asked again, or it is done and told."""

import shutil
from contextlib import closing
from pathlib import Path
from typing import cast

import msgspec
import pytest

from edge import agreement
from edge.clock import BoxClock
from edge.own_data.choice import OwnChoice
from edge.residents import Residents
from edge.store.agreements import Agreements
from edge.store.outbox import Outbox
from edge.store.roster import Roster
from edge.telling import Teller
from edge.vault import open_vault
from tests.edge.vault.examples import templates
from tests.stage.cut import cut_everywhere
from wire import notice
from wire.kinds import BODIES, Consent, Erasure

MODEL = "d" * 64
Seen = tuple[bool, int, list[bool], int]
"""Whether they are still to be asked, how many references there are; what was told: answers, and of how many
references the erasure."""


class NoDoor:
    """The Residents of a box whose door is not there: what it reads of an answer changes nothing on the disk."""

    def refresh(self) -> None:
        pass


class Box:
    """A box's roster and outbox in `folder`, opened for one act."""

    def __init__(self, folder: Path) -> None:
        vault = open_vault(folder / "keys")
        self.roster = Roster(folder / "roster.sqlite", vault)
        self.outbox = Outbox(folder / "outbox.sqlite")
        self.teller = Teller(self.roster, self.outbox)
        self.choice = OwnChoice(self.roster, cast(Residents, NoDoor()), self.teller, BoxClock())

    def close(self) -> None:
        self.roster.close()
        self.outbox.close()


def answer(folder: Path, person: str, face: bool) -> None:
    """What the page's server does with an answer."""
    with closing(Box(folder)) as box:
        words = agreement.to(notice.current(), "zh")
        if face:
            box.choice.agree(person, words)
        else:
            box.choice.decline(person, words)


def seen_after_start(folder: Path) -> Seen:
    """What a box that starts again finds, once it has told what was left."""
    with closing(Box(folder)) as box:
        box.teller.tell()
        [person] = box.roster.people()
        asked = Agreements(box.roster).asked(notice.current()).people
        bodies = [msgspec.json.decode(record.body, type=BODIES[record.kind]) for record in box.outbox.after(0, 100)]
    answers = {body.given for body in bodies if isinstance(body, Consent)}
    erased = {len(body.references) for body in bodies if isinstance(body, Erasure)}
    return bool(asked), person.references, sorted(answers), max(erased, default=0)


NOTHING: Seen = (True, 3, [], 0)
DONE: dict[bool, Seen] = {True: (False, 3, [True], 0), False: (False, 0, [False], 3)}


@pytest.mark.parametrize("face", [True, False])
def test_an_answer_that_is_cut_is_asked_again_or_is_done_and_told(tmp_path: Path, face: bool) -> None:
    folder = tmp_path / "box"
    with closing(Box(folder)) as box:
        person = box.roster.add("Wang Xiaoming", enrolled=(MODEL, templates(3))).person
        assert box.outbox.waiting == 0
    kept = shutil.copytree(folder, tmp_path / "kept")
    seen = []
    for cut in cut_everywhere(answer, folder, person, face, statements=True):
        seen.append(seen_after_start(folder))
        assert seen[-1] in (NOTHING, DONE[face]), f"cut before step {cut}"
        shutil.rmtree(folder)
        shutil.copytree(kept, folder)
    assert seen[0] == NOTHING
    assert seen[-1] == DONE[face]
