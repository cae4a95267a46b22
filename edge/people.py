"""A technician's acts on the people of a box: each one whole or not at all, and told to central.

Enrolment at the door by the tenant comes with the kiosk; from photographs it is done here, and only for someone who
has said yes to the use of their face: when and how is part of the record.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from edge import agreement
from edge.access import Resident, Standing
from edge.agreement import Agreement
from edge.camera.picture import decode
from edge.clock import BoxClock
from edge.errors import CameraError, EdgeError
from edge.face.probe import Prober
from edge.face.template import Template
from edge.store.admission import Admission
from edge.store.agreements import Agreements
from edge.store.outbox import Outbox
from edge.store.roster import Roster
from edge.telling import Teller
from wire import notice
from wire.erasure import Proof
from wire.kinds import Enrolment

TECHNICIAN = "technician"
"""The way of a consent."""
PHOTOGRAPH = (1280, 960)
"""Pixels a photograph is fitted into."""


@dataclass(frozen=True)
class Stay:
    """When a person may enter, Unix ms; None leaves that end open, `until` is exclusive."""

    begin: int | None = None
    until: int | None = None


@dataclass(frozen=True)
class Yes:
    """How and when a person agreed to the use of their face, as the technician puts it, and to which words: those in
    force in the language they read.
    """

    how: str
    words: Agreement

    @classmethod
    def now(cls, how: str, language: str = "zh", *, guardian: bool = False) -> "Yes":
        """A yes to the text in force. guardian: one spoke for a person under 14. Raises EdgeError for a language there
        is no text in.
        """
        known = notice.languages(notice.current())
        if language not in known:
            raise EdgeError(f"there is no text in {language!r}: name one of {', '.join(known)}")
        return cls(how, agreement.to(notice.current(), language, guardian=guardian))

    def expect_words(self) -> None:
        """Raise EdgeError where nothing says how they agreed."""
        if not self.how.strip():
            raise EdgeError('without consent no face is kept: say how and when, like --consent "signed 2026-03-01"')


class People:
    """The roster of a box and the outbox that tells of its changes. by: the technician, as central is told."""

    def __init__(self, roster: Roster, outbox: Outbox, clock: BoxClock, by: str) -> None:
        self._roster, self._outbox, self._clock, self._by = roster, outbox, clock, by
        self._teller = Teller(roster, outbox)

    def add(self, name: str, stay: Stay, photographs: Sequence[Path], prober: Prober, yes: Yes) -> str:
        """Enrol a new person from photographs, each with one good face; the person's id. Raises EdgeError, and adds
        nobody, when a photograph can't be used.
        """
        yes.expect_words()
        templates = np.stack([template_of(photograph, prober) for photograph in photographs])
        model, person = prober.embedder.manifest, secrets.token_hex(8)
        told = Enrolment(person, "enrolled", len(templates), model.name, yes.how, self._by)
        consent = agreement.consent(person, yes.words, TECHNICIAN, given=True)
        resident = Resident(person, Standing.ACTIVE, stay.begin, stay.until)
        enrolled = (model.sha256, templates)
        admitted = Admission(resident, name, enrolled=enrolled, told=(consent, told), agreed=yes.words)
        self._roster.admit(admitted, self._clock.read().now)
        self._teller.tell()
        return person

    def agree(self, person: str, yes: Yes) -> None:
        """Keep that the person has agreed anew, because the text about the use of their face has changed."""
        yes.expect_words()
        references = next((each.references for each in self._roster.people() if each.resident.person == person), 0)
        told = Enrolment(person, "agreed", references, consent=yes.how, by=self._by)
        consent = agreement.consent(person, yes.words, TECHNICIAN, given=True)
        Agreements(self._roster).agree(person, yes.words, self._clock.read().now, consent, told)
        self._teller.tell()

    def suspend(self, person: str) -> None:
        """Take the right to enter away for a while."""
        self._roster.suspend(person)
        self._tell(Enrolment(person, "suspended", by=self._by))

    def reinstate(self, person: str) -> None:
        """Give it back."""
        self._roster.reinstate(person)
        self._tell(Enrolment(person, "reinstated", by=self._by))

    def revoke(self, person: str) -> None:
        """Take the right to enter away for good."""
        self._roster.revoke(person)
        self._tell(Enrolment(person, "revoked", by=self._by))

    def erase(self, person: str) -> Proof:
        """Delete the person with name and references; the proof of it, which central is told too."""
        telling = Enrolment(person, "erased", by=self._by)
        proof = self._roster.erase(person, self._clock.read().now, telling=telling)
        self._teller.tell()
        return proof

    def erase_everybody(self, at: int) -> None:
        """Delete all people, with the proofs for central; at: Unix ms."""
        self._roster.erase_everybody(at, lambda person: Enrolment(person, "erased", by=self._by))
        self._teller.tell()

    def _tell(self, change: Enrolment) -> None:
        self._outbox.append(change, self._clock.read().now)


def template_of(photograph: Path, prober: Prober) -> Template:
    """The template of the one face in a photograph. Raises EdgeError, which says what is wrong with the picture."""
    try:
        probe = prober.probe(decode(photograph.read_bytes(), *PHOTOGRAPH))
    except OSError as error:
        raise EdgeError(f"{photograph}: can't be read ({error.strerror})") from error
    except CameraError as error:
        raise EdgeError(f"{photograph}: {error}") from error
    if probe.template is None:
        flaw = probe.quality.flaw
        raise EdgeError(f"{photograph}: not good enough to recognise someone by ({flaw}): {flaw and flaw.words.en}")
    return probe.template
