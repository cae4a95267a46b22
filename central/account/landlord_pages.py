"""The page of the landlords: who they are, and a code by which each signs in the first time."""

from typing import Any

from flask import Blueprint, Flask, abort, current_app, make_response, redirect, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug import Response

from central import db
from central.account import lists, service, within_reach, words
from central.account.forms import name_complaint
from central.account.guard import now
from central.account.within_reach import ADDERS
from central.web import bulk, shell, showing
from central.web.flashes import not_done
from central.web.once import once
from central.web.roles import open_to
from central.web.showing import Act
from central.web.visitor import present_visitor

blueprint = Blueprint("landlords", __name__, url_prefix="/landlords", template_folder="templates")

_AGAIN = Act("landlords.invite_several", words.NEW_CODES)


def init_app(app: Flask, owners: within_reach.Owners) -> None:
    """Put the page into `app`. owners: who has something within a reach, and who beyond it."""
    app.register_blueprint(blueprint)
    within_reach.init_app(app, owners)
    shell.add_link(
        app, shell.Link(shell.Section.HOUSING, "landlords.landlords", lazy_gettext("Landlords"), "landlords")
    )


@blueprint.get("")
@open_to(*ADDERS)
def landlords() -> Response:
    """The landlords within reach, and a form for the next one."""
    return _page(200)


@blueprint.post("")
@open_to(*ADDERS)
@once
def add() -> Response:
    """Make a landlord, and show the code once."""
    name = request.form.get("name", "").strip()
    complaint = name_complaint(name)
    if complaint is not None:
        return _page(422, name=name, complaint=str(complaint))
    try:
        with db.database().writing() as session:
            made = service.add_landlord(session, name, by=present_visitor().name, now=now())
    except service.NameTaken:
        return _page(422, name=name, complaint=_("Somebody has this name already. Add the village or a number."))
    return _code(made)


@blueprint.post("/<int:landlord_id>/code")
@open_to(*ADDERS)
@once
def invite_again(landlord_id: int) -> Response:
    """A new code for a landlord who has lost theirs, or has forgotten the password."""
    made = _invited_again([landlord_id])
    if not made:
        abort(404)
    return _code(made[0])


@blueprint.post("/codes")
@open_to(*ADDERS)
@once
def invite_several() -> Response:
    """Ask whether it is meant, then make new codes for these landlords, each on a sheet of its own."""
    numbers = bulk.chosen()
    if not numbers:
        not_done(_("Choose at least one row first."))
        return redirect(bulk.back(".landlords"), 303)
    if bulk.is_meant():
        codes = [_shown(each) for each in _invited_again(numbers)]
        return make_response(render_template("account/landlord_codes.html", codes=codes), 201)
    rows = [(row.id, row.name) for row in service.landlords(db.session(), numbers, within_reach.lets_in())]
    if not rows:
        not_done(
            _("None of them is yours to make a code for: who has houses elsewhere too asks the office of the town.")
        )
        return redirect(bulk.back(".landlords"), 303)
    return bulk.ask(_("Make new codes? Older ones are void."), rows, _AGAIN.label, list_at=".landlords")


def _invited_again(numbers: list[int]) -> list[service.NewInvitation]:
    """New codes for those of them who are wholly within reach."""
    with db.database().writing() as session:
        known = [row.id for row in service.landlords(session, numbers, within_reach.lets_in())]
        by, at = present_visitor().name, now()
        made = [service.invite_landlord_again(session, number, by=by, now=at) for number in known]
    return [each for each in made if each is not None]


def _code(made: service.NewInvitation) -> Response:
    return make_response(render_template("account/landlord_code.html", **_shown(made)), 201)


def _shown(made: service.NewInvitation) -> dict[str, Any]:
    """A code, and where it is typed. Behind the # it stays in the browser: no server's log holds it."""
    central = str(current_app.extensions["menlu-address"]) or request.host_url.rstrip("/")
    return {"made": made, "page": f"{central}/join", "link": f"{central}/join#{made.code}"}


def _page(status: int, name: str = "", complaint: str | None = None) -> Response:
    values: dict[str, Any] = {"name": name, "complaint": complaint, "state": words.landlord_state, "now": now()}
    seen = within_reach.seen()
    values["partly_here"] = within_reach.partly_here(db.session())
    return showing.answer("account/landlords.html", lists.LANDLORDS, seen, acts=[_AGAIN], status=status, **values)
