"""The map of places: the parts of one place, each with what is counted there; and their outlines as GeoJSON."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from flask import Blueprint, Flask, Response, abort, render_template, request
from flask_babel import lazy_gettext as _

from central import db
from central.place import features, sums, words
from central.place.outlines import length, outlined
from central.place.outlines import outlines as known_outlines
from central.place.service import PlaceRow, places
from central.web import mapped, shell
from central.web.mapped import Figure
from central.web.roles import TOWN_STAFF, Role, open_to
from central.web.visitor import reach

blueprint = Blueprint("maps", __name__, url_prefix="/places", template_folder="templates")

READERS = TOWN_STAFF - {Role.SECURITY, Role.AUDIT}
MOST = 200
"""Parts of one place on the map."""


def init_app(app: Flask) -> None:
    """Put the map into `app`."""
    app.register_blueprint(blueprint)
    shell.add_link(app, shell.Link(shell.Section.TOWN, "maps.page", _("Map"), "map"))


@dataclass(frozen=True)
class Count:
    """A number of a place. value: None where who is looking does not see all of the place. address: of its list."""

    figure: Figure
    value: int | None
    address: str


@dataclass(frozen=True)
class Part:
    """A place on the map. has_parts: whether there is a map of it."""

    place: PlaceRow
    counts: Sequence[Count]
    has_outline: bool
    has_parts: bool

    @property
    def address(self) -> str:
        """Where it leads: to the first list that who is looking may open."""
        return next((count.address for count in self.counts if count.value is not None), "")

    @property
    def troubles(self) -> int:
        """How many things need somebody."""
        return sum(count.value or 0 for count in self.counts if count.figure.is_trouble)


@dataclass(frozen=True)
class Asked:
    """What an address asks for. rows: all places somebody looks after. inside: the place whose parts are shown; None:
    the widest places, which are several. parts: what is shown.
    """

    rows: Sequence[PlaceRow]
    inside: PlaceRow | None
    parts: Sequence[PlaceRow]

    @classmethod
    def read(cls) -> "Asked":
        """From `in`: a place's number, "" for the widest; 404 for a place that is not theirs."""
        rows, given = places(db.session(), reach()), request.args.get("in", "")
        theirs = {row.id for row in rows}
        widest = [row for row in rows if row.parent_id not in theirs]
        chosen = [row for row in rows if str(row.id) == given] if given else widest
        if given and not chosen:
            abort(404)
        if len(chosen) != 1:
            return cls(rows, None, chosen)
        # What has no parts is its own.
        return cls(rows, chosen[0], [row for row in rows if row.parent_id == chosen[0].id] or chosen)


@blueprint.get("/map")
@open_to(*READERS)
def page() -> str:
    """The parts of a place: a map, and a table that says the same."""
    asked = Asked.read()
    return render_template(
        "place/map.html",
        parts=_counted(asked.parts[:MOST], asked.rows),
        most=MOST if len(asked.parts) > MOST else None,
        inside=asked.inside,
        above=[row for row in asked.rows if asked.inside and asked.inside.path.startswith(row.path)],
        figures=[figure for figure, _ in mapped.of_visitor()],
        words=words,
    )


@blueprint.get("/outlines.geojson")
@open_to(*READERS)
def outlines() -> Response:
    """Where the parts of a place lie, and the place around them; without `in`, all places, as a file to fill in."""
    asked = Asked.read()
    if "in" not in request.args:
        return _whole(asked.rows)
    around = [asked.inside] if asked.inside and asked.inside not in asked.parts else []
    shown = [*around, *asked.parts[:MOST]]
    known = known_outlines(db.session(), reach(), [row.id for row in shown])
    return _collection([_feature(row, known[row.id]) for row in shown if row.id in known])


def _whole(rows: Sequence[PlaceRow]) -> Response:
    """A file of all these places; a sentence where it would be longer than one that is taken again."""
    if length(db.session(), reach()) <= features.MOST_BYTES:
        known = known_outlines(db.session(), reach())
        answer = _collection([_feature(row, known.get(row.id)) for row in rows])
        if (answer.content_length or 0) <= features.MOST_BYTES:
            answer.headers.set("Content-Disposition", "attachment", filename="outlines.geojson")
            return answer
    told = _("All outlines together are more than the 4,194,304 bytes that a file may have when it is brought again.")
    return Response(str(told), 413, mimetype="text/plain")


def _collection(found: Sequence[dict[str, Any]]) -> Response:
    body = msgspec.json.encode({"type": "FeatureCollection", "features": found})
    return Response(body, mimetype="application/geo+json")


def _counted(parts: Sequence[PlaceRow], rows: Sequence[PlaceRow]) -> list[Part]:
    session, known = db.session(), outlined(db.session(), reach())
    sums_of = [
        (figure, theirs, sums.summed(parts, rows, figure.count(session, theirs)))
        for figure, theirs in mapped.of_visitor()
    ]
    parents = {row.parent_id for row in rows}

    def part(row: PlaceRow) -> Part:
        counts = [
            Count(figure, found[row.id] if sums.is_seen(row, theirs) else None, figure.address(row.id))
            for figure, theirs, found in sums_of
        ]
        return Part(row, counts, row.id in known, row.id in parents)

    return [part(row) for row in parts]


def _feature(row: PlaceRow, geometry: str | None) -> dict[str, Any]:
    """As `features.read` takes it again."""
    kept = None if geometry is None else msgspec.Raw(geometry.encode())
    return {"type": "Feature", "properties": {"place_id": row.id, "name": row.name}, "geometry": kept}
