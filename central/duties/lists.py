"""The register of hand-overs and the list of incidents, as pages and files show them."""

from collections.abc import Callable

from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement

from central.duties import handing, incidents, words
from central.duties.handing import Asker, HandoverRow
from central.duties.happening import IncidentState
from central.duties.incidents import IncidentRow
from central.duties.tables import handover, incident
from central.rental.words import sign
from central.web import moments
from central.web.filters import from_day, one_of, to_day, words_in
from central.web.lists import Column, Listing


def _asked_by(asker: Asker) -> Callable[[], ColumnElement[bool]]:
    return lambda: handover.c.asker == asker.value


HANDOVERS: Listing[HandoverRow, None] = Listing(
    "handovers",
    _("Hand-over register"),
    (
        Column("reference", _("Reference"), lambda row: row.reference, handover.c.reference),
        Column("handed", _("Handed over"), lambda row: moments.local(row.handed_at), handover.c.handed_at),
        Column("asker", _("Who asked"), lambda row: words.ASKERS[row.asker], handover.c.asker),
        Column("office", _("Office"), lambda row: row.office, handover.c.office),
        Column("ground", _("By which law"), lambda row: row.ground),
        Column("fields", _("What"), lambda row: row.fields),
        Column("people", _("People"), lambda row: row.people, handover.c.people),
        Column("way", _("In which way"), lambda row: words.WAYS[row.way]),
        Column("approved", _("Approved by"), lambda row: row.approved_by, handover.c.approved_by),
        Column("by", _("Handed over by"), lambda row: row.made_by, handover.c.made_by),
        Column("file", _("Row of the log"), lambda row: row.export_seq, on_page=False),
    ),
    handover.c.id,
    handing.chosen,
    handing.rows,
    "-handed",
    (
        words_in("q", _("Reference or office"), handover.c.reference, handover.c.office),
        one_of(
            "asker",
            _("Who asked"),
            {asker.value: (words.ASKERS[asker], _asked_by(asker)) for asker in Asker},
        ),
        from_day("from", _("From"), handover.c.handed_at),
        to_day("to", _("To"), handover.c.handed_at),
    ),
)

INCIDENTS: Listing[IncidentRow, None] = Listing(
    "incidents",
    _("Incidents"),
    (
        Column("kind", _("Kind of incident"), lambda row: words.KINDS[row.facts.kind], incident.c.kind),
        Column("found", _("Found on"), lambda row: moments.local(row.facts.found_at), incident.c.found_at),
        Column("level", _("How grave"), lambda row: words.LEVELS[row.facts.level], incident.c.level),
        Column("people", _("People"), lambda row: row.facts.people, incident.c.people),
        Column("state", _("State"), lambda row: sign(words.INCIDENT_STATES, row.state)[2], incident.c.state),
        Column("drill", _("Drill"), lambda row: _("a drill") if row.facts.is_drill else ""),
        Column("by", _("Reported by"), lambda row: row.made_by, incident.c.made_by),
    ),
    incident.c.id,
    incidents.chosen,
    incidents.rows,
    "-found",
    (
        one_of(
            "state",
            _("State"),
            {"open": (_("Not over yet"), lambda: incident.c.state == IncidentState.OPEN.value)},
        ),
    ),
)
