"""Whose face may be used no longer without another yes, because the words they agreed to have changed. Pure.

A yes holds for the words that were read. When the text in force is another, the person is asked anew; meanwhile their
face goes on opening for a time of grace, and after it rests: it is not matched at the door, and not erased, until they
answer. Other ways to open are untouched.
"""

from collections.abc import Collection
from dataclasses import dataclass

from wire import notice
from wire.kinds import Consent
from wire.notice import Purpose

GRACE = 30 * 24 * 60 * 60 * 1000
"""For so long the box asks before a face rests, ms. No rule names a time: a month is assumed, in which whoever lives
here has passed the door or can be told by staff."""


@dataclass(frozen=True)
class Agreement:
    """A yes to the use of a face: to which version of the text, the digest of its very words, in which language.

    digest, language: "" where only the version is known. guardian: one spoke for a person under 14.
    """

    version: str
    digest: str = ""
    language: str = ""
    guardian: bool = False


@dataclass(frozen=True)
class Grace:
    """For how long the box has run with the text `version` while somebody had not answered it, ms.

    It is counted by the time the box runs and by no clock: one that was thrown forward ends no grace, and a box without
    power, where nobody can answer, uses none up.
    """

    version: str = ""
    ran: int = 0

    def after(self, version: str, elapsed: int) -> "Grace":
        """The box ran for another `elapsed` ms with `version` in force; with another text it begins anew."""
        ran = self.ran if version == self.version else 0
        return Grace(version, min(ran + elapsed, GRACE))

    def left(self, version: str) -> int:
        """How long the box still has to run before faces rest, ms; 0 when they do."""
        return GRACE - self.ran if version == self.version else GRACE


@dataclass(frozen=True)
class Asked:
    """people: whose face needs another yes. left: how long their faces go on opening, ms; 0: they rest."""

    people: frozenset[str] = frozenset()
    left: int = GRACE

    @property
    def resting(self) -> frozenset[str]:
        """Whose face is not matched at the door."""
        return frozenset() if self.left else self.people


def is_covered(agreements: Collection[Agreement], in_force: str) -> bool:
    """Whether one of the yeses holds for the text `in_force`: the same version, or word for word the same.

    A box whose programs were put back to an older text asks nobody who agreed to that one, too.
    """
    return any(_covers(agreement, in_force) for agreement in agreements)


def consent(person: str, agreement: Agreement, way: str, *, given: bool) -> Consent:
    """What central is told of a yes or a no to these words."""
    version, digest, language = agreement.version, agreement.digest, agreement.language
    return Consent(person, Purpose.FACE, given, version, digest, language, way, agreement.guardian)


def to(version: str, wish: str, *, guardian: bool = False) -> Agreement:
    """A yes to the words of `version` as they are read by who speaks `wish`. Raises KeyError for an unknown version."""
    language = notice.spoken(version, wish)
    digest = notice.notice(version, Purpose.FACE, language).digest
    return Agreement(version, digest, language, guardian)


def _covers(agreement: Agreement, in_force: str) -> bool:
    if agreement.version == in_force:
        return True
    if agreement.language not in notice.languages(in_force):
        return False
    return agreement.digest == notice.notice(in_force, Purpose.FACE, agreement.language).digest
