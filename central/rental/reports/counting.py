"""All figures of a report: one question for each, by place, and folded into the places it is asked for."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from central.edges import service as edges
from central.place.service import Kind, PlaceRow
from central.rental.reports import where
from central.rental.reports.measures import MEASURES, Measure
from central.rental.reports.period import Period
from central.rental.scope import Scope


@dataclass(frozen=True)
class Line:
    """A line of a report. place_id: what it is of. is_rest: of what stands there and in none of the parts below."""

    place_id: int
    name: str
    figures: Mapping[str, int]
    is_rest: bool = False
    is_all: bool = False


@dataclass(frozen=True)
class Report:
    """lines: the parts of a place, what stands in none of them, and all together last."""

    place: PlaceRow
    period: Period
    lines: Sequence[Line]


def parts_of(rows: Sequence[PlaceRow], place: PlaceRow) -> list[PlaceRow]:
    """What a place is divided into; buildings are too many."""
    return [row for row in rows if row.parent_id == place.id and row.kind is not Kind.BUILDING]


def report(session: Session, scope: Scope, rows: Sequence[PlaceRow], place: PlaceRow, period: Period) -> Report:
    """The figures of a place and its parts. rows: the places in scope."""
    part_of = _parts(rows, place)
    box_at = {box.id: box.place_id for box in edges.boxes(session)}
    totals = {code: _counted(session, scope, each, period, part_of, box_at) for code, each in MEASURES.items()}

    def figures(part: int) -> dict[str, int]:
        return {code: counted[part] for code, counted in totals.items()}

    lines = [Line(part.id, part.name, figures(part.id)) for part in parts_of(rows, place)]
    rest = figures(place.id)
    if lines and any(rest.values()):
        lines.append(Line(place.id, place.name, rest, is_rest=True))
    every = {code: sum(counted.values()) for code, counted in totals.items()}
    return Report(place, period, [*lines, Line(place.id, place.name, every, is_all=True)])


def _parts(rows: Sequence[PlaceRow], place: PlaceRow) -> dict[int, int]:
    """Place → which part of `place` it lies in, `place` itself for what lies in none."""
    tops = {part.id for part in parts_of(rows, place)}
    inside = (row for row in rows if row.path.startswith(place.path))
    return {row.id: next((each for each in _above(row) if each in tops), place.id) for row in inside}


def _above(row: PlaceRow) -> list[int]:
    return [int(number) for number in row.path.strip("/").split("/")]


def _counted(
    session: Session,
    scope: Scope,
    measure: Measure,
    period: Period,
    part_of: Mapping[int, int],
    box_at: Mapping[int, int],
) -> Counter[int]:
    """Part → how many."""
    chosen = measure.subject.chosen(scope).where(measure.condition(period))
    of_each = chosen.with_only_columns(where.BOX.label("box"), where.NOTED.label("noted"), maintain_column_froms=True)
    each = of_each.subquery()
    grouped = select(each.c.box, each.c.noted, func.count()).group_by(each.c.box, each.c.noted)
    totals: Counter[int] = Counter()
    for box, noted, number in session.execute(grouped):
        place = noted if box is None else box_at[box]
        if place in part_of:
            totals[part_of[place]] += number
    return totals
