"""The pages of registers: bring a file, see what becomes of its rows, take it over and back; who stands in them."""

from collections.abc import Mapping
from io import BytesIO
from typing import Any, Final

from flask import Blueprint, Flask, abort, flash, make_response, redirect, render_template, send_file, url_for
from flask import request as http
from flask_babel import format_decimal, lazy_gettext
from flask_babel import gettext as _
from werkzeug import Response

from central import db
from central.audit import service as audit
from central.place import service as places
from central.place.service import Kind as PlaceKind
from central.rental import asking
from central.rental.asking import acting, found, scope
from central.rental.registers import bringing, form_pages, lists, marked, opened_file, shown_words, views, words
from central.rental.registers import states as course
from central.rental.registers.bringing import CALLED_LENGTH, Brought, BuiltOn, Stale
from central.rental.registers.columns import HEADINGS, NEEDED, Field, Kind, lacking
from central.rental.registers.comparing import Standing
from central.rental.registers.houses import making
from central.rental.registers.sheet import MOST_BYTES
from central.rental.registers.states import State
from central.rental.registers.views import ImportRow, SheetRow
from central.rental.rules import NotPossible
from central.sealed.ring import ring
from central.web import changes, purposes, shell, showing
from central.web.exports import WRITERS, Sheet, write_xlsx
from central.web.flashes import not_done
from central.web.letters import length_complaint
from central.web.once import once
from central.web.roles import Role, open_to

blueprint = Blueprint("registers", __name__, url_prefix="/registers", template_folder="templates")
KEEPERS: Final = (Role.OFFICE, Role.REGISTRAR)
"""Who keeps registers."""


def init_app(app: Flask) -> None:
    """Put the pages into `app`."""
    for pages in (blueprint, form_pages.blueprint):
        app.register_blueprint(pages)
    app.jinja_env.globals.update(registers=words)
    changes.add(app, "register", _shown, acts=("register.",))
    label = lazy_gettext("Registers")
    shell.add_link(app, shell.Link(shell.Section.HOUSING, "registers.registers_list", label, "read"))


@blueprint.get("")
@open_to(*KEEPERS)
def registers_list() -> Response:
    """Every file that was brought, the last first."""
    return showing.answer("registers/registers.html", lists.IMPORTS, scope())


@blueprint.get("/people")
@open_to(*KEEPERS)
def people() -> Response:
    """Everybody who stands in a register that was taken over, with their names masked."""
    if "as" not in http.args:
        audit.note_read(db.database(), act="register.people", why="looking after registers")
    return showing.answer("registers/people.html", lists.ENTRIES, scope())


@blueprint.get("/rows")
@open_to(*KEEPERS)
def rows() -> Response:
    """The rows of a file, with what becomes of each; masked where they tell of somebody."""
    of = views.import_of(db.session(), scope(), http.args.get("register", 0, int))
    if "as" not in http.args:
        audit.note_read(
            db.database(), act="register.rows", of=f"register:{of.id}" if of else "", why="before taking over"
        )
    return showing.answer("registers/rows.html", lists.ROWS, scope(), of=of, said=_said)


@blueprint.route("/new", methods=["GET", "POST"])
@open_to(*KEEPERS)
@once
def bring() -> Response:
    """Bring a file."""
    if http.method == "GET":
        return _form(200, {})
    called, place = " ".join(http.form.get("called", "").split()), http.form.get("place")
    complaints: dict[str, Any] = {}
    if complaint := length_complaint(called, 1, CALLED_LENGTH):
        complaints["called"] = complaint
    lines = _lines(complaints)
    if complaints:
        return _form(422, complaints)
    number = int(place) if place and place.isascii() and place.isdigit() and len(place) < 19 else 0
    with acting() as session:
        made = bringing.bring(session, ring(), scope(), Brought(number, called, lines, _kind()), now=asking.now())
    return redirect(url_for(".register", import_id=made), 303)


@blueprint.get("/template/<sheet>")
@open_to(*KEEPERS)
def template(sheet: str) -> Response:
    """A spreadsheet with the headings that are understood, and nothing below them."""
    if sheet not in set(Kind):
        abort(404)
    kind = Kind(sheet)
    out = BytesIO()
    heads = [synonyms[0] for synonyms in HEADINGS[kind].values()]
    write_xlsx(out, Sheet(str(words.KINDS[kind]), heads, []))
    out.seek(0)
    name = f"{words.KINDS[kind]}.xlsx"
    return send_file(out, WRITERS["xlsx"].kind, as_attachment=True, download_name=name)


@blueprint.get("/<int:import_id>")
@open_to(*KEEPERS)
def register(import_id: int) -> Response:
    """One file: how far it is, what becomes of its rows, and what can be done."""
    return _page(200, import_id)


@blueprint.post("/<int:import_id>/columns")
@open_to(*KEEPERS)
@once
def columns(import_id: int) -> Response:
    """Say which column is what."""
    row = found(views.import_of(db.session(), scope(), import_id))
    chosen = _chosen(row.kind, http.form, len(marked.heads_of(ring(), row)))
    if lacking(chosen, row.kind) or len(set(chosen.values())) < len(chosen):
        complaint = _("Choose a column for each that is marked with *, and no column twice.")
        return _page(422, import_id, complaints={"columns": complaint})
    return _act(import_id, lambda session: bringing.map_again(session, scope(), import_id, chosen, now=asking.now()))


@blueprint.post("/<int:import_id>/take")
@open_to(*KEEPERS)
@once
def take(import_id: int) -> Response:
    """Take over what can be."""
    row = found(views.import_of(db.session(), scope(), import_id))

    def taking(session: Any) -> None:
        number = bringing.take(session, scope(), import_id, now=asking.now())
        if row.kind is Kind.RESIDENTS:
            flash(_("%(number)s rows were taken over.", number=format_decimal(number)))

    return _act(import_id, taking)


@blueprint.post("/<int:import_id>/take-back")
@open_to(*KEEPERS)
@once
def take_back(import_id: int) -> Response:
    """Let all be as it was before."""
    row = found(views.import_of(db.session(), scope(), import_id))

    def taking(session: Any) -> None:
        bringing.take_back(session, scope(), import_id, now=asking.now())
        if row.kind is Kind.RESIDENTS:
            flash(_("It was taken back: the registers are as they were before."))

    return _act(import_id, taking)


@blueprint.post("/<int:import_id>/put-away")
@open_to(*KEEPERS)
@once
def put_away(import_id: int) -> Response:
    """Delete what was brought, and what was read of it."""

    def putting(session: Any) -> None:
        bringing.put_away(session, scope(), import_id, now=asking.now())
        flash(_("The file was put away, and what was read of it is deleted."))

    return _act(import_id, putting)


@blueprint.get("/<int:import_id>/complaints")
@open_to(*KEEPERS)
def complaints(import_id: int) -> Response:
    """The rows that something was found in, as a file to mend, for a purpose."""
    row = found(views.import_of(db.session(), scope(), import_id))
    purpose = http.args.get("for", "")
    if purpose not in purposes.OF_PEOPLE:
        not_done(_("No file was made: choose what it is for."))
        return redirect(url_for(".register", import_id=import_id), 303)
    audit.note_read(db.database(), act="register.complaints", of=f"register:{row.id}", why=purpose)
    with db.database().reading() as session:
        out, _count = marked.file_of(session, ring(), row, _("To be looked at"))
    name = f"{row.called} {_('To be looked at')}.xlsx"
    return send_file(out, WRITERS["xlsx"].kind, as_attachment=True, download_name=name)


def _lines(complaints: dict[str, Any]) -> bytes:
    """What stands in the cells of the file that was sent; why not is added to the complaints."""
    file = http.files.get("file")
    data = file.read(MOST_BYTES + 1) if file else b""
    if not data or len(data) > MOST_BYTES:
        complaints["file"] = _("Choose a file of at most %(most)s MB.", most=MOST_BYTES // 1024 // 1024)
        return b""
    try:
        return opened_file.cells_of(data)
    except opened_file.NotRead as error:
        complaints["file"] = words.PROBLEMS[error.problem]
        return b""


def _act(import_id: int, doing: Any) -> Response:
    """Do something about a file; where that is too late, say why."""
    found(views.import_of(db.session(), scope(), import_id))
    try:
        with acting() as session:
            changes.require_as_seen(session, "register", import_id)
            doing(session)
    except BuiltOn as error:
        not_done(_("It can't be taken back: take these back first: %(registers)s", registers=", ".join(error.imports)))
    except Stale:
        with acting() as session:
            bringing.look_again(session, scope(), import_id, now=asking.now())
        not_done(_("Another register was taken over meanwhile, so this one is looked at again: nothing was done yet."))
    except NotPossible:
        asking.say_too_late()
    return redirect(url_for(".register", import_id=import_id), 303)


def _kind() -> Kind:
    """Of what the file is; of residents, where nothing is said."""
    said = http.form.get("kind", "")
    return Kind(said) if said in set(Kind) else Kind.RESIDENTS


def _chosen(kind: Kind, form: Mapping[str, str], width: int) -> dict[Field, int]:
    said = {field: form.get(f"column-{field.value}", "") for field in HEADINGS[kind]}
    return {field: int(text) for field, text in said.items() if text.isascii() and text.isdigit() and int(text) < width}


def _page(status: int, import_id: int, complaints: dict[str, Any] | None = None) -> Response:
    session = db.session()
    row = found(views.import_of(session, scope(), import_id))
    standings = views.standings(session, row.id) if row.state in (State.READY, State.TAKEN) else {}
    place = places.place_of(session, row.place_id)
    page = render_template(
        "registers/register.html",
        register=row,
        heads=marked.heads_of(ring(), row),
        left=making.left(session, row.id) if row.state in (State.UNMAKING, State.TAKEN_BACK) else {},
        place=place.name if place and place.name else _("The whole town"),
        standings=standings,
        takes=standings.get(Standing.NEW, 0) + standings.get(Standing.CHANGED, 0),
        kinds=views.kinds_of_findings(session, row.id) if standings else {},
        needed=NEEDED[row.kind],
        fields=list(HEADINGS[row.kind]),
        undo_until=(row.taken_at + course.UNDO) if row.taken_at else 0,
        kept_until=row.made_at + course.KEPT,
        now=asking.now(),
        complaints=complaints or {},
        purposes=purposes.OF_PEOPLE,
    )
    return make_response(page, status)


def _form(status: int, complaints: Mapping[str, Any]) -> Response:
    areas = [row for row in places.places(db.session(), scope().reach) if row.kind is not PlaceKind.BUILDING]
    if not areas:
        abort(404)
    page = render_template(
        "registers/bring.html",
        complaints=complaints,
        called=http.form.get("called", ""),
        place=http.form.get("place", ""),
        places=areas,
        kinds=words.KINDS,
        kind=_kind(),
        headings={
            kind: {words.field(kind, field): synonyms for field, synonyms in headings.items()}
            for kind, headings in HEADINGS.items()
        },
        needed={kind: [words.field(kind, field) for field in needed] for kind, needed in NEEDED.items()},
        called_length=CALLED_LENGTH,
    )
    return make_response(page, status)


def _said(row: SheetRow) -> list[tuple[Any, str, Any, bool]]:
    """What was found in a row: field, what stands there (masked), what is accepted, whether it is in the way."""
    cells = marked.cells_of(ring(), row)

    def word(field: Field) -> str:
        column = row.columns.get(field, len(cells))
        return shown_words.masked(field, cells[column]) if column < len(cells) else ""

    return [
        (words.field(row.kind, each.field), word(each.field), words.FINDINGS[each.what], each.is_wrong)
        for each in row.findings
    ]


def _shown(session: Any, import_id: int) -> changes.Shown:
    """What a form shows of a file before somebody does something about it."""
    row: ImportRow | None = views.import_of(session, scope(), import_id)
    if row is None:
        return {}
    return {"state": (lazy_gettext("State"), changes.Coded(row.state.value, words.STATES[row.state][2]))}
