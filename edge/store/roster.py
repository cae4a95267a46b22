"""The roster: who lives here, whether they may enter, and the references their faces are compared with.

A file of its own: when the outbox is broken or full, residents still come in. It has no write-ahead log, since a box
that starts on a full disk could not read it then. Names and references are sealed by the
box's keys before they are written, references also turned by the box's secret transform, so that the file is worth
nothing on another box. A copy is made after every change; when the file breaks, it is restored from there.
"""

import secrets
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec
from sqlite_utils import Database

from edge.access import Resident, Standing
from edge.errors import EdgeError, StorageBroken, VaultError
from edge.hours import Hours
from edge.store import admission, erasing, invitations, preparations, references, schema, settling, untold
from edge.store.admission import Admission
from edge.store.copied import CopiedFile
from edge.store.invitations import Invitation
from edge.store.keeper import Keeper, Templates, name_context
from edge.store.preparations import Prepared
from edge.store.references import References
from edge.store.settling import Settling
from edge.store.untold import Untold
from wire.erasure import Proof, What, prove

LOCKDOWN = "lockdown"
"""Setting: "on" while the door answers nobody."""
_RESIDENTS = "SELECT person, standing, valid_from, valid_until, room, hours FROM people"
_NEW_PERSON = "INSERT INTO people (person, name, standing, valid_from, valid_until) VALUES (?, ?, ?, ?, ?)"


@dataclass(frozen=True)
class Person:
    """One person on the roster. name: None when this box's keys do not open it. stay: "" where they have none."""

    resident: Resident
    name: str | None
    references: int
    stay: str = ""


class Roster:
    """People, references and settings of one box in one SQLite file. Safe to share as the outbox is.

    Nothing touches the disk before the first call. Every method may raise StorageError; one that names a person
    raises EdgeError when there is no such person.
    """

    def __init__(self, path: Path, keeper: Keeper) -> None:
        self.file = CopiedFile(path, schema.roster)
        self._keeper = keeper

    @property
    def broken(self) -> StorageBroken | None:
        """Why the file has to be mended; None while it is sound as far as anyone has seen."""
        return self.file.broken

    @property
    def version(self) -> str:
        """Changes with every write, also by another process: compare it to know whether to load again."""
        return self.file.version

    def residents(self) -> dict[str, Resident]:
        """Everybody's right to enter, by person."""
        with self.file.reading() as database:
            rows = database.execute(_RESIDENTS).fetchall()
        return {row[0]: _resident(*row) for row in rows}

    def people(self) -> list[Person]:
        """Everybody, with names, in the order they were added."""
        query = (
            "SELECT person, standing, valid_from, valid_until, room, hours, name, stay,"
            " (SELECT count(*) FROM face_references r WHERE r.person = p.person) FROM people p ORDER BY rowid"
        )
        with self.file.reading() as database:
            rows = database.execute(query).fetchall()
        return [Person(_resident(*row[:6]), self._name(row[0], row[6]), row[8], row[7]) for row in rows]

    def references(self, model: str) -> References:
        """The references of the model with that digest."""
        with self.file.reading() as database:
            return references.load(database, self._keeper, model)

    def add(
        self,
        name: str,
        valid_from: int | None = None,
        valid_until: int | None = None,
        enrolled: tuple[str, Templates] | None = None,
    ) -> Resident:
        """A new person, who may enter within the validity (Unix ms, `valid_until` exclusive) once enrolled.

        enrolled: model and templates, as `enrol` takes them, to be stored in the same transaction.
        """
        resident = Resident(secrets.token_hex(8), Standing.ACTIVE, valid_from, valid_until)
        with self._changing() as database:
            self._insert(database, resident, name, enrolled)
        return resident

    def enrol(self, person: str, model: str, templates: Templates) -> None:
        """Make `templates` (n × d, as the embedder gave them) the person's references for `model`."""
        with self._changing(person) as database:
            references.store(database, self._keeper, person, model, templates)

    def suspend(self, person: str) -> None:
        """Take the right to enter away for a while."""
        self._set_standing(person, Standing.SUSPENDED)

    def reinstate(self, person: str) -> None:
        """Give the right to enter back."""
        self._set_standing(person, Standing.ACTIVE)

    def revoke(self, person: str) -> None:
        """Take the right to enter away for good; the references go with `erase_departed`, all else with `erase`."""
        self._set_standing(person, Standing.REVOKED)

    def set_validity(self, person: str, valid_from: int | None, valid_until: int | None) -> None:
        """Change when the person may enter (Unix ms, `valid_until` exclusive; None leaves that end open)."""
        with self._changing(person) as database:
            query = "UPDATE people SET valid_from = ?, valid_until = ? WHERE person = ?"
            database.execute(query, [valid_from, valid_until, person])

    def erase(self, person: str, at: int, what: What = "all", telling: msgspec.Struct | None = None) -> Proof:
        """Delete the person, or only the references of their face (at: Unix ms); the proof of it.

        telling: is to be told with it, as why it was done; the proof is `untold` then, too.
        """
        with self.file.alone():
            with self.file.reading() as database:
                _expect(database, person)
            with self.file.erasing() as database:
                erased = erasing.erase(database, person, what, at)
                if telling is not None:
                    untold.add(database, telling, at)
                    erasing.tell(database, self._keeper, erased)
        return prove(erased, self._keeper.public_key, self._keeper.sign)

    def erase_departed(self, now: int) -> int:
        """Erase the references of everybody whose stay has ended by `now` (Unix ms) or was revoked; of how many people.

        The proofs are `untold` then.
        """
        with self.file.reading() as database:
            if not erasing.departed(database, now):
                return 0
        with self.file.erasing() as database:
            departed = erasing.departed(database, now)
            for person in departed:
                erasing.tell(database, self._keeper, erasing.erase(database, person, "face", now))
        return len(departed)

    def erase_everybody(self, at: int, telling: Callable[[str], msgspec.Struct]) -> None:
        """Delete all people (at: Unix ms) in one transaction; the proofs are `untold` then, and what `telling` says."""
        with self.file.erasing() as database:
            for (person,) in database.execute("SELECT person FROM people ORDER BY rowid").fetchall():
                erased = erasing.erase(database, person, "all", at)
                untold.add(database, telling(person), at)
                erasing.tell(database, self._keeper, erased)

    def invitation(self, code: str, now: int) -> Invitation | None:
        """The invitation that `code` (as someone typed it) belongs to; None when its stay has ended by `now`."""
        with self.file.reading() as database:
            return invitations.of_code(database, code, now)

    def prepared_by_code(self, code: str, now: int) -> Prepared | None:
        """Who has answered beforehand and has `code` (as someone typed it); None when their stay has ended by `now`."""
        with self.file.reading() as database:
            return preparations.of_code(database, code, now)

    def prepared(self, preparation: str, now: int) -> Prepared | None:
        """Who has answered beforehand, by the preparation's id; None when their stay has ended by `now`."""
        with self.file.reading() as database:
            return preparations.of_id(database, preparation, now)

    def admit(self, admitted: Admission, now: int) -> bool:
        """Add somebody who has enrolled at the door, with what they open with and what is to be told: one transaction.

        Their preparation is used up then. False, and nobody is added, when their stay has no place left at `now`
        (Unix ms).
        """
        with self._changing() as database:
            if not admission.has_place(database, admitted.stay, now):
                return False
            self._insert(database, admitted.resident, admitted.name, admitted.enrolled)
            admission.store(database, self._keeper, admitted, now)
        return True

    @property
    def settled_order(self) -> int:
        """The id of the last order from central that was settled; 0 before the first."""
        with self.file.reading() as database:
            return settling.settled(database)

    @contextmanager
    def settling(
        self, number: int, at: int, *, erases: bool = False, passing: bool = False
    ) -> Iterator[Settling | None]:
        """The one transaction in which the order `number` is settled (at: Unix ms); None when it has been before.

        What it does, its number, and what is to be told of it come to the disk together or not at all. erases: it may
        delete what is kept of a person, so that no copy may bring it back. passing: it changes nothing that is kept
        here, so that nobody loads the file again for it, and no copy is made.
        """
        if number <= self.settled_order:
            yield None
            return
        with self._settling_in(erases=erases, passing=passing) as database:
            yield Settling(database, self._keeper, number, at) if number > settling.settled(database) else None

    @property
    def sealing_key(self) -> str | None:
        """What words for central are sealed with (`wire.sealed.public_key_of`); None until central has sent it."""
        return self.setting(settling.SEALING_KEY)

    @property
    def uses_faces(self) -> bool:
        """Whether faces may be used at this box: yes, unless central has said no."""
        return self.setting(settling.FACE_USE) != "no"

    def untold(self) -> list[Untold]:
        """What was done by orders or because a stay has ended, and may not be in the outbox yet; in order."""
        with self.file.reading() as database:
            return untold.rows(database)

    def told(self, number: int) -> None:
        """The outbox has all of `untold` up to `number`."""
        with self.file.writing() as database:
            untold.drop(database, number)

    def set_room(self, person: str, room: str) -> None:
        """Say which room the person lives in; "" for none."""
        with self._changing(person) as database:
            database.execute("UPDATE people SET room = ? WHERE person = ?", [room, person])

    def set_hours(self, person: str, hours: tuple[Hours, ...]) -> None:
        """Say when in the week the person may enter; none means always."""
        with self._changing(person) as database:
            weekly = msgspec.json.encode(hours).decode()
            database.execute("UPDATE people SET hours = ? WHERE person = ?", [weekly, person])

    @contextmanager
    def change(self, person: str) -> Iterator[Database]:
        """One transaction about `person`, for what another file of the store keeps of them."""
        with self._changing(person) as database:
            yield database

    @property
    def lockdown(self) -> bool:
        """Whether the door answers nobody."""
        return self.setting(LOCKDOWN) == "on"

    def set_lockdown(self, on: bool) -> None:
        """Begin or end the lockdown."""
        self.set(LOCKDOWN, "on" if on else "off")

    def setting(self, name: str) -> str | None:
        """A small fact the box keeps about itself."""
        with self.file.reading() as database:
            row = database.execute("SELECT value FROM settings WHERE name = ?", [name]).fetchone()
        return row[0] if row else None

    def set(self, name: str, value: str) -> None:
        """Keep a small fact."""
        with self._changing() as database:
            database.execute("INSERT OR REPLACE INTO settings VALUES (?, ?)", [name, value])

    def renew(self) -> int:
        """Turn all references by a new secret transform, and forget the old one; how many.

        1. The new transform is in force: who is enrolled from now on is turned by it.
        2. The others are brought under it in one transaction, and the copy is made anew.
        3. The old transform is deleted.

        A power cut between leaves a roster that matches as before; the next call goes on where that one ended.
        """
        self._keeper.renew_transform()
        with self.file.changing(copying=False) as database:
            renewed = references.renew(database, self._keeper)
        # Without the copy the old transform must stay: the older copy is turned by it.
        self.back_up()
        self._keeper.forget_old_transforms()
        return renewed

    def back_up(self) -> None:
        """Make the copy the roster is restored from when its file breaks."""
        self.file.back_up()

    def mend(self, now: int) -> str:
        """Set the broken file aside (now: Unix ms) and restore the newest copy; a sentence about it."""
        mended = self.file.mend(now)
        outcome = "restored from its copy" if mended.restored else "begun anew, empty: enrol residents again"
        return f"the roster was broken and set aside as {mended.old.name}; it was {outcome}"

    def close(self) -> None:
        """Close the file; a later call opens it again."""
        self.file.close()

    def _settling_in(self, *, erases: bool, passing: bool) -> AbstractContextManager[Database]:
        if passing:
            return self.file.writing()
        return self.file.erasing() if erases else self._changing()

    @contextmanager
    def _changing(self, person: str | None = None) -> Iterator[Database]:
        """A transaction that changes the version, about `person` if one is named; then a fresh copy."""
        with self.file.changing() as database:
            if person is not None:
                _expect(database, person)
            yield database

    def _insert(
        self, database: Database, resident: Resident, name: str, enrolled: tuple[str, Templates] | None
    ) -> None:
        sealed = self._keeper.seal(name.encode(), name_context(resident.person))
        row = [resident.person, sealed, resident.standing.value, resident.valid_from, resident.valid_until]
        database.execute(_NEW_PERSON, row)
        if enrolled:
            references.store(database, self._keeper, resident.person, *enrolled)

    def _set_standing(self, person: str, standing: Standing) -> None:
        with self._changing(person) as database:
            database.execute("UPDATE people SET standing = ? WHERE person = ?", [standing.value, person])

    def _name(self, person: str, sealed: bytes) -> str | None:
        try:
            return self._keeper.unseal(sealed, name_context(person)).decode()
        except VaultError:
            return None


def _resident(
    person: str, standing: str, valid_from: int | None, valid_until: int | None, room: str, hours: str
) -> Resident:
    weekly = msgspec.json.decode(hours, type=tuple[Hours, ...])
    return Resident(person, Standing(standing), valid_from, valid_until, room, weekly)


def _expect(database: Database, person: str) -> None:
    if database.execute("SELECT 1 FROM people WHERE person = ?", [person]).fetchone() is None:
        raise EdgeError(f"nobody with the id {person!r} is on the roster: list the people to see who is")
