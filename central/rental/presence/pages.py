"""The page of who is in: counts of places and houses, and what they mean; and the kinds of work that follow."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from flask import Blueprint, Flask, current_app, render_template
from flask import request as http
from flask_babel import format_decimal
from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session

from central import db
from central.edges import service as edges
from central.place.service import narrowed, place_of, places
from central.rental import asking
from central.rental.presence import box_health, counts, kinds, machines, people, time_to_key
from central.rental.presence.counts import House, Town
from central.rental.presence.kinds import HOUR
from central.rental.reports.listed import registry
from central.web import shell
from central.web.roles import Role, open_to
from central.web.shared import Shared
from central.web.visitor import reach
from central.work import service as work
from central.work.service import Find, Kind

blueprint = Blueprint("presence", __name__, template_folder="templates")
READERS = (Role.OFFICE, Role.REGISTRAR, Role.SQUAD_LEADER, Role.GRID_WORKER, Role.AUDITOR)
MOST = 200
"""Houses on one page; of more, the place is to be chosen."""
LIFE = 10.0
"""s for which one count of the town is every page's."""
_LOOKS = "menlu-presence-looks"
_FINDS: tuple[tuple[Kind, Find], ...] = (
    (kinds.UNREGISTERED, people.unregistered),
    (kinds.UNSEEN, people.unseen),
    (kinds.OVER_FULL, people.over_full),
    (kinds.NEVER_HOME, people.never_home),
    (kinds.ALARM, machines.alarms),
    (kinds.LATE, machines.late),
)
_LOOK_BACK = (kinds.UNSEEN, kinds.NEVER_HOME)


def init_app(app: Flask, *, days: int) -> None:
    """Put the page into `app`, and have its work kept. days: how long entries are kept; no rule looks back further."""
    app.register_blueprint(blueprint)
    registry.add(app, box_health.REPORT)
    registry.add(app, time_to_key.REPORT)
    app.extensions[_LOOKS] = Shared[int, Town](LIFE)
    for kind, find in _FINDS:
        work.add(app, kind, partial(_no_further, find, days) if kind in _LOOK_BACK else find)
    for name, endpoint in (("registration", "persons.person"), ("room", "rental.room"), ("box", "boxes.box")):
        work.add_address(app, name, _page_of(endpoint, f"{name}_id"))
    # Nobody knows them: the house they were let into is where to begin.
    work.add_address(app, "person", lambda number: ("boxes.box", {"box_id": int(number.partition(":")[0])}))
    work.add_address(app, "matter", lambda _number: ("matters.matters", {}))
    shell.add_link(app, shell.Link(shell.Section.DOORS, "presence.inside", _("Who is in"), "people"))


@blueprint.get("/presence")
@open_to(*READERS)
def inside() -> str:
    """How many are in, place by place; in a place that is chosen, house by house."""
    session, now = db.session(), asking.now()
    chosen = place_of(session, http.args.get("place", 0, int))
    theirs = narrowed(session, reach(), chosen.id if chosen else None)
    hours = work.number(session, kinds.UNREGISTERED.name, kinds.UNREGISTERED.usual)
    looks: Shared[int, Town] = current_app.extensions[_LOOKS]
    town = looks.get(hours, lambda: counts.town(session, now - hours * HOUR, now))
    seen = town.within({row.id for row in places(session, theirs)})
    return render_template(
        "presence/inside.html",
        hours=hours,
        parts=seen.parts,
        houses=_few(seen.houses),
        most=MOST,
        chosen=chosen if theirs.places and chosen else None,
        fewest=edges.FEWEST,
        recount=edges.last_recount(session),
        written=format_decimal,
        now=now,
    )


def _few(houses: Sequence[House]) -> Sequence[House]:
    return houses if len(houses) <= MOST else []


def _no_further(find: Find, kept: int, session: Session, days: int, now: int) -> Any:
    """What was forgotten says nothing of who was not here."""
    return find(session, min(days, kept), now)


def _page_of(endpoint: str, name: str) -> Callable[[str], tuple[str, dict[str, Any]]]:
    return lambda number: (endpoint, {name: int(number)})
