"""The lists of people as pages and files show them: who waits for an answer, who got one, who has registered.

Names are masked on a page, and in no file.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement, func, literal, true

from central import db
from central.rental import asking, houses, names, registrants, tasks, words
from central.rental.registrants import RegisteredRow
from central.rental.scope import Scope
from central.rental.tables import registration, review_task, room
from central.rental.tasks import TaskRow
from central.web import moments, purposes
from central.web.filters import equal_to, from_day, one_of, words_in
from central.web.lists import Column, Filter, Listing


def _task_name(row: TaskRow) -> Any:
    return names.masked_name(row.name, row.registration_id, row.person) or _("Name not readable here")


def _registered_name(row: RegisteredRow) -> Any:
    return names.masked_name(row.name, row.id, row.person) or _("Name not readable here")


def _reasons(row: TaskRow) -> str:
    return "; ".join(str(words.word(words.REASONS, reason)) for reason in row.reasons)


def _has(reason: str) -> Callable[[], ColumnElement[bool]]:
    return lambda: (literal(" ") + review_task.c.reasons + literal(" ")).contains(f" {reason} ", autoescape=True)


def _stands(state: str) -> Callable[[], ColumnElement[bool]]:
    return lambda: registration.c.state == state


def _houses() -> Sequence[tuple[str, Any]]:
    return houses.chosen_from(db.session(), asking.scope())


def _may_ask_for_a_permit() -> ColumnElement[bool]:
    return registrants.may_ask_for_a_permit(asking.today(), asking.zone())


_ROOM = words_in("q", _("Room"), func.coalesce(room.c.name, ""), registration.c.room)
_HOUSE = equal_to("box", _("House"), registration.c.box_id, _houses)
_ASKED: Sequence[Column[TaskRow]] = (
    Column("name", _("Name"), _task_name, in_file=False),
    Column("house", _("House"), lambda row: houses.name(row.box_id)),
    Column("room", _("Room"), lambda row: row.room or row.asked_room),
    Column("reasons", _("Why it was asked"), _reasons),
)
_WHY_ASKED: Sequence[Filter] = (
    _ROOM,
    _HOUSE,
    one_of("reason", _("Why it was asked"), {code: (label, _has(code)) for code, label in words.REASONS.items()}),
)

REQUESTS: Listing[TaskRow, Scope] = Listing(
    "requests",
    _("Requests"),
    (*_ASKED, Column("since", _("Since"), lambda row: moments.local(row.made_at), review_task.c.made_at)),
    review_task.c.id,
    partial(tasks.chosen, is_answered=False),
    tasks.task_rows,
    "since",
    _WHY_ASKED,
    purposes.OF_PEOPLE,
)
ANSWERED: Listing[TaskRow, Scope] = Listing(
    "answered-requests",
    _("Answered requests"),
    (
        *_ASKED,
        Column("state", _("Answer"), lambda row: words.sign(words.TASK_STATES, row.state)[2]),
        Column("at", _("Answered"), lambda row: moments.local(row.decided_at or 0), review_task.c.decided_at),
        Column("by", _("Decided by"), lambda row: row.decided_by),
        Column("why", _("Why"), lambda row: row.why),
    ),
    review_task.c.id,
    partial(tasks.chosen, is_answered=True),
    tasks.task_rows,
    "-at",
    (
        *_WHY_ASKED,
        from_day("from", _("Answered since"), review_task.c.decided_at),
        Filter("answered", "", lambda _value: true(), kind="hidden"),
    ),
    purposes.OF_PEOPLE,
)
REGISTERED: Listing[RegisteredRow, Scope] = Listing(
    "registrations",
    _("Registrations"),
    (
        Column("name", _("Name"), _registered_name, in_file=False),
        Column("house", _("House"), lambda row: houses.name(row.box_id)),
        Column("room", _("Room"), lambda row: row.room),
        Column("state", _("State"), lambda row: words.sign(words.REGISTRATION_STATES, row.state)[2]),
        Column("document", _("Document"), lambda row: words.word(words.DOCUMENTS, row.document)),
        Column("registered", _("Registered"), lambda row: moments.local(row.registered_at), registration.c.id),
        Column("changed", _("Changed"), lambda row: moments.local(row.changed_at), on_page=False),
        Column("number", _("Registration"), lambda row: row.id, on_page=False),
    ),
    registration.c.id,
    registrants.chosen,
    registrants.registered_rows,
    "-registered",
    (
        _ROOM,
        _HOUSE,
        one_of(
            "state",
            _("State"),
            {code: (label, _stands(code)) for code, (_tone, _icon, label) in words.REGISTRATION_STATES.items()},
        ),
        one_of("permit", _("Residence permit"), {"near": (_("may soon be asked for"), _may_ask_for_a_permit)}),
    ),
    purposes.OF_PEOPLE,
)
