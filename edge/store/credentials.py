"""What people open with besides their face, as it lies in the roster's file.

PINs as slow keyed hashes, cards as keyed digests, phones' secrets sealed: the file alone opens nothing. With the
person all of it goes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from edge.errors import EdgeError, VaultError
from edge.store.keeper import Keeper
from edge.store.roster import Roster
from wire.kinds import Method


@dataclass(frozen=True)
class Stored:
    """All credentials. pins: person → digest. cards: digest → person. phones: person → secret.

    unreadable: secrets that this box's keys do not open.
    """

    pins: Mapping[str, str] = field(repr=False)
    cards: Mapping[bytes, str] = field(repr=False)
    phones: Mapping[str, bytes] = field(repr=False)
    unreadable: int = 0


class Credentials:
    """The credentials on a roster. Every method may raise StorageError; one that names a person raises EdgeError when
    there is no such person.
    """

    def __init__(self, roster: Roster, keeper: Keeper) -> None:
        self._roster, self._keeper = roster, keeper

    def load(self) -> Stored:
        """All of them, for the door."""
        with self._roster.file.reading() as database:
            pins = dict(database.execute("SELECT person, digest FROM pins").fetchall())
            cards = dict(database.execute("SELECT card, person FROM cards").fetchall())
            sealed = database.execute("SELECT person, sealed FROM phones").fetchall()
        opened = ((person, self._secret(person, secret)) for person, secret in sealed)
        phones = {person: secret for person, secret in opened if secret is not None}
        return Stored(pins, cards, phones, len(sealed) - len(phones))

    def of(self, person: str) -> frozenset[Method]:
        """What `person` opens with, the face included."""
        query = (
            "SELECT 'pin' FROM pins WHERE person = :person UNION SELECT 'card' FROM cards WHERE person = :person"
            " UNION SELECT 'phone' FROM phones WHERE person = :person"
            " UNION SELECT 'face' FROM face_references WHERE person = :person"
        )
        with self._roster.file.reading() as database:
            return frozenset(Method(way) for (way,) in database.execute(query, {"person": person}).fetchall())

    def set_pin(self, person: str, digest: str) -> None:
        """Make the PIN with that digest the person's only one."""
        with self._roster.change(person) as database:
            database.execute("INSERT OR REPLACE INTO pins VALUES (?, ?)", [person, digest])

    def set_phone(self, person: str, secret: bytes) -> None:
        """Make the phone with that secret the person's only one."""
        sealed = self._keeper.seal(secret, _context(person))
        with self._roster.change(person) as database:
            database.execute("INSERT OR REPLACE INTO phones VALUES (?, ?)", [person, sealed])

    def add_card(self, person: str, card: bytes) -> None:
        """Let the card with that digest open for `person`. Raises EdgeError when it opens for somebody else."""
        with self._roster.change(person) as database:
            found = database.execute("SELECT person FROM cards WHERE card = ?", [card]).fetchone()
            if found and found[0] != person:
                raise EdgeError("this card is somebody else's already: hold another one to the reader")
            database.execute("INSERT OR REPLACE INTO cards VALUES (?, ?)", [card, person])

    def clear(self, person: str, way: Method) -> None:
        """Forget the person's PIN, all their cards, or their phone."""
        with self._roster.change(person) as database:
            match way:
                case Method.PIN:
                    database.execute("DELETE FROM pins WHERE person = ?", [person])
                case Method.CARD:
                    database.execute("DELETE FROM cards WHERE person = ?", [person])
                case Method.PHONE:
                    database.execute("DELETE FROM phones WHERE person = ?", [person])
                case _:
                    raise ValueError(f"{way} is not kept here")

    def _secret(self, person: str, sealed: bytes) -> bytes | None:
        try:
            return bytes(self._keeper.unseal(sealed, _context(person)))
        except VaultError:
            return None


def _context(person: str) -> str:
    """Binds a sealed secret to its place: moved to another person's row, it does not open."""
    return f"phone:{person}"
