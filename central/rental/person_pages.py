"""The pages of people: found by a number, seen with name and numbers hidden, and one of these shown for a purpose."""

from typing import Any, Final

from flask import Blueprint, Flask, abort, current_app, make_response, render_template
from flask import request as http
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from sqlalchemy.orm import Session
from werkzeug import Response

from central import db
from central.audit import service as audit
from central.edges import service as edges
from central.rental import asking, by_number, looks, masks, names, people_lists, registrants, service, words
from central.rental.asking import found, scope
from central.rental.forms import LookForm
from central.rental.looks import Word
from central.rental.own import pages as own_pages
from central.rental.reporting import views as reporting
from central.sealed.ring import ring
from central.web import needs, shell, showing
from central.web.grants import Reach
from central.web.roles import Role, open_to

blueprint = Blueprint("persons", __name__, url_prefix="/people", template_folder="templates")

REGISTRARS: Final = (Role.OFFICE, Role.REGISTRAR)
"""Who handles documents."""
_MASKS: Final = {Word.NAME: masks.name, Word.NUMBER: masks.number, Word.PHONE: masks.phone}


def init_app(app: Flask, *, usual: int) -> None:
    """Put the pages into `app`. usual: looks at hidden words of one person within an hour that nobody wonders about."""
    looks.init_app(app, usual=usual)
    app.register_blueprint(blueprint)
    own_pages.init_app(app)
    near = needs.Need(
        "permits", words.NEEDS["permits"], "person", "persons.registrations", _permits, {"permit": "near"}
    )
    needs.add(app, near)
    shell.add_link(app, shell.Link(shell.Section.HOUSING, "persons.people", lazy_gettext("People"), "person"))


@blueprint.route("", methods=["GET", "POST"])
@open_to(*REGISTRARS)
def people() -> Response:
    """Find somebody by a number, which never stands in an address: the form is posted, the answer not kept."""
    if http.method == "GET":
        return _people(200)
    typed = http.form.get("number", "").strip()
    if not by_number.is_number(typed):
        return _people(422, complaint=_("Type the whole number of a document or a phone."))
    session = db.session()
    rows = by_number.find(session, ring(), scope(), typed)
    audit.note_read(
        db.database(), act="identity.find", why="finding a person", detail={"found": [row.id for row in rows]}
    )
    return _people(200, rows)


@blueprint.get("/registrations")
@open_to(*REGISTRARS)
def registrations() -> Response:
    """Everybody who has registered, the last first, with their names masked."""
    if "as" not in http.args:
        audit.note_read(db.database(), act="registrations.read", why="looking after registrations")
    return showing.answer("rental/registrations.html", people_lists.REGISTERED, scope())


@blueprint.get("/<int:registration_id>")
@open_to(*REGISTRARS)
def person(registration_id: int) -> Response:
    """One person, with name and numbers masked."""
    row = found(service.person_of(db.session(), scope(), registration_id))
    audit.note_read(
        db.database(), act="registration.read", of=f"registration:{row.id}", why="looking after a registration"
    )
    return _person(200, row, LookForm())


@blueprint.post("/<int:registration_id>/look")
@open_to(*REGISTRARS)
def look(registration_id: int) -> Response:
    """Show one word of somebody, on this answer alone, for the purpose that is said."""
    row, form = found(service.person_of(db.session(), scope(), registration_id)), LookForm.read(http.form)
    complaints = form.complaints()
    if complaints:
        return _person(422, row, form, complaints)
    try:
        usual = looks.usual_of(current_app)
        word = looks.look(db.database(), scope(), row.id, form.look, usual=usual, now=asking.now())
    except service.NotThere:
        abort(404)
    return _person(200, row, LookForm(), shown={form.look.word: word or _("It does not open here.")})


def _people(status: int, rows: list[service.PersonRow] | None = None, complaint: str = "") -> Response:
    values = {
        "rows": rows,
        "names": {row.id: names.masked_name(row.name, row.id, row.person) for row in rows or ()},
        "boxes": {box.id: box.name for box in edges.boxes(db.session())},
        "complaint": complaint,
    }
    return make_response(render_template("rental/people.html", **values), status)


def _person(
    status: int,
    row: service.PersonRow,
    form: LookForm,
    complaints: dict[str, Any] | None = None,
    shown: dict[Word, str] | None = None,
) -> Response:
    session = db.session()
    stay = service.stay_of(session, scope(), row.stay_id) if row.stay_id is not None else None
    values = {
        "person": row,
        "masked": {word: mask(looks.opened(row, word)) for word, mask in _MASKS.items()},
        "shown": shown or {},
        "form": form,
        "complaints": complaints or {},
        "box": next((box.name for box in edges.boxes(session) if box.id == row.box_id), ""),
        "stay": stay,
        "deadlines": reporting.of_people(session, [row.id], asking.now())[row.id],
        "permit": asking.permit(row, stay),
        "today": asking.today(),
    }
    return make_response(render_template("rental/person.html", **values), status)


def _permits(session: Session, reach: Reach) -> int:
    return registrants.count_permits(session, service.Scope("", reach), asking.today(), asking.zone())
