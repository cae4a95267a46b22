"""The pages of the people who work here: what each may do and where, a code for the first sign-in, shutting out."""

from collections.abc import Callable
from typing import Any

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
from flask_babel import lazy_gettext
from sqlalchemy.orm import Session
from werkzeug import Response

from central import db
from central.account import factors, lists, service, words
from central.account.forms import Complaints, GrantForm, name_complaint
from central.account.guard import now
from central.account.shown import shown
from central.live import bell
from central.place.service import place_of, places
from central.web import changes, shell, showing
from central.web.flashes import not_done
from central.web.grants import EVERYWHERE, Grant
from central.web.once import once
from central.web.roles import Role, needs_confirmation, open_to
from central.web.visitor import present_visitor

blueprint = Blueprint("staff", __name__, url_prefix="/staff", template_folder="templates")


def init_app(app: Flask) -> None:
    """Put the pages into `app`."""
    app.register_blueprint(blueprint)
    changes.add(app, "staff", shown, acts=("role.", "staff.invite", "staff.let-in", "staff.shut-out"))
    shell.add_link(
        app, shell.Link(shell.Section.SYSTEM, "staff.people", lazy_gettext("People who work here"), "people")
    )


@blueprint.get("")
@open_to(Role.SECURITY)
def people() -> Response:
    """Everybody who works here, landlords apart, and which of the three administrators there is none of."""
    session = db.session()
    lacking = [role for role in (Role.SYSTEM, Role.AUDIT, Role.OFFICE) if not service.has_anybody(session, role)]
    return showing.answer(
        "account/staff.html", lists.PEOPLE, None, lacking=lacking, words=words, where=lists.where, now=now()
    )


@blueprint.route("/new", methods=["GET", "POST"])
@open_to(Role.SECURITY)
@needs_confirmation
@once
def invite() -> Response:
    """Let somebody in: a name, a first role, and a code that is shown once."""
    if request.method == "GET":
        return _form(200, "", GrantForm.read(request.args))
    name, form = request.form.get("name", "").strip(), GrantForm.read(request.form)
    complaints = dict(form.complaints())
    if (complaint := name_complaint(name)) is not None:
        complaints["name"] = complaint
    if complaints:
        return _form(422, name, form, complaints)
    try:
        with db.database().writing() as session:
            made = service.invite(session, name, [_known(session, form)], by=_by(), now=now())
    except service.NameTaken:
        return _form(422, name, form, {"name": _("Somebody has this name already. Add the village or a number.")})
    except service.NotGranted as refused:
        return _form(422, name, form, {"place": words.REFUSALS[refused.why]})
    return _code(made)


@blueprint.get("/<int:person>")
@open_to(Role.SECURITY)
def one(person: int) -> Response:
    """One person: what they may do and where, and what can be done about it."""
    return _page(200, person, GrantForm())


@blueprint.post("/<int:person>/grants")
@open_to(Role.SECURITY)
@needs_confirmation
@once
def give(person: int) -> Response:
    """Grant a role."""
    form = GrantForm.read(request.form)
    complaints = form.complaints()
    if complaints:
        return _page(422, person, form, complaints)
    _found(db.session(), person)
    try:
        with db.database().writing() as session:
            changes.require_as_seen(session, "staff", person)
            grant = _known(session, form)
            service.give(session, person, grant, giver=present_visitor().id, by=_by(), now=now())
    except service.NotGranted as refused:
        return _page(422, person, form, {"place": words.REFUSALS[refused.why]})
    except service.OwnRights:
        return _page(422, person, form, {"role": _own_rights()})
    bell().ring()
    return _back(person, _("The role is granted."))


@blueprint.post("/<int:person>/grants/<int:grant>/take")
@open_to(Role.SECURITY)
@needs_confirmation
@once
def take(person: int, grant: int) -> Response:
    """Take a role back; it holds from the next request on."""
    return _done(person, lambda session: service.take(session, person, grant, giver=present_visitor().id))


@blueprint.route("/<int:person>/shut-out", methods=["GET", "POST"])
@open_to(Role.SECURITY)
@needs_confirmation
@once
def shut_out(person: int) -> Response:
    """Ask whether this person is meant, then let them in no more."""
    if request.method == "GET":
        return make_response(render_template("account/shut_out.html", person=_found(db.session(), person)))
    giver = present_visitor().id
    return _done(person, lambda session: service.disable(session, person, giver=giver, by=_by(), now=now()))


@blueprint.post("/<int:person>/let-in")
@open_to(Role.SECURITY)
@needs_confirmation
@once
def let_in(person: int) -> Response:
    """Let somebody in again who was shut out."""
    return _done(person, lambda session: service.enable(session, person, giver=present_visitor().id))


@blueprint.post("/<int:person>/sign-out")
@open_to(Role.SECURITY)
@once
def sign_out(person: int) -> Response:
    """End every session of theirs."""
    return _done(person, lambda session: service.end_sessions_of(session, person))


@blueprint.post("/<int:person>/forget-factors")
@open_to(Role.SECURITY)
@needs_confirmation
@once
def forget_factors(person: int) -> Response:
    """Take somebody's second factors away whose phone and paper are lost; their sessions end."""
    if person == present_visitor().id:
        return _not_done(person, _own_rights())

    def act(session: Session) -> None:
        factors.forget(session, person)
        service.end_sessions_of(session, person)

    return _done(person, act)


@blueprint.post("/<int:person>/code")
@open_to(Role.SECURITY)
@needs_confirmation
@once
def code(person: int) -> Response:
    """A new code for somebody who has lost theirs, or has forgotten the password."""
    with db.database().writing() as session:
        changes.require_as_seen(session, "staff", person)
        made = service.invite_again(session, person, by=_by(), now=now())
    if made is None:
        abort(404)
    return _code(made)


def _done(person: int, act: Callable[[Session], object]) -> Response:
    _found(db.session(), person)
    try:
        with db.database().writing() as session:
            changes.require_as_seen(session, "staff", person)
            act(session)
    except service.OwnRights:
        return _not_done(person, _own_rights())
    except service.LastOfThem:
        return _not_done(person, _("Nothing was changed: without this person nobody could give rights any more."))
    # Pages that are open show by the rights of then: they look again at once.
    bell().ring()
    return _back(person, _("Done; it holds at once."))


def _known(session: Session, form: GrantForm) -> Grant:
    """The grant of a form that has no complaints. 404 when the place is gone meanwhile."""
    grant = form.grant()
    if grant.place is not None and place_of(session, grant.place) is None:
        abort(404)
    return grant


def _code(made: service.NewInvitation) -> Response:
    central = str(current_app.extensions["menlu-address"]) or request.host_url.rstrip("/")
    # Behind the # it stays in the browser: no server's log holds it.
    values = {"made": made, "page": f"{central}/join", "link": f"{central}/join#{made.code}"}
    done = url_for(".one", person=made.person)
    return make_response(render_template("account/staff_code.html", **values, done=done), 201)


def _form(status: int, name: str, form: GrantForm, complaints: Complaints | None = None) -> Response:
    values: dict[str, Any] = {"name": name, "form": form, "complaints": complaints or {}, **_choices()}
    return make_response(render_template("account/staff_new.html", **values), status)


def _page(status: int, person: int, form: GrantForm, complaints: Complaints | None = None) -> Response:
    session = db.session()
    values: dict[str, Any] = {
        "person": _found(session, person),
        "is_self": person == present_visitor().id,
        "form": form,
        "complaints": complaints or {},
        "place_names": _place_names(session),
        "now": now(),
        **_choices(),
    }
    return make_response(render_template("account/person.html", **values), status)


def _choices() -> dict[str, Any]:
    return {"words": words, "places": places(db.session(), EVERYWHERE), "roles": [*Role]}


def _place_names(session: Session) -> dict[int, str]:
    """What places are called; the town, until it has a name, by the word for it."""
    return {row.id: row.name or _("The whole town") for row in places(session, EVERYWHERE)}


def _found(session: Session, person: int) -> service.PersonRow:
    row = service.person_of(session, person)
    if row is None:
        abort(404)
    return row


def _back(person: int, said: str) -> Response:
    flash(said)
    return redirect(url_for(".one", person=person), 303)


def _not_done(person: int, said: str) -> Response:
    not_done(said)
    return redirect(url_for(".one", person=person), 303)


def _own_rights() -> str:
    return str(_("Nothing was changed: nobody gives or takes their own rights. Ask another security administrator."))


def _by() -> str:
    return present_visitor().name
