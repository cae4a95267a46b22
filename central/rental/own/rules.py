"""What somebody may ask for of what is kept of them, how far it is, and by when it is answered. Pure."""

from datetime import date
from enum import StrEnum, unique
from typing import Final

from central.clock.service import Rule, Span, Unit
from central.rental.rules import DAY

KIND: Final = "own-request"
"""What clocks of these requests are about."""
WORDS_LENGTH: Final = 200
"""Letters of a correction, and of an answer."""
FIELDS: Final = ("name", "number", "birth", "sex", "nationality", "address", "phone")
"""What can be corrected: each is a sealed word of `identity`."""
OTHER: Final = "other"
"""Something else that is wrong, said in words: the office puts it right on its own page, and says so."""
LANDLORD_FIELDS: Final = ("name", OTHER)
AGENT_FIELDS: Final = ("name", "licence", "contact", OTHER)
"""The same of landlords and agents."""
ANSWER: Final = Rule(
    name="own.answer",
    en="Answer what somebody asks about their own data",
    zh="答复个人信息查询、更正、删除请求",
    term=Span(15, Unit.WORKING_DAYS),
    source="个人信息保护法 44-50；15 个工作日为假定，待确认",
    dated=date(2021, 11, 1),
    reminders=(Span(3, Unit.WORKING_DAYS),),
    escalations=(Span(1, Unit.WORKING_DAYS),),
)
"""PIPL gives the rights and asks for an answer in time; the number of days is an assumption."""


@unique
class Kind(StrEnum):
    """What is asked for: a copy (PIPL 45), a correction (46), the face or all of it erased (15, 47)."""

    COPY = "copy"
    CORRECT = "correct"
    FACE = "face"
    ERASE = "erase"


@unique
class State(StrEnum):
    """How far a request is. OPEN: the office answers. WAITING: it is done by itself, as soon as it may be. TOLD: all
    that central can do is done, and the box has not proven its part yet. CLOSED: overtaken by another. UNPROVEN: the
    box is gone, and somebody has said so; a proof that comes after all makes it done.
    """

    OPEN = "open"
    WAITING = "waiting"
    TOLD = "told"
    DONE = "done"
    REFUSED = "refused"
    CLOSED = "closed"
    UNPROVEN = "unproven"


@unique
class Lost(StrEnum):
    """Why a box can't prove any more that it has erased what it was told to."""

    LOST = "lost"
    BROKEN = "broken"
    REPLACED = "replaced"


GONE_AFTER: Final = DAY
"""How long a box that is not shut out has to be silent before it may be said to be gone, ms; an assumption."""


@unique
class Holding(StrEnum):
    """Why what is kept of somebody can't all be erased yet (PIPL 47: while the law asks that it is kept).

    STAY: whoever lives here is registered by law. DECISION: whether they may enter is being decided. CASE: somebody has
    asked for their entries, with the number of a case, and that is not over.
    """

    STAY = "stay"
    DECISION = "decision"
    CASE = "case"
