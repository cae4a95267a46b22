"""Who is to be asked anew whether their face may be used, and what they answer, on the roster of a box."""

import msgspec

from edge.agreement import Agreement, Asked, Grace, is_covered
from edge.errors import EdgeError
from edge.store import agreed, untold
from edge.store.roster import Roster

GRACE = "grace"
"""Setting: for how long the box has asked about the text in force."""


class Agreements:
    """What people of a roster agreed to. Every method may raise StorageError; one that names a person raises EdgeError
    when there is no such person.
    """

    def __init__(self, roster: Roster) -> None:
        self._roster = roster

    def asked(self, in_force: str) -> Asked:
        """Whose face needs another yes under the text `in_force`."""
        with self._roster.file.reading() as database:
            known = agreed.of_all_faces(database)
        people = frozenset(person for person, yeses in known.items() if not is_covered(yeses, in_force))
        return Asked(people, self._spent().left(in_force))

    def of(self, person: str) -> list[Agreement]:
        """All that `person` said yes to, the oldest version first."""
        with self._roster.file.reading() as database:
            return agreed.of(database, person)

    def agree(self, person: str, agreement: Agreement, at: int, *telling: msgspec.Struct) -> None:
        """Keep one more yes (at: Unix ms), and what is to be told of it, in one transaction. Raises EdgeError where no
        face is kept any more.
        """
        with self._roster.change(person) as database:
            if person not in agreed.of_all_faces(database):
                raise EdgeError(f"no face is kept of {person!r}: there is nothing to agree to")
            agreed.store(database, person, agreement)
            for body in telling:
                untold.add(database, body, at)

    def spend(self, in_force: str, elapsed: int) -> Asked:
        """The box ran for another `elapsed` ms with the text `in_force`; who is to be asked now.

        Where nobody is, nothing is counted: whoever is to be asked later has the whole time.
        """
        before, asked = self._spent(), self.asked(in_force)
        after = before.after(in_force, elapsed) if asked.people else Grace()
        if after != before:
            self._roster.set(GRACE, msgspec.json.encode(after).decode())
        return Asked(asked.people, after.left(in_force))

    def _spent(self) -> Grace:
        kept = self._roster.setting(GRACE)
        return msgspec.json.decode(kept, type=Grace) if kept else Grace()
