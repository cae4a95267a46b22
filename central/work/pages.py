"""The pages of work: what is to be done, one item with all that was done about it, and the rules it comes from."""

from typing import Any

from flask import Blueprint, Flask, abort, current_app, flash, make_response, redirect, render_template, url_for
from flask import request as http
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session
from werkzeug import Response

from central import db
from central.account import service as account
from central.clock import service as clocks
from central.db import Database
from central.place import service as places
from central.web import changes, moments, needs, shell, showing
from central.web.changes import Shown
from central.web.flashes import not_done
from central.web.grants import Reach
from central.web.once import once
from central.web.roles import Role, open_to
from central.web.visitor import may_open, present_visitor, reach
from central.work import bulk_pages, candidates, items, keeping, lists, settings, views, words
from central.work.forgetting import NOBODY
from central.work.forms import WORKERS, number, words_complaint
from central.work.items import Doing, ItemClosed, NoItem
from central.work.views import ItemRow

blueprint = Blueprint("work", __name__, url_prefix="/work", template_folder="templates")

READERS = (*WORKERS, Role.AUDITOR)


def init_app(app: Flask, database: Database) -> None:
    """Put the pages into `app`, and keep its items."""
    keeping.init_app(app, database)
    app.register_blueprint(blueprint)
    bulk_pages.init_app(app)
    app.jinja_env.globals.update(work_words=words)
    changes.add(app, "work", _shown, acts=("work.",))
    changes.add(app, "rule", _shown_rule, acts=("work.rule",))
    needs.add(
        app,
        needs.Need("work", _("Work to be done"), "requests", "work.items", _count),
        needs.Need("work-late", _("Work that is overdue"), "warning", "work.items", _count_late, {"late": "yes"}),
    )
    shell.add_link(app, shell.Link(shell.Section.TOWN, "work.items", _("Work"), "requests"))


@blueprint.get("", endpoint="items")
@open_to(*READERS)
def listed() -> Response:
    """What is to be done, the most pressing first; with ?closed what was, the last first."""
    is_closed = "closed" in http.args
    listing = lists.CLOSED if is_closed else lists.OPEN
    counts = views.counts(db.session(), reach())
    acts = [] if is_closed else bulk_pages.acts()
    values: dict[str, Any] = {"is_closed": is_closed, "counts": counts, "kinds": _kinds()}
    return showing.answer("work/items.html", listing, reach(), acts=acts, **values)


@blueprint.get("/<int:item_id>")
@open_to(*READERS)
def item(item_id: int) -> Response:
    """One item: what it is about, whose it is, until when, and what was done."""
    return _page(200, _found(item_id))


@blueprint.post("/<int:item_id>")
@open_to(*WORKERS)
@once
def act(item_id: int) -> Response:
    """Take it, give it to somebody, say something, or close it with a reason."""
    row, what, said = _found(item_id), http.form.get("act", ""), " ".join(http.form.get("words", "").split())
    complaint = _complaint(what, said, row)
    if complaint:
        return _page(422, row, complaint)
    try:
        with db.database().writing() as session:
            changes.require_as_seen(session, "work", item_id)
            _do(session, row, what, said)
    except NoItem:
        abort(404)
    except ItemClosed:
        not_done(gettext("Nothing was changed: somebody has done something about it meanwhile. This is how it is now."))
    else:
        flash(gettext("Noted."))
    return redirect(url_for(".item", item_id=item_id), 303)


@blueprint.get("/rules")
@open_to(*READERS)
def rules() -> Response:
    """What each kind of work follows from."""
    return _rules(200)


@blueprint.post("/rules")
@open_to(Role.OFFICE)
@once
def choose() -> Response:
    """Another number for a rule."""
    kinds, name, why = _kinds(), http.form.get("name", ""), " ".join(http.form.get("why", "").split())
    if name not in kinds:
        abort(404)
    value, complaints = number(http.form.get("value", "")), {}
    if value is None or not kinds[name].least <= value <= kinds[name].most:
        least, most = kinds[name].least, kinds[name].most
        complaints["value"] = gettext("A whole number from %(least)s to %(most)s.", least=least, most=most)
    if complaint := words_complaint(why):
        complaints["why"] = str(complaint)
    if complaints or value is None:
        return _rules(422, name, complaints)
    with db.database().writing() as session:
        changes.require_as_seen(session, "rule", name)
        settings.choose(session, name, value, by=present_visitor().name, why=why, now=moments.now())
    flash(gettext("From now on this holds: %(what)s.", what=kinds[name].title))
    return redirect(url_for(".rules"), 303)


def _do(session: Session, row: ItemRow, what: str, said: str) -> None:
    me, doing = present_visitor(), Doing(present_visitor().name, moments.now())
    if what == "comment":
        items.comment(session, row.id, said, doing, reach())
    elif what == "close":
        items.close(session, row.id, said, doing, reach())
    else:
        owner = me.id if what == "take" else number(http.form.get("owner", "")) or 0
        items.assign(session, row.id, owner, candidates.of_item(session, row)[owner], doing, reach())


def _complaint(what: str, said: str, row: ItemRow) -> dict[str, Any]:
    if what in ("comment", "close"):
        complaint = words_complaint(said)
        return {"words": complaint} if complaint else {}
    known = candidates.of_item(db.session(), row)
    chosen = present_visitor().id if what == "take" else number(http.form.get("owner", "")) or 0
    return {} if chosen in known else {"owner": _("Choose somebody who looks after this place.")}


def _found(item_id: int) -> ItemRow:
    row = views.item_of(db.session(), item_id, reach())
    if row is None:
        abort(404)
    return row


def _page(status: int, row: ItemRow, complaints: dict[str, Any] | None = None) -> Response:
    session = db.session()
    place = places.place_of(session, row.place_id)
    values = {
        "item": row,
        "kind": _kinds().get(row.kind),
        "number": _chosen(session).get(row.kind, 0),
        "place": place.name if place else "",
        "owner": account.names(session, {row.owner_id or 0}).get(row.owner_id or 0, ""),
        "candidates": candidates.of_item(session, row),
        "is_mine": row.owner_id == present_visitor().id,
        "address": _address(row),
        "clocks": [clocks.clock_of(session, row.clock_id, moments.now())] if row.clock_id else [],
        "story": views.story(session, row.id),
        "words": http.form.get("words", ""),
        "complaints": complaints or {},
    }
    return make_response(render_template("work/item.html", **values), status)


def _address(row: ItemRow) -> str:
    """Of the page of what it is about, for whoever may open that."""
    find = keeping.addresses_of(current_app).get(row.subject_kind)
    if find is None or row.subject_id == NOBODY:
        return ""
    endpoint, values = find(row.subject_id)
    return url_for(endpoint, **values) if may_open(endpoint) else ""


def _rules(status: int, name: str = "", complaints: dict[str, Any] | None = None) -> Response:
    session = db.session()
    values = {
        "kinds": _kinds(),
        "numbers": _chosen(session),
        "said": settings.chosen(session),
        "refused": name,
        "form": http.form,
        "complaints": {f"{field}-{name}": each for field, each in (complaints or {}).items()},
        "may_choose": may_open("work.choose"),
    }
    return make_response(render_template("work/rules.html", **values), status)


def _kinds() -> dict[str, Any]:
    return {name: kind for name, (kind, _) in keeping.kinds_of(current_app).items()}


def _chosen(session: Session) -> dict[str, int]:
    """Rule → the number that holds."""
    said = settings.chosen(session)
    return {name: said[name].value if name in said else kind.usual for name, kind in _kinds().items()}


def _count(session: Session, within: Reach) -> int:
    return sum(views.counts(session, within).values())


def _count_late(session: Session, within: Reach) -> int:
    return views.count_late(session, within, moments.now())


def _shown(session: Session, item_id: int) -> Shown:
    row = views.item_of(session, item_id, reach())
    if row is None:
        return {}
    owner = account.names(session, {row.owner_id or 0}).get(row.owner_id or 0, "")
    return {"owner": (_("Who sees to it"), owner), "closed": (_("Closed by"), row.closed_by or "")}


def _shown_rule(session: Session, name: str) -> Shown:
    return {"value": (_("Number"), str(_chosen(session).get(name, "")))}
