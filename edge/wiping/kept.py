"""What the box keeps, opened with its keys."""

import logging
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass

import msgspec

from edge import daemon
from edge.clock import BoxClock
from edge.config import Config
from edge.errors import StorageBroken, StorageError, VaultError
from edge.store.outbox import Outbox
from edge.store.roster import Roster
from edge.vault import Vault, open_vault
from wire.erasure import Proof, proof_by
from wire.kinds import BOX_WIPED, Alarm, Erasure, Level

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Counts:
    """How much there is. references: of faces. waiting: records that central does not have, of all `records`."""

    people: int
    references: int
    records: int
    waiting: int


@dataclass(frozen=True)
class Kept:
    """Files that hold what is to be erased. Methods raise StorageError."""

    vault: Vault
    outbox: Outbox
    roster: Roster
    clock: BoxClock

    def counts(self) -> Counts:
        people = self.roster.people()
        records = sum(chain.kept for chain in self.outbox.chains())
        return Counts(len(people), sum(person.references for person in people), records, self.outbox.waiting)

    def say_last_word(self, by: str, at: int) -> None:
        """Have central told that nothing comes from this box any more, once; at: Unix ms."""
        last_word = Alarm(BOX_WIPED, Level.WARNING, detail=f"by {by}")
        if not self.outbox.ends_with(last_word, at):
            self.outbox.append(last_word, at)

    def proofs(self, people: int, at: int) -> list[Proof]:
        """The proofs that so many people were erased last, at that moment (Unix ms)."""
        told = self.outbox.latest("erasure", people)
        erased = [msgspec.json.decode(body, type=Erasure) for when, body in told if when == at]
        key = self.vault.public_key
        return [proof_by(key, each.person, each.what, at, each.references, each.signature) for each in erased]

    def mend(self) -> None:
        """Begin files anew that are broken, with what they still give."""
        now = self.clock.read().now
        for file, read in ((self.outbox, self.outbox.chains), (self.roster, self.roster.people)):
            try:
                read()
            except StorageBroken:
                log.warning("%s", file.mend(now))


@contextmanager
def opened(config: Config) -> Iterator[Kept]:
    """The box's files. Raises VaultError when its keys are not there or do not work; new ones are not made."""
    if not config.keys.is_dir():
        raise VaultError(f"{config.keys} is not there, and with it the box's keys")
    vault = open_vault(config.keys)
    with closing(daemon.open_outbox(config)) as outbox, closing(daemon.open_roster(config, vault)) as roster:
        yield Kept(vault, outbox, roster, daemon.open_clock(outbox))


def counts(config: Config) -> Counts | None:
    """How much there is; None where it can't be read."""
    try:
        with opened(config) as kept:
            return kept.counts()
    except (VaultError, StorageError) as error:
        log.warning("%s", error)
        return None
