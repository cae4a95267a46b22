"""What an order may do to the roster's rows, within the one transaction that also notes its number."""

from sqlite_utils import Database

from edge.access import Standing
from edge.store import erasing, invitations, preparations, untold, visitors
from edge.store.invitations import Invitation
from edge.store.keeper import Keeper
from edge.store.preparations import Preparation
from edge.store.visitors import Visitor
from wire.erasure import What
from wire.kinds import OrderDone

AFTER = "orders-after"
"""Setting: the id of the last order that was settled."""
SEALING_KEY = "sealing-key"
"""Setting: what words for central are sealed with."""
FACE_USE = "face-use"
"""Setting: whether faces may be used here, "yes" or "no"; they may where nothing was said."""


class Settling:
    """The roster while the order `number` is being settled, at `at` (Unix ms)."""

    def __init__(self, database: Database, keeper: Keeper, number: int, at: int) -> None:
        self._database, self._keeper = database, keeper
        self._number, self._at = number, at

    def knows(self, person: str) -> bool:
        """Whether the person is on the roster."""
        return self._database.execute("SELECT 1 FROM people WHERE person = ?", [person]).fetchone() is not None

    def grant(self, person: str, stay: str, room: str, begin: int, until: int) -> None:
        """The person may enter within the stay, and lives in that room."""
        self._database.execute(
            "UPDATE people SET standing = ?, stay = ?, room = ?, valid_from = ?, valid_until = ? WHERE person = ?",
            [Standing.ACTIVE.value, stay, room, begin, until, person],
        )

    def visit(self, visitor: Visitor) -> bool:
        """Let a visitor in as they are now; False for somebody who is on the roster and no visitor."""
        if self.knows(visitor.person) and not visitors.is_visitor(self._database, visitor.person):
            return False
        visitors.store(self._database, self._keeper, visitor)
        return True

    def set_standing(self, person: str, standing: Standing) -> None:
        """Take the person's right to enter away, or give it back."""
        self._database.execute("UPDATE people SET standing = ? WHERE person = ?", [standing.value, person])

    def invite(self, invitation: Invitation, code: str) -> None:
        """People may enrol with the code of that digest. Invitations of ended stays are let go of."""
        invitations.delete_ended(self._database, self._at)
        preparations.delete_uninvited(self._database)
        invitations.store(self._database, invitation, code)

    def uninvite(self, stay: str) -> None:
        """Nobody may enrol for the stay any more."""
        invitations.delete(self._database, stay)
        preparations.delete_uninvited(self._database)

    def invites(self, stay: str) -> bool:
        """Whether people may enrol for the stay."""
        return invitations.of_stay(self._database, stay, self._at) is not None

    def prepare(self, preparation: Preparation, code: str) -> None:
        """Somebody has answered on their phone; the code of that digest is theirs."""
        preparations.store(self._database, preparation, code)

    def unprepare(self, preparation: str) -> None:
        """What they answered is taken back."""
        preparations.delete(self._database, preparation)

    def set_sealing_key(self, key: str) -> None:
        """Words for central are sealed with this key from now on."""
        keep(self._database, SEALING_KEY, key)

    def set_face_use(self, *, allowed: bool) -> None:
        """Faces may be used at this box, or rest."""
        keep(self._database, FACE_USE, "yes" if allowed else "no")

    def erase(self, person: str, what: What) -> None:
        """Delete the person, or only the references of their face, and have the proof told."""
        erasing.tell(self._database, self._keeper, erasing.erase(self._database, person, what, self._at))

    def end(self, outcome: str, detail: str) -> None:
        """The order is settled, and that is to be told."""
        keep(self._database, AFTER, str(self._number))
        untold.add(self._database, OrderDone(self._number, outcome, detail), self._at)


def settled(database: Database) -> int:
    """The id of the last order that was settled; 0 before the first."""
    row = database.execute("SELECT value FROM settings WHERE name = ?", [AFTER]).fetchone()
    return int(row[0]) if row else 0


def keep(database: Database, name: str, value: str) -> None:
    """Keep a setting."""
    database.execute("INSERT OR REPLACE INTO settings VALUES (?, ?)", [name, value])
