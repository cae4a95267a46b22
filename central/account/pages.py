"""Sign in, sign out, and the first run: the page on which the first security administrator is made."""

from typing import Any, cast

from flask import (
    Blueprint,
    abort,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_babel import gettext as _
from werkzeug import Response

from central import db
from central.account import service
from central.account.forms import FirstRun, Join
from central.account.guard import Guard, now
from central.live import bell
from central.web import destination
from central.web.roles import Role, open_to
from central.web.visitor import present_visitor, visitor

blueprint = Blueprint("account", __name__, template_folder="templates")


@blueprint.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> Response:
    """Name and password for a session."""
    if visitor() is not None:
        return redirect(_next(), 303)
    if request.method == "POST":
        return _try_to_sign_in()
    if not service.knows_anybody(db.session()):
        return redirect(url_for(".first_run"), 303)
    return _sign_in_page()


@blueprint.post("/sign-out")
@open_to(*Role)
def sign_out() -> Response:
    """End the session here and at once on every page that it has open."""
    service.sign_out(db.database(), present_visitor().session)
    bell().ring()
    session.clear()
    flash(_("You are signed out."))
    response = redirect(url_for(".sign_in"), 303)
    _guard().let_out(response)
    return response


@blueprint.route("/first-run", methods=["GET", "POST"])
def first_run() -> Response:
    """Code, name and password make the first security administrator; afterwards this page is gone."""
    if service.has_staff(db.session()):
        abort(404)
    if request.method == "GET":
        return _page("account/first_run.html", 200, form=FirstRun("", "", ""), complaints={})
    form = FirstRun.read(request.form)
    complaints = form.complaints()
    if not complaints:
        try:
            service.make_first_administrator(db.database(), form.code, form.name, form.password, _address(), now())
            flash(_("You are the security administrator. Sign in with what you have just chosen, then let others in."))
            return redirect(url_for(".sign_in"), 303)
        except service.NameTaken:
            complaints = {"name": _("Somebody has this name already; this work needs a person of its own.")}
        except service.WrongCode:
            complaints = {"code": _("This code is not valid. `menlu-central first-run` prints a new one.")}
        except service.TooManyAttempts as error:
            return _slow_down("account/first_run.html", error, form=form, complaints={})
    return _page("account/first_run.html", 422, form=form, complaints=complaints)


@blueprint.route("/join", methods=["GET", "POST"])
def join() -> Response:
    """Code and password let a landlord in who was invited; open to anybody, since nobody is signed in yet."""
    if request.method == "GET":
        return _page("account/join.html", 200, form=Join("", ""), complaints={})
    form = Join.read(request.form)
    complaints = form.complaints()
    if not complaints:
        try:
            name = service.join(db.database(), form.code, form.password, _address(), now())
            flash(_("Your password is set. Sign in as %(name)s.", name=name))
            return redirect(url_for(".sign_in"), 303)
        except service.WrongCode:
            complaints = {"code": _("This code is not valid. Ask the office for a new one.")}
        except service.TooManyAttempts as error:
            return _slow_down("account/join.html", error, form=form, complaints={})
    return _page("account/join.html", 422, form=form, complaints=complaints)


def _try_to_sign_in() -> Response:
    name, password = request.form.get("name", ""), request.form.get("password", "")
    try:
        secret = service.sign_in(
            db.database(),
            name[:256],
            password[:1024],
            _address(),
            now(),
            browser=request.headers.get("User-Agent", ""),
            second_is_required=_guard().second_is_required,
        )
    except service.WrongPassword:
        return _sign_in_page(422, name=name, complaint=_("Name and password do not belong together."))
    except service.TooManyAttempts as error:
        return _slow_down("account/sign_in.html", error, name=name, next=_next())
    session.clear()
    response = redirect(_next(), 303)
    _guard().let_in(response, secret)
    return response


def _sign_in_page(status: int = 200, name: str = "", complaint: str | None = None) -> Response:
    return _page("account/sign_in.html", status, name=name, complaint=complaint, next=_next())


def _slow_down(template: str, error: service.TooManyAttempts, **values: Any) -> Response:
    seconds = -(-error.wait // 1000)
    complaint = _("Too many attempts. Wait %(seconds)s seconds, then try again.", seconds=seconds)
    response = _page(template, 429, complaint=complaint, **values)
    response.headers["Retry-After"] = str(seconds)
    return response


def _page(template: str, status: int, **values: Any) -> Response:
    return make_response(render_template(template, **values), status)


def _next() -> str:
    return destination.local(request.values.get("next"), "/")


def _address() -> str:
    return request.remote_addr or ""


def _guard() -> Guard:
    return cast(Guard, current_app.extensions["menlu-guard"])
