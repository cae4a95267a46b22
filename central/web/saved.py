"""Filters that people save under a name, each their own: a list as it is asked for, one press away."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl, urlencode

from flask import Blueprint, abort, flash, redirect, request
from flask_babel import gettext as _
from sqlalchemy import delete, func, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from werkzeug import Response

from central import db
from central.web import destination, moments
from central.web.flashes import not_done
from central.web.letters import strange_sign
from central.web.once import once
from central.web.roles import Role, open_to
from central.web.tables import saved_filter
from central.web.visitor import present_visitor

blueprint = Blueprint("saved", __name__, url_prefix="/saved-filters")

NAME_LENGTH: Final = 40
QUERY_LENGTH: Final = 1000
MOST: Final = 20
"""Of one person and list."""


@dataclass(frozen=True)
class Saved:
    """A filter that was saved. query: the arguments of the list's address."""

    id: int
    name: str
    query: str

    @property
    def arguments(self) -> dict[str, str]:
        """Of the list's address."""
        return dict(parse_qsl(self.query))


def of_visitor(session: Session, name: str) -> list[Saved]:
    """What who is looking has saved of the list of that name."""
    theirs = saved_filter.c.staff_id == present_visitor().id, saved_filter.c.list == name
    chosen = select(saved_filter.c.id, saved_filter.c.name, saved_filter.c.query).where(*theirs)
    return [Saved(*row) for row in session.execute(chosen.order_by(saved_filter.c.name))]


@blueprint.post("")
@open_to(*Role)
@once
def save() -> Response:
    """Save what is asked for on a list; one that has the name already is replaced."""
    name, of_list = request.form.get("name", "").strip(), request.form.get("list", "")
    arguments = urlencode(parse_qsl(request.form.get("query", "")))
    if strange := strange_sign(name):
        not_done(_("Nothing was saved. %(why)s", why=strange))
    elif not 1 <= len(name) <= NAME_LENGTH:
        not_done(_("Nothing was saved: give it a name of 1 to %(number)s letters.", number=NAME_LENGTH))
    elif not of_list or len(of_list) > NAME_LENGTH or not arguments or len(arguments) > QUERY_LENGTH:
        abort(400)
    elif not _save(name, of_list, arguments):
        not_done(_("Nothing was saved: remove one first, there may be %(number)s.", number=MOST))
    else:
        flash(_("The filter %(name)s was saved.", name=name))
    return redirect(_back(), 303)


@blueprint.post("/<int:filter_id>/remove")
@open_to(*Role)
@once
def remove(filter_id: int) -> Response:
    """Save it no more; 404 for another's."""
    with db.database().writing() as session:
        is_this = saved_filter.c.id == filter_id, saved_filter.c.staff_id == present_visitor().id
        if session.execute(delete(saved_filter).where(*is_this).returning(saved_filter.c.id)).first() is None:
            abort(404)
    flash(_("The filter was removed."))
    return redirect(_back(), 303)


def _save(name: str, of_list: str, query: str) -> bool:
    who = present_visitor().id
    row = {"staff_id": who, "list": of_list, "name": name, "query": query, "made_at": moments.now()}
    theirs = saved_filter.c.staff_id == who, saved_filter.c.list == of_list
    try:
        with db.database().writing() as session:
            session.execute(delete(saved_filter).where(*theirs, saved_filter.c.name == name))
            if (session.scalar(select(func.count()).select_from(saved_filter).where(*theirs)) or 0) >= MOST:
                return False
            session.execute(insert(saved_filter), row)
    except IntegrityError:
        # Saved twice at the same time: it is there.
        return True
    return True


def _back() -> str:
    return destination.local(request.form.get("next"), "/")
