"""What a person at the door decides about what is kept of them: written down, then done.

A yes to a text and what follows from it are one transaction, and so are a no and the erasure: after a power cut the
person is asked again, or it is done and central is told.
"""

import logging
from dataclasses import dataclass

import msgspec

from edge import agreement
from edge.agreement import Agreement
from edge.clock import BoxClock
from edge.residents import Residents
from edge.store.agreements import Agreements
from edge.store.roster import Roster
from edge.telling import Teller
from wire import notice
from wire.erasure import Proof, What
from wire.kinds import Enrolment

log = logging.getLogger(__name__)

KIOSK = "kiosk"


@dataclass(frozen=True)
class Question:
    """Whether their face may be used under the text in force.

    guardian: one answered before, and has to again. until: when the face rests without an answer, Unix ms; None: it
    does.
    """

    guardian: bool
    until: int | None


class OwnChoice:
    """Every method may raise EdgeError: then nothing was changed. Used by one thread at a time."""

    def __init__(self, roster: Roster, residents: Residents, teller: Teller, clock: BoxClock) -> None:
        self._roster, self._residents = roster, residents
        self._teller, self._clock = teller, clock
        self._agreements = Agreements(roster)

    def question(self, person: str) -> Question | None:
        """What the person is to be asked."""
        asked = self._residents.now.asked
        if person not in asked.people:
            return None
        guardian = any(yes.guardian for yes in self._agreements.of(person))
        return Question(guardian, self._clock.read().now + asked.left if asked.left else None)

    def agree(self, person: str, words: Agreement) -> None:
        """They say yes to these words about their face."""
        told = agreement.consent(person, words, KIOSK, given=True)
        self._agreements.agree(person, words, self._clock.read().now, told)
        self._follow()
        log.info("somebody has agreed to the text of %s", words.version)

    def decline(self, person: str, words: Agreement) -> Proof:
        """They say no to these words: their face is erased, and other ways stay."""
        return self._erase(person, "face", agreement.consent(person, words, KIOSK, given=False))

    def take_back(self, person: str, what: What, language: str) -> Proof:
        """They have their face or everything erased; language: in which they read what they do."""
        return self._erase(person, what, self._taken_back(person, language))

    def _erase(self, person: str, what: What, telling: msgspec.Struct) -> Proof:
        proof = self._roster.erase(person, self._clock.read().now, what, telling)
        self._follow()
        log.info("somebody had %s of theirs erased", what)
        return proof

    def _taken_back(self, person: str, language: str) -> msgspec.Struct:
        """The yes that is taken back, if there was one: to the newest words the person agreed to. Where this box does
        not have those in their language, the text in force stands for them.
        """
        yeses = self._agreements.of(person)
        if not yeses:
            return Enrolment(person, "erased")
        version = yeses[-1].version
        known = version in notice.versions() and language in notice.languages(version)
        words = agreement.to(version if known else notice.current(), language)
        return agreement.consent(person, words, KIOSK, given=False)

    def _follow(self) -> None:
        self._residents.refresh()
        self._teller.tell()
