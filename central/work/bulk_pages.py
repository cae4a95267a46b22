"""Something done about several items at once: a page names them and asks first, and each has its row in the log."""

from collections.abc import Callable
from typing import Any, Final

from flask import Blueprint, Flask, flash, redirect
from flask import request as http
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session
from werkzeug import Response

from central import db
from central.web import bulk, moments
from central.web.flashes import not_done
from central.web.once import once
from central.web.roles import open_to
from central.web.showing import Act
from central.web.visitor import may_open, present_visitor, reach
from central.work import candidates, items, views, words
from central.work.forms import WORDS_LENGTH, WORKERS, number, words_complaint
from central.work.items import Doing, ItemClosed, NoItem
from central.work.tables import work_item
from central.work.views import ItemRow

blueprint = Blueprint("several", __name__, url_prefix="/work", template_folder="templates")

_TAKE, _HAND, _SETTLE = (
    Act("several.take", _("I see to them")),
    Act("several.hand_over", _("Hand over …")),
    Act("several.settle", _("Close …")),
)
_TAKEN, _HANDED, _SETTLED = _("I see to them"), _("Hand them over"), _("Close them")
"""On the button of the page that asks."""
_ACTS: Final = (_TAKE, _HAND, _SETTLE)

Do = Callable[[Session, ItemRow, Doing], None]
"""What is done about one item. Raises NoItem, ItemClosed."""


def init_app(app: Flask) -> None:
    """Put the pages into `app`."""
    app.register_blueprint(blueprint)


def acts() -> list[Act]:
    """What whoever is looking can do about several items."""
    return [act for act in _ACTS if may_open(act.endpoint)]


@blueprint.post("/take")
@open_to(*WORKERS)
@once
def take() -> Response:
    """See to all of these oneself."""
    rows, me = _chosen(), present_visitor()
    if not rows or not bulk.is_meant():
        return _ask(rows, gettext("See to these %(number)s yourself?", number=len(rows)), _TAKEN)
    return _do(rows, lambda session, row, doing: items.assign(session, row.id, me.id, me.name, doing, reach()))


@blueprint.post("/hand-over")
@open_to(*WORKERS)
@once
def hand_over() -> Response:
    """Give all of these to somebody who looks after the place of each."""
    rows = _chosen()
    known = candidates.of_all(db.session(), rows)
    owner = number(http.form.get("owner", "")) or 0
    if not rows or not bulk.is_meant() or owner not in known:
        complaint = _("Choose somebody who looks after all of these places.") if bulk.is_meant() else None
        question = gettext("Hand these %(number)s over?", number=len(rows))
        return _ask(rows, question, _HANDED, complaint, candidates=known, owner=owner)
    return _do(rows, lambda session, row, doing: items.assign(session, row.id, owner, known[owner], doing, reach()))


@blueprint.post("/close")
@open_to(*WORKERS)
@once
def settle() -> Response:
    """Close all of these, with one reason."""
    rows, why = _chosen(), " ".join(http.form.get("words", "").split())
    complaint = words_complaint(why)
    if not rows or not bulk.is_meant() or complaint:
        question = gettext("Close these %(number)s, with one reason?", number=len(rows))
        return _ask(rows, question, _SETTLED, complaint if bulk.is_meant() else None, asks_why=True, words=why)
    return _do(rows, lambda session, row, doing: items.close(session, row.id, why, doing, reach()))


def _chosen() -> list[ItemRow]:
    """Those of the rows that were ticked that are open."""
    numbers = bulk.chosen()
    query = views.chosen(reach()).where(work_item.c.id.in_(numbers))
    return views.rows(db.session().execute(query.order_by(work_item.c.id)))


def _ask(rows: list[ItemRow], question: str, label: Any, complaint: Any = None, **values: Any) -> Response:
    if not rows:
        not_done(gettext("Choose at least one row first."))
        return redirect(bulk.back("work.items"), 303)
    named = [(row.id, f"{words.kind(row.kind)}: {row.about}") for row in rows]
    values |= {"complaint": complaint, "length": WORDS_LENGTH}
    page = bulk.ask(question, named, label, list_at="work.items", template="work/several.html", **values)
    page.status_code = 422 if complaint else 200
    return page


def _do(rows: list[ItemRow], do: Do) -> Response:
    """All of them in one transaction; what somebody has closed meanwhile stays as it is, and that is said."""
    doing, done = Doing(present_visitor().name, moments.now()), 0
    with db.database().writing() as session:
        for row in rows:
            done += _is_done(session, row, doing, do)
    flash(gettext("Done: %(number)s.", number=done))
    if done < len(rows):
        not_done(gettext("Closed meanwhile, and left as they are: %(number)s.", number=len(rows) - done))
    return redirect(bulk.back("work.items"), 303)


def _is_done(session: Session, row: ItemRow, doing: Doing, do: Do) -> bool:
    try:
        do(session, row, doing)
    except (NoItem, ItemClosed):
        return False
    return True
