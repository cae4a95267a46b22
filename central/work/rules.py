"""What a kind of work is, and what happens to an item of it. Pure."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum, unique
from typing import Any

from sqlalchemy.orm import Session

from central.clock.service import Rule
from central.web.roles import Role

QUIET = 30 * 24 * 3600 * 1000
"""ms: so long nobody is told again of what somebody has closed with a reason, although it is still so. A guess."""


@dataclass(frozen=True)
class Kind:
    """A kind of work, as the subject declares it whose facts it is about.

    name: SUBJECT.WHAT, unique. title, sentence: lazy translations; the sentence tells the rule, with %(number)s in it.
    usual: the rule's number where the office has chosen none, from `least` to `most`. term: of the clock.
    every: how often its facts are looked at, ms. is_assumed: whether the usual number is a guess. owners: who sees to
    it, the first role that somebody has there; None: whoever looks after the place.
    """

    name: str
    title: Any
    sentence: Any
    usual: int
    most: int
    term: Rule
    every: int
    least: int = 1
    is_assumed: bool = True
    owners: tuple[Role, ...] | None = None


@dataclass(frozen=True)
class Fact:
    """Something that is so, by names of the subject's own. about: the same for people, and nothing of a person.

    place_id: where. opens: False where it keeps an item open, but opens none. clock_id: the deadline that runs for it
    anyhow, in place of one by the kind's term; the item never ends that.
    """

    subject_kind: str
    subject_id: str
    about: str
    place_id: int
    opens: bool = True
    clock_id: int | None = None

    @property
    def key(self) -> tuple[str, str]:
        """What it is about."""
        return self.subject_kind, self.subject_id


Find = Callable[[Session, int, int], Iterable[Fact]]
"""All facts of a kind by the rule's number, now (Unix ms). Raises nothing; what is not known is no fact."""
Address = Callable[[str], tuple[str, Mapping[str, Any]]]
"""The endpoint, and what it takes, of the page of a subject by its number."""


@unique
class Event(StrEnum):
    """What happens to an item. OVER: the facts have changed; CLOSED: somebody has said why nothing more is to do."""

    OPENED = "opened"
    ASSIGNED = "assigned"
    COMMENTED = "commented"
    CLOSED = "closed"
    OVER = "over"
