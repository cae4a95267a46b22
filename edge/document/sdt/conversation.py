"""What box and reader say to each other, step by step, apart from input and output.

A conversation yields what to ask and is sent what came of it; what it returns is its outcome. A late answer can't be
told from a prompt one but by what it brings, which is the port's care.
"""

import logging
from collections.abc import Generator
from enum import Enum, auto, unique
from typing import TypeVar

from edge.document import DocumentType, Mishap, Reading, Remedy
from edge.document.sdt.commands import BASE, FIND, NEWEST_ADDRESS, RESET, SAM_NUMBER, SELECT, STATUS, Request
from edge.document.sdt.commands import base as base_in
from edge.document.sdt.commands import sam_number as sam_number_in
from edge.document.sdt.errors import ProtocolError
from edge.document.sdt.frame import Reply
from edge.document.sdt.status import ABSENT, GARBLED, NO_CARD, NO_DOCUMENT, PULLED, REQUEST_DAMAGED, mishap
from edge.document.sdt.text import parse, parse_address
from edge.errors import DocumentError

log = logging.getLogger(__name__)

TRIES = 3
"""How often one thing is asked before it is given up."""
GONE = frozenset({NO_CARD, 0x81})
"""Answers to `select` when no card lies there."""
HAVE_ADDRESS = frozenset({DocumentType.RESIDENT, DocumentType.PERMIT})


@unique
class Fault(Enum):
    """Why there is no answer."""

    SILENT = auto()
    DAMAGED = auto()


Outcome = TypeVar("Outcome")
Answer = Reply | Fault
Conversation = Generator[Request, Answer, Outcome]


class NoAnswer(Exception):
    """The reader does not answer at all."""


class OnlyNoise(NoAnswer):
    """What comes is never whole."""


class ReaderFault(Exception):
    """The reader answers that it is not fit for work; `mishap` says why."""

    def __init__(self, fault: Mishap) -> None:
        super().__init__(fault.code)
        self.mishap = fault


def greet() -> Conversation[str]:
    """Whether the reader works, if need be after a reset; its SAM number. Raises NoAnswer, ReaderFault."""
    status = yield from _ask(STATUS)
    if not STATUS.is_granted_by(status):
        yield from _ask(RESET)
        status = yield from _ask(STATUS)
    if not STATUS.is_granted_by(status):
        raise ReaderFault(mishap(status.status))
    number = yield from _ask(SAM_NUMBER)
    if not SAM_NUMBER.is_granted_by(number):
        raise ReaderFault(mishap(number.status))
    return sam_number_in(number.data)


def look(*, again: bool) -> Conversation[Reading | Mishap | None]:
    """Find a card and read it; None: there is none. Raises NoAnswer.

    again: also read one that has lain there since it was last read; a reader finds such a card no more, and many still
    select it.
    """
    try:
        return (yield from _look(again))
    except OnlyNoise:
        return GARBLED


def _look(again: bool) -> Conversation[Reading | Mishap | None]:
    found = yield FIND
    if isinstance(found, Reply) and not FIND.is_granted_by(found):
        if found.status != NO_CARD:
            return mishap(found.status)
        if not again:
            return None
    # A damaged answer may have been that a card is found, which is said once only: selecting tells if one is there.
    selected = yield from _ask(SELECT)
    if selected.status in GONE and not (isinstance(found, Reply) and FIND.is_granted_by(found)):
        return None
    return (yield from _read(selected))


def _read(selected: Reply) -> Conversation[Reading | Mishap]:
    """Read the card that answered `selected`, selecting it anew when reading fails."""
    outcome: Reading | Mishap = GARBLED
    for _ in range(TRIES):
        if not SELECT.is_granted_by(selected):
            return PULLED if selected.status in GONE else mishap(selected.status)
        outcome = yield from _attempt()
        if isinstance(outcome, Reading) or not _may_pass(outcome):
            break
        selected = yield from _ask(SELECT)
    return outcome


def _may_pass(failure: Mishap) -> bool:
    # The check of a reply is one byte: what can't be understood may be a disturbance that it did not show.
    return failure is NO_DOCUMENT or failure.remedy is Remedy.LAY_AGAIN


def _attempt() -> Conversation[Reading | Mishap]:
    answer = yield BASE
    if not isinstance(answer, Reply):
        return GARBLED
    if not BASE.is_granted_by(answer):
        return mishap(answer.status)
    try:
        content = base_in(answer.data)
        document = parse(content.text)
        newest = (yield from _newest_address()) if document.type in HAVE_ADDRESS else ""
    except (ProtocolError, DocumentError) as error:
        log.warning("a card was read and not understood: %s", error)
        return NO_DOCUMENT
    if newest is None:
        return PULLED
    return Reading(document, content.photo or None, newest)


def _newest_address() -> Conversation[str | None]:
    """Empty when the card has none; None when the card went away before it could say. Raises DocumentError."""
    answer = yield from _ask(NEWEST_ADDRESS)
    if NEWEST_ADDRESS.is_granted_by(answer):
        return parse_address(answer.data)
    if answer.status == ABSENT:
        return ""
    still_there = yield from _ask(SELECT)
    return "" if SELECT.is_granted_by(still_there) else None


def _ask(request: Request) -> Conversation[Reply]:
    """The answer to `request`, which is put again when the line spoils it. Raises NoAnswer, OnlyNoise."""
    for _ in range(TRIES):
        answer = yield request
        if isinstance(answer, Reply) and answer.status not in REQUEST_DAMAGED:
            return answer
    if isinstance(answer, Reply):
        return answer
    raise (NoAnswer if answer is Fault.SILENT else OnlyNoise)(request.name)
