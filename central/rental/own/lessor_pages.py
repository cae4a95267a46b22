"""What is kept of a landlord, on their own page; and of an agent, which the office shows them at the desk."""

from typing import Any, Final

from flask import Blueprint, Flask, flash, make_response, redirect, render_template, url_for
from flask import request as http
from flask_babel import gettext as _
from werkzeug import Response

from central import db
from central.audit import service as audit
from central.rental import asking, masks
from central.rental.asking import acting, found, scope
from central.rental.letting.views import agent_of
from central.rental.own import copying, lessor_kept, lessors
from central.rental.own.lessor_kept import LessorKept
from central.rental.own.lessors import Lessor
from central.rental.own.rules import OTHER, WORDS_LENGTH
from central.rental.rules import NotPossible
from central.web.flashes import not_done
from central.web.letters import strange_sign
from central.web.once import once
from central.web.roles import Role, open_to
from central.web.visitor import present_visitor

blueprint = Blueprint("lessors", __name__, template_folder="templates")

REGISTRARS: Final = (Role.OFFICE, Role.REGISTRAR)
NAME_LENGTH: Final = 60
"""Letters of a name, a licence and whom to call."""


def init_app(app: Flask) -> None:
    """Put the pages into `app`."""
    app.register_blueprint(blueprint)


@blueprint.get("/own-data")
@open_to(Role.LANDLORD)
def mine() -> Response:
    """All that is kept of the landlord who looks."""
    return _page(200, _own())


@blueprint.post("/own-data/copy")
@open_to(Role.LANDLORD)
def copy() -> Response:
    """A zip of everything, for themselves."""
    return _copy(_own())


@blueprint.post("/own-data/ask")
@open_to(Role.LANDLORD)
@once
def ask() -> Response:
    """Ask that something is corrected, or all erased."""
    return _ask(_own())


@blueprint.get("/agents/<int:agent_id>/own-data")
@open_to(*REGISTRARS)
def agent(agent_id: int) -> Response:
    """All that is kept of an agent, to be shown to them."""
    return _page(200, _agent(agent_id))


@blueprint.post("/agents/<int:agent_id>/own-data/copy")
@open_to(*REGISTRARS)
def agent_copy(agent_id: int) -> Response:
    """A zip of everything, to be handed to them."""
    return _copy(_agent(agent_id))


@blueprint.post("/agents/<int:agent_id>/own-data/ask")
@open_to(*REGISTRARS)
@once
def agent_ask(agent_id: int) -> Response:
    """Write down what they ask."""
    return _ask(_agent(agent_id))


def _own() -> Lessor:
    return Lessor.landlord(present_visitor().id)


def _agent(agent_id: int) -> Lessor:
    found(agent_of(db.session(), scope(), agent_id))
    return Lessor.agent(agent_id)


def _ask(lessor: Lessor) -> Response:
    field, new = http.form.get("field", ""), http.form.get("new", "").strip()
    is_erasure = "erase" in http.form
    complaints = {} if is_erasure else _complaints(lessor, field, new)
    if complaints:
        return _page(422, lessor, complaints)
    try:
        with acting() as session:
            if is_erasure:
                lessors.erase(session, lessor, by=audit.doer(), now=asking.now())
            else:
                lessors.correct(session, lessor, field, new, by=audit.doer(), now=asking.now())
    except NotPossible:
        not_done(_("It is asked for already: the answer comes to this page."))
    else:
        flash(_("The office answers within 15 working days. The answer comes to this page."))
    return redirect(_at(lessor, "mine", "agent"), 303)


def _complaints(lessor: Lessor, field: str, new: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if field not in lessor.fields:
        found["field"] = _("Choose what is wrong.")
    most = WORDS_LENGTH if field == OTHER else NAME_LENGTH
    if strange := strange_sign(new):
        found["new"] = strange
    elif not 1 <= len(new) <= most:
        found["new"] = _("Say how it should be, in 1 to %(number)s letters.", number=most)
    return found


def _page(status: int, lessor: Lessor, complaints: dict[str, Any] | None = None) -> Response:
    kept = lessor_kept.kept_of(db.session(), lessor, now=asking.now())
    if lessor.is_agent:
        audit.note_read(db.database(), act="agent.read", of=lessor.of, why="the-person-asked")
    values = {
        "kept": kept,
        "words": _shown(kept),
        "complaints": complaints or {},
        "field": http.form.get("field", ""),
        "new": http.form.get("new", ""),
        "copy_at": _at(lessor, "copy", "agent_copy"),
        "ask_at": _at(lessor, "ask", "agent_ask"),
        "most": lessor_kept.MOST,
    }
    return make_response(render_template("own/lessor.html", **values), status)


def _shown(kept: LessorKept) -> dict[str, str]:
    """Whom to call stands masked where the office looks on; the copy has it in full."""
    return {name: masks.contact(word) if name == "contact" else word for name, word in kept.words.items()}


def _copy(lessor: Lessor) -> Response:
    with acting() as session:
        lessors.copied(session, lessor, by=audit.doer(), now=asking.now())
    kept = lessor_kept.kept_of(db.session(), lessor, now=asking.now(), most=lessor_kept.MOST_COPIED)
    page = render_template("own/lessor_copy.html", kept=kept, words=kept.words, now=asking.now())
    response = make_response(copying.packed_plain(lessor_kept.plain(kept), page))
    response.headers["Content-Type"] = "application/zip"
    response.headers["Content-Disposition"] = 'attachment; filename="my-data.zip"'
    return response


def _at(lessor: Lessor, own: str, agents: str) -> str:
    return url_for(f".{agents}", agent_id=lessor.number) if lessor.is_agent else url_for(f".{own}")
