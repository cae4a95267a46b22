"""Two people change the same thing: the second is told who was quicker, when, and what is new, and loses nothing.

A form carries what was shown of its thing (`seen-KIND-NUMBER-FIELD`, the macro `seen`). Whoever saves compares that
with what is there now, first thing in the transaction that changes it (`require_as_seen`). Where it is not the same,
nothing is done; the form stands there again with what they had typed, beside how things are now, and one press sends
it again.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final, cast

from flask import Flask, current_app, redirect, request
from flask_babel import gettext as _
from sqlalchemy import text
from sqlalchemy.orm import Session
from werkzeug import Response

from central import db
from central.web import kept_forms, moments
from central.web.flashes import not_done
from central.web.kept_forms import Change, Meanwhile
from central.web.refilled import SEEN
from central.web.visitor import present_visitor


@dataclass(frozen=True)
class Coded:
    """What stands in a field by a code, where its words depend on who reads and when: states, days, yes and no.

    Only another code is a change: not another language in a second tab, and not a day that is told with its year since
    New Year.
    """

    code: str
    words: Any

    def __str__(self) -> str:
        return str(self.words)


Shown = Mapping[str, tuple[Any, Any]]
"""What people see of a thing: field → what it is called (a lazy translation), and what stands there: words that are the
same for everybody, or `Coded`.
"""
Key = int | str
"""The number of a thing, or its name."""
Look = Callable[[Session, Any], Shown]
"""How the thing of that number is now; nothing where there is none."""
Last = Callable[[str, Collection[str]], tuple[str, int] | None]
"""Who did one of these acts to a thing (such as room:3) last, and when (Unix ms); None where nobody knows."""
_KINDS: Final = "menlu-kinds-of-things"
_LAST: Final = "menlu-last-change"


@dataclass(frozen=True)
class _Kind:
    """look: how such a thing is. acts: those that change what is shown of it, as the log names them."""

    look: Look
    acts: Collection[str]


class Changed(Exception):
    """Somebody has changed it since the form was shown.

    of: what, as the log names it; changes: what is new; acts: which ones can have done it.
    """

    def __init__(self, of: str, changes: list[Change], acts: Collection[str]) -> None:
        super().__init__(of)
        self.of, self.changes, self.acts = of, changes, acts


def init_app(app: Flask, *, last: Last) -> None:
    """Tell whoever was slower, on whichever page."""

    def tell(changed: Changed) -> Response:
        who, at = last(changed.of, changed.acts) or ("", 0)
        response = redirect(kept_forms.page(), 303)
        kept_forms.keep(response, present_visitor().id, Meanwhile(who, at, changed.changes))
        return response

    app.register_error_handler(Changed, tell)
    app.extensions[_LAST] = last
    app.jinja_env.globals.update(as_seen=as_seen)


def add(app: Flask, kind: str, look: Look, *, acts: Collection[str]) -> None:
    """A subject says what people see of one kind of its things, and which acts change that.

    acts: as the log names them; one that ends with a dot is all that begin so.
    """
    _kinds(app)[kind] = _Kind(look, acts)


def as_seen(kind: str, number: Key, fields: str = "") -> dict[str, str]:
    """The hidden fields of a form about that thing. One that had to be mended goes on from what was seen at first.

    fields: the names of those that the form is about; "" for all.
    """
    prefix = _prefix(kind, number)
    seen = {name: value for name, value in request.form.items() if name.startswith(prefix)}
    if seen:
        return seen
    now, wanted = _kinds(current_app)[kind].look(db.session(), number), fields.split()
    return {prefix + name: _told(there) for name, (_label, there) in now.items() if not wanted or name in wanted}


def require_as_seen(session: Session, kind: str, number: Key) -> None:
    """Raise Changed unless the thing is as this request's form was shown with; nobody else changes it until the end.

    What a form does not tell of, it is not about. Goes first in the transaction, before anything is read in it.
    """
    prefix = _prefix(kind, number)
    if not any(name.startswith(prefix) for name in request.form):
        return
    of = f"{kind}:{number}"
    _in_turn(session, of)
    known = _kinds(current_app)[kind]
    now = known.look(session, number)
    found = (_change(label, request.form.get(prefix + name), there) for name, (label, there) in now.items())
    others = [change for change in found if change is not None]
    if others:
        raise Changed(of, others, known.acts)


def say_too_late(of: str, act: str) -> None:
    """Say on the next page that what somebody wanted to do has been done already, and by whom. act: in the log."""
    who, at = current_app.extensions[_LAST](of, (act,)) or ("", 0)
    if not who:
        not_done(_("Nothing was changed: somebody has done something about it meanwhile. This is how it is now."))
        return
    when = {"day": moments.day(at), "time": moments.time_of_day(at)}
    not_done(_("Nothing was changed: %(name)s has done it already, on %(day)s at %(time)s.", name=who, **when))


def _prefix(kind: str, number: Key) -> str:
    return f"{SEEN}{kind}-{number}-"


def _told(there: Any) -> str:
    """What stands in a field, as a form says it: words, or a code and its words."""
    return f"{there.code}|{there.words}" if isinstance(there, Coded) else str(there)


def _change(label: Any, was: str | None, there: Any) -> Change | None:
    """What is new in a field since a form said that this `was` there; None: nothing, or the form is not about it."""
    if was is None:
        return None
    code, _apart, words = was.partition("|") if isinstance(there, Coded) else (was, "", was)
    is_same = code == (there.code if isinstance(there, Coded) else str(there))
    return None if is_same else Change(str(label), words, str(there))


def _in_turn(session: Session, of: str) -> None:
    """Forms about one thing are saved one after the other. SQLite does so anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:of, 0))"), {"of": of})


def _kinds(app: Flask) -> dict[str, _Kind]:
    return cast(dict[str, _Kind], app.extensions.setdefault(_KINDS, {}))
