"""The page of counts: how many came to the doors, as a picture and as the table it is drawn from."""

from datetime import date

from flask import Blueprint, render_template, request

from central import db
from central.edges import counting
from central.web import moments
from central.web.roles import Role, open_to
from central.web.visitor import reach

blueprint = Blueprint("counts", __name__, url_prefix="/entries/counts", template_folder="templates")

DAYS = 14


@blueprint.get("")
@open_to(Role.OFFICE, Role.REGISTRAR, Role.SQUAD_LEADER, Role.AUDITOR)
def counts() -> str:
    """A day hour by hour, and the two weeks up to it day by day."""
    today = moments.local(moments.now()).date()
    day = _day(request.args.get("day", "")) or today
    session, zone = db.session(), moments.zone()
    return render_template(
        "edges/counts.html",
        day=day,
        today=today,
        hours=counting.by_hour(session, zone, day, reach()),
        days=counting.by_day(session, zone, day, DAYS, reach()),
    )


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 2000 <= day.year <= 2999 else None
