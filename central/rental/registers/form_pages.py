"""The register form of one person, on paper or as a file: for a purpose that is asked first, and noted."""

import tempfile
from typing import Any

from flask import Blueprint, make_response, render_template, send_file
from flask import request as http
from flask_babel import gettext as _
from werkzeug import Response

from central import db
from central.audit import service as audit
from central.rental import asking, service
from central.rental.asking import found, scope
from central.rental.forms import LookForm
from central.rental.looks import Word
from central.rental.registers import form_sheet, views
from central.rental.registers.form_sheet import FormSheet
from central.sealed.ring import ring
from central.web.exports import WRITERS, Sheet, write_xlsx
from central.web.roles import Role, open_to

blueprint = Blueprint("register_forms", __name__, template_folder="templates")
ACT = "register.form"
_KEEPERS = (Role.OFFICE, Role.REGISTRAR)


@blueprint.route("/registers/people/<int:entry_id>", methods=["GET", "POST"])
@open_to(*_KEEPERS)
def entry(entry_id: int) -> Response:
    """Of somebody who stands in a register that was taken over."""
    session = db.session()
    row = found(views.entry_of(session, scope(), entry_id))
    return _answer(f"entry:{row.id}", lambda: form_sheet.of_entry(session, ring(), row))


@blueprint.route("/people/<int:registration_id>/form", methods=["GET", "POST"])
@open_to(*_KEEPERS)
def person(registration_id: int) -> Response:
    """Of somebody who has registered at a door."""
    session = db.session()
    row = found(service.person_of(session, scope(), registration_id))
    return _answer(f"registration:{row.id}", lambda: form_sheet.of_person(session, scope(), row))


def _answer(of: str, sheet: Any) -> Response:
    """What for is asked first; then the form, on this answer alone."""
    form = LookForm(Word.NUMBER.value, http.form.get("purpose", ""), http.form.get("why", "").strip())
    complaints = form.complaints() if http.method == "POST" else {}
    if http.method == "GET" or complaints:
        page = render_template(
            "registers/form_asked.html", form=form, complaints=complaints, excel=WRITERS["xlsx"].name
        )
        return make_response(page, 422 if complaints else 200)
    with db.database().writing() as session:
        audit.note(session, act=ACT, of=of, why=f"{form.purpose}: {form.why}", at=asking.now())
    filled: FormSheet = sheet()
    if http.form.get("as") == "xlsx":
        return _file(filled)
    return make_response(render_template("registers/form.html", sheet=filled, today=asking.today()), 200)


def _file(filled: FormSheet) -> Response:
    out = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the response
    title = _("Register form of a floating resident")
    heads, words = zip(*filled.columns, strict=True)
    write_xlsx(out, Sheet(title, heads, [words]))
    out.seek(0)
    # Not named after the person: names of files travel further than files.
    return send_file(out, WRITERS["xlsx"].kind, as_attachment=True, download_name=f"{title}.xlsx")
