"""The steps of a wipe, in an order in which the power may go after each:

1. What waits is handed to central. Nothing is erased yet: where central can't be reached, the box stays as it is.
2. A note says that the wipe has begun. From now on neither daemon nor command works with the box's files.
3. Everybody is erased, each with a signed proof.
4. The proofs and the box's last word are handed to central, which shuts it out.
5. The report is signed, and kept in the note with the proofs.
6. All files are overwritten and deleted, the keys first.
7. The report is given to the technician, then the note is deleted: the box is as new.

Whoever wipes again goes on where the last one ended.
"""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass

import msgspec

from edge.clock import BoxClock
from edge.config import Config
from edge.errors import CentralError, EdgeError, VaultError
from edge.people import People
from edge.wiping import emptying, note
from edge.wiping.handing import hand_over
from edge.wiping.kept import Kept, opened
from edge.wiping.note import Note
from wire.erasure import Proof, prove
from wire.wiped import Wiped

Say = Callable[[str], None]


@dataclass(frozen=True)
class Wipe:
    """by: the technician. say: tells them what is being done. without_central: go on where central can't be reached."""

    config: Config
    by: str
    say: Say
    without_central: bool

    def run(self) -> str:
        """Wipe the box but for the note; the report. Raises EdgeError: try again then, and it goes on."""
        begun = note.load(self.config.data)
        if begun is None or not begun.report:
            begun = self._reported(begun)
        self.say("Destroying the keys, and deleting all files.")
        emptying.empty(self.config.data, self.config.keys)
        return begun.report

    def _reported(self, begun: Note | None) -> Note:
        """Steps 1 to 5."""
        with ExitStack() as stack:
            try:
                kept = stack.enter_context(opened(self.config))
            except VaultError as error:
                if not self.without_central:
                    raise EdgeError(
                        f"{error}. Or say --without-central: all is deleted then, but nothing signed or told"
                    ) from error
                return self._unsigned(begun)
            return self._told(kept, begun)

    def _told(self, kept: Kept, begun: Note | None) -> Note:
        kept.mend()
        if begun is None:
            self._hand_over(kept, "Nothing was erased")
            counts = kept.counts()
            begun = Note(kept.clock.read().now, counts.people, counts.references)
            note.keep(self.config.data, begun)
        self.say(f"Erasing {begun.people} people.")
        People(kept.roster, kept.outbox, kept.clock, self.by).erase_everybody(begun.begun)
        kept.say_last_word(self.by, begun.begun)
        self._hand_over(kept, "The wipe has begun; the same command goes on")
        reported = msgspec.structs.replace(begun, report=self._report(kept, begun))
        note.keep(self.config.data, reported)
        return reported

    def _hand_over(self, kept: Kept, otherwise: str) -> None:
        try:
            hand_over(self.config, kept, lambda left: self.say(f"{left} records wait for central."))
        except CentralError as error:
            left = kept.outbox.waiting
            if not self.without_central:
                raise EdgeError(
                    f"{error}. {otherwise}: mend that, or say --without-central and lose {left} records"
                ) from error
            self.say(f"Central can't be reached: {left} records will be lost.")

    def _report(self, kept: Kept, begun: Note) -> str:
        counts = kept.counts()
        now = kept.clock.read().now
        stated = Wiped(
            self.config.door.name,
            self.by,
            begun.begun,
            now,
            begun.people,
            begun.references,
            counts.records,
            counts.waiting,
        )
        proof = prove(stated, kept.vault.public_key, kept.vault.sign)
        return b"".join(each.encoded() for each in (proof, *kept.proofs(begun.people, begun.begun))).decode()

    def _unsigned(self, begun: Note | None) -> Note:
        """The note of a box whose keys are gone."""
        self.say("The report is not signed, since the box's keys do not open.")
        now = BoxClock().read().now
        begun = begun or Note(now, 0, 0)
        stated = Wiped(self.config.door.name, self.by, begun.begun, now)
        reported = msgspec.structs.replace(begun, report=Proof(stated.encoded().decode(), "", "").encoded().decode())
        note.keep(self.config.data, reported)
        return reported
