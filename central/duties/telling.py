"""Which notices people were shown: every version with its digest, how many agreed to it, and what boxes show."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from central.duties import counted
from central.duties.counted import Counts
from central.edges import service as edges
from central.rental import service as rental
from wire import notice
from wire.notice import Notice, Purpose


@dataclass(frozen=True)
class Text:
    """One text of a version in one language. agreed, declined: how many people said so to these very words last."""

    purpose: Purpose
    language: str
    notice: Notice
    agreed: int
    declined: int


@dataclass(frozen=True)
class Version:
    """A version; its name is the day from which it is shown. is_current: whether central's programs show it now.

    changed: the texts whose words are not those of the version before, as purpose and language: who agreed to others
    is asked again.
    """

    name: str
    is_current: bool
    texts: tuple[Text, ...]
    changed: tuple[tuple[Purpose, str], ...]


@dataclass(frozen=True)
class Programs:
    """How many boxes in use run a version of their programs, which brings its notices along."""

    version: str
    boxes: int


def versions(session: Session) -> list[Version]:
    """Every version, the newest first."""
    said = counted.known(session)
    names = notice.versions()
    return [
        Version(name, name == notice.current(), tuple(_texts(name, said)), tuple(_changed(names, number)))
        for number, name in reversed(list(enumerate(names)))
    ]


def programs(session: Session) -> list[Programs]:
    """Which programs the boxes in use run, the most first."""
    counts: dict[str, int] = {}
    for box in edges.boxes(session):
        if box.revoked_at is None:
            counts[box.version] = counts.get(box.version, 0) + 1
    return [Programs(*each) for each in sorted(counts.items(), key=lambda each: (-each[1], each[0]))]


def shown_at_boxes(session: Session) -> Mapping[str, int]:
    """Version → at how many boxes somebody answered it last: the newest answer of each box says what it shows."""
    return rental.boxes_by_notice(session)


def _texts(name: str, said: Counts) -> list[Text]:
    found = []
    for purpose in Purpose:
        for language in notice.languages(name):
            text = notice.notice(name, purpose, language)
            agreed, declined = (said.said(text.digest, given=given) for given in (True, False))
            found.append(Text(purpose, language, text, agreed, declined))
    return found


def _changed(names: tuple[str, ...], number: int) -> list[tuple[Purpose, str]]:
    if number == 0:
        return []
    name, before = names[number], names[number - 1]
    known = notice.languages(before)
    return [
        (purpose, language)
        for purpose in Purpose
        for language in notice.languages(name)
        if language not in known or notice.notice(before, purpose, language) != notice.notice(name, purpose, language)
    ]
