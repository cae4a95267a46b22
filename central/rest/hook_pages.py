"""The pages of webhooks, for whoever runs the system: who is told of what, and whether it arrives."""

import time

from flask import (
    Blueprint,
    Flask,
    abort,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug import Response

from central import db
from central.events.service import Kind
from central.place.service import places
from central.rest import hooks, labels, telling
from central.rest.deliveries import page_of_deliveries
from central.rest.forms import Complaints, WebhookForm
from central.rest.hooks import WebhookRow
from central.web import changes, needs, paging
from central.web.grants import Reach
from central.web.once import once
from central.web.roles import Role, needs_confirmation, open_to
from central.web.visitor import present_visitor, reach

blueprint = Blueprint("webhooks", __name__, url_prefix="/rest/webhooks", template_folder="templates")


def init_app(app: Flask) -> None:
    """Put the pages into `app`."""
    app.register_blueprint(blueprint)
    failing = needs.Need("webhooks", labels.FAILING, "warning", "webhooks.listed", _failing, {"failing": "1"})
    needs.add(app, failing)


@blueprint.get("")
@open_to(Role.SYSTEM)
def listed() -> Response:
    """Every webhook, or with ?failing those that fail, and how it goes."""
    session = db.session()
    names = {row.id: row.name for row in places(session, reach())}
    rows = hooks.webhooks(session, failing="failing" in request.args)
    return make_response(render_template("rest/webhooks.html", webhooks=rows, places=names, labels=labels, now=_now()))


@blueprint.route("/new", methods=["GET", "POST"])
@open_to(Role.SYSTEM)
@needs_confirmation
@once
def new() -> Response:
    """Begin to tell a receiver."""
    if request.method == "GET":
        return _form(200, WebhookForm(), {})
    form = WebhookForm.read(request.form)
    complaints = form.complaints([row.id for row in places(db.session(), reach())], plain=_takes_plain())
    if complaints:
        return _form(422, form, complaints)
    with db.database().writing() as session:
        made = hooks.add(session, form.url, form.wanted, form.place, by=present_visitor().name, now=_now())
    flash(_("It is told from now on."))
    return redirect(url_for(".webhook", webhook_id=made), 303)


@blueprint.get("/<int:webhook_id>")
@open_to(Role.SYSTEM)
def webhook(webhook_id: int) -> Response:
    """One webhook, and what was delivered there, the newest first."""
    row, session = _found(webhook_id), db.session()
    told = page_of_deliveries(session, webhook_id, paging.spot())
    return make_response(render_template("rest/webhook.html", hook=row, told=told, labels=labels, now=_now()))


@blueprint.post("/<int:webhook_id>/try")
@open_to(Role.SYSTEM)
@once
def try_now(webhook_id: int) -> Response:
    """Wait no longer for a receiver that failed."""
    _found(webhook_id)
    with db.database().writing() as session:
        hooks.try_now(session, webhook_id)
    flash(_("It is tried again now."))
    return redirect(url_for(".webhook", webhook_id=webhook_id), 303)


@blueprint.route("/<int:webhook_id>/end", methods=["GET", "POST"])
@open_to(Role.SYSTEM)
@needs_confirmation
@once
def end(webhook_id: int) -> Response:
    """Ask whether it is meant, then tell that receiver no more."""
    row = _found(webhook_id)
    if row.ended_at is not None and row.ended_by != hooks.BY_ITSELF:
        return _too_late(webhook_id)
    if request.method == "GET":
        return make_response(render_template("rest/webhook_end.html", hook=row))
    with db.database().writing() as session:
        is_done = hooks.end(session, webhook_id, by=present_visitor().name, now=_now())
    if not is_done:
        return _too_late(webhook_id)
    flash(_("It is told nothing more."))
    return redirect(url_for(".listed"), 303)


def _too_late(webhook_id: int) -> Response:
    changes.say_too_late(f"webhook:{webhook_id}", "webhook.end")
    return redirect(url_for(".listed"), 303)


def _found(webhook_id: int) -> WebhookRow:
    row = hooks.webhook_of(db.session(), webhook_id)
    if row is None:
        abort(404)
    return row


def _failing(session: Session, _reach: Reach) -> int:
    """Webhooks are the whole town's, as whoever runs the system is."""
    return hooks.count_failing(session)


def _takes_plain() -> bool:
    """Plain http is for networks of our own, where some are named."""
    return bool(telling.networks_of(current_app))


def _form(status: int, form: WebhookForm, complaints: Complaints) -> Response:
    values = {"places": places(db.session(), reach()), "kinds": list(Kind), "labels": labels}
    return make_response(render_template("rest/webhook_new.html", form=form, complaints=complaints, **values), status)


def _now() -> int:
    return time.time_ns() // 1_000_000
