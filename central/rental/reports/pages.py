"""The pages of reports: the figures of a place by its parts, as a file too, and the rows behind each figure."""

import tempfile
from functools import partial
from typing import Any, Final

from flask import Blueprint, Flask, abort, current_app, make_response, render_template, send_file, url_for
from flask import request as http
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug import Response

from central import db
from central.audit import service as audit
from central.place.service import Kind, PlaceRow, places
from central.rental import asking
from central.rental.asking import found as found_or_404
from central.rental.asking import scope
from central.rental.reports import counting, lists, subjects
from central.rental.reports.counting import Line, Report
from central.rental.reports.listed import crowded, punctual, recoloured, registry
from central.rental.reports.measures import MEASURES, Measure, Table, of_table
from central.rental.reports.period import Period
from central.web import shell, showing
from central.web.exports import WRITERS, Sheet
from central.web.lists import Value
from central.web.roles import Role, open_to

blueprint = Blueprint("reports", __name__, url_prefix="/reports", template_folder="templates")
READERS: Final = (Role.OFFICE, Role.REGISTRAR, Role.SQUAD_LEADER, Role.AUDITOR)
"""Who sends reports up, and who checks them."""


def init_app(app: Flask) -> None:
    """Put the pages into `app`."""
    app.register_blueprint(blueprint)
    for listed_report in (crowded.REPORT, recoloured.REPORT, punctual.REPORT):
        registry.add(app, listed_report)
    label = lazy_gettext("Reports")
    shell.add_link(app, shell.Link(shell.Section.HOUSING, "reports.report", label, "deadlines"))


@blueprint.get("")
@open_to(*READERS)
def report() -> Response:
    """The figures of a place and its parts, for a period."""
    every = places(db.session(), scope().reach)
    rows = [row for row in every if row.kind is not Kind.BUILDING]
    place = _chosen(rows)
    period = Period.read(http.args.get("from", ""), http.args.get("to", ""), asking.today())
    found = counting.report(db.session(), scope(), every, place, period)
    if http.args.get("as") in WRITERS:
        return _file(found, http.args["as"])
    page = render_template(
        "reports/report.html",
        report=found,
        places=rows,
        tables=[(table, of_table(table)) for table in Table],
        name=_name,
        address=partial(_address, url_for(".rows"), period=period),
        writers=WRITERS,
        file=lambda ending: _file_address(found, ending),
        made_at=asking.now(),
        listed=[each.listing for each in registry.all_of(current_app).values()],
    )
    return make_response(page, 200)


@blueprint.get("/rows")
@open_to(*READERS)
def rows() -> Response:
    """The rows behind a figure."""
    usual = MEASURES["houses"], Period.this_month(asking.today())
    measure, period = lists.read(http.args.get("of", "")) or usual
    return showing.answer(
        "reports/rows.html",
        lists.listing(measure.subject),
        scope(),
        measure=measure,
        period=period,
        link=lambda row: _link(measure, row),
    )


@blueprint.get("/listed/<listed>")
@open_to(*READERS)
def listed(listed: str) -> Response:
    """A report that is a list."""
    report = found_or_404(registry.all_of(current_app).get(listed))
    return showing.answer("reports/listed.html", report.listing, scope(), report=report, made_at=asking.now())


def _chosen(rows: list[PlaceRow]) -> PlaceRow:
    """The place that is asked for; the widest of one's own at first. 404 for one beyond."""
    wanted = http.args.get("place", "")
    found = [row for row in rows if str(row.id) == wanted] if wanted else rows[:1]
    if not found:
        abort(404)
    return found[0]


def _name(line: Line) -> Any:
    if line.is_all:
        return _("All together")
    return _("In none of these") if line.is_rest else line.name


def _address(rows: str, code: str, line: Line, period: Period) -> str:
    where = "rest" if line.is_rest else "place"
    # Nothing in it needs quoting, and a town's report has hundreds of them.
    return f"{rows}?of={lists.counted(code, period)}&{where}={line.place_id}"


def _file_address(found: Report, ending: str) -> str:
    days: dict[str, Any] = {"from": found.period.first, "to": found.period.last, "as": ending}
    return url_for(".report", place=found.place.id, **days)


def _link(measure: Measure, row: subjects.Row) -> str:
    """The page of what was counted."""
    if measure.subject is subjects.ROOMS:
        return url_for("rental.room", room_id=row.id)
    if measure.subject is subjects.STAYS:
        return url_for("stays.stay", stay_id=row.id)
    if measure.subject is subjects.HAZARDS:
        return url_for("findings.hazard", hazard_id=row.id)
    return url_for("buildings.building", building_id=row.building_id)


def _file(found: Report, ending: str) -> Response:
    """One table, a line for each part. What counts people holds none of them."""
    audit.note_read(db.database(), act="report.file", of=f"place:{found.place.id}", why="sending a report up")
    heads = [_("Place"), *(str(measure.label) for measure in MEASURES.values())]
    body: list[list[Value]] = [[str(_name(line)), *(line.figures[code] for code in MEASURES)] for line in found.lines]
    title = _("Rental housing %(first)s to %(last)s", first=found.period.first, last=found.period.last)
    out = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the response
    WRITERS[ending].write(out, Sheet(title, heads, body))
    out.seek(0)
    return send_file(out, WRITERS[ending].kind, as_attachment=True, download_name=f"{title}.{ending}")
