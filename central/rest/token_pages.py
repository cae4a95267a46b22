"""The pages of tokens, for whoever runs the system: made with a name, an end and as little as will do; shown once."""

import time

from flask import Blueprint, Flask, abort, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug import Response

from central import db
from central.place.service import places
from central.rest import labels, tokens
from central.rest.forms import LIVES, Complaints, TokenForm
from central.rest.rules import DAY, Scope
from central.web import changes, shell
from central.web.once import once
from central.web.roles import Role, needs_confirmation, open_to
from central.web.visitor import present_visitor, reach

blueprint = Blueprint("tokens", __name__, url_prefix="/rest/tokens", template_folder="templates")


def init_app(app: Flask) -> None:
    """Put the pages into `app`."""
    app.register_blueprint(blueprint)
    shell.add_link(app, shell.Link(shell.Section.SYSTEM, "tokens.listed", lazy_gettext("Other programs"), "keys"))


@blueprint.get("")
@open_to(Role.SYSTEM)
def listed() -> Response:
    """Every token: what it is good for, until when, and when it was used last."""
    session = db.session()
    rows, names = tokens.tokens(session), {row.id: row.name for row in places(session, reach())}
    return make_response(render_template("rest/tokens.html", tokens=rows, places=names, labels=labels, now=_now()))


@blueprint.route("/new", methods=["GET", "POST"])
@open_to(Role.SYSTEM)
@needs_confirmation
@once
def new() -> Response:
    """Make a token, and show it this once."""
    if request.method == "GET":
        return _form(200, TokenForm(), {})
    form, at = TokenForm.read(request.form), _now()
    complaints = form.complaints([row.id for row in places(db.session(), reach())])
    if complaints:
        return _form(422, form, complaints)
    with db.database().writing() as session:
        made = tokens.make(
            session,
            form.name,
            form.wanted,
            form.place,
            expires_at=at + form.days * DAY,
            by=present_visitor().name,
            now=at,
        )
    return make_response(render_template("rest/token.html", made=made), 201)


@blueprint.route("/<int:token_id>/end", methods=["GET", "POST"])
@open_to(Role.SYSTEM)
@needs_confirmation
@once
def end(token_id: int) -> Response:
    """Ask whether it is meant, then let the token open nothing any more."""
    row = tokens.token_of(db.session(), token_id)
    if row is None:
        abort(404)
    if row.ended_at is not None:
        return _too_late(token_id)
    if request.method == "GET":
        return make_response(render_template("rest/token_end.html", token=row))
    with db.database().writing() as session:
        is_done = tokens.end(session, token_id, by=present_visitor().name, now=_now())
    if not is_done:
        return _too_late(token_id)
    flash(_("%(name)s opens nothing any more.", name=row.name))
    return redirect(url_for(".listed"), 303)


def _too_late(token_id: int) -> Response:
    changes.say_too_late(f"token:{token_id}", "token.end")
    return redirect(url_for(".listed"), 303)


def _form(status: int, form: TokenForm, complaints: Complaints) -> Response:
    values = {"places": places(db.session(), reach()), "scopes": list(Scope), "lives": LIVES, "labels": labels}
    return make_response(render_template("rest/token_new.html", form=form, complaints=complaints, **values), status)


def _now() -> int:
    return time.time_ns() // 1_000_000
