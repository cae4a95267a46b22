"""One visit of a person who sees, answers or takes back what the box keeps of them, and how long it waits for them."""

from dataclasses import dataclass, field
from enum import StrEnum, unique

from edge.own_data.choice import Question
from edge.words import Words
from wire.erasure import Proof, What
from wire.kinds import Method

LEFT = 60.0
"""Without a touch for so long, whoever was there has left, s."""
READS = 180.0
"""Who is asked about a text has so long to read it, s."""
MET = 15.0
"""Who was let in and is told that there is a question has so long to stop for it, s."""
LOOKS = 20.0
"""How long a person has to look at the camera, s."""


@unique
class Stage(StrEnum):
    """How far somebody is. met: just let in, and told of a question. anew: they are asked it. agreed: they said yes."""

    ASKED = "asked"
    LOOKING = "looking"
    MET = "met"
    ANEW = "anew"
    AGREED = "agreed"
    KNOWN = "known"
    ERASED = "erased"


@dataclass(frozen=True)
class Visit:
    """One person's. ways: what they open with, the face included. room: "" where they have none, and so no PIN.
    proof: of what was erased, `what`.
    """

    stage: Stage = Stage.ASKED
    person: str = field(default="", repr=False)
    ways: frozenset[Method] = frozenset()
    room: str = field(default="", repr=False)
    said: Words | None = None
    proof: Proof | None = None
    what: What | None = None
    question: Question | None = None

    @property
    def has_only_a_face(self) -> bool:
        """Whether nothing would open for them without it."""
        return self.ways == {Method.FACE}

    @property
    def patience(self) -> float:
        """Without a touch for so long, whoever it is has left, s."""
        return {Stage.MET: MET, Stage.ANEW: READS}.get(self.stage, LEFT)


NOBODY = Visit()
