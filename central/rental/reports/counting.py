"""All figures of a report: one look at the rows for all figures of one base, by house, folded into places."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from central.edges import service as edges
from central.place.service import Kind, PlaceRow
from central.rental.housing.tables import building
from central.rental.reports import where
from central.rental.reports.measures import MEASURES
from central.rental.reports.period import Period
from central.rental.scope import Scope

_FEW: Final = 200
"""Houses whose rows are looked for house by house; of more, all rows are gone through."""


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
    part_of = _houses(session, scope, _parts(rows, place))
    totals: dict[str, Counter[int]] = {}
    for codes in _counted_together():
        totals |= _counted(session, scope, codes, period, part_of)

    def figures(part: int) -> dict[str, int]:
        return {code: totals[code][part] for code in MEASURES}

    lines = [Line(part.id, part.name, figures(part.id)) for part in parts_of(rows, place)]
    rest = figures(place.id)
    if lines and any(rest.values()):
        lines.append(Line(place.id, place.name, rest, is_rest=True))
    every = {code: totals[code].total() for code in MEASURES}
    return Report(place, period, [*lines, Line(place.id, place.name, every, is_all=True)])


def _parts(rows: Sequence[PlaceRow], place: PlaceRow) -> dict[int, int]:
    """Place → which part of `place` it lies in, `place` itself for what lies in none."""
    tops = {part.id for part in parts_of(rows, place)}
    inside = (row for row in rows if row.path.startswith(place.path))
    return {row.id: next((each for each in _above(row) if each in tops), place.id) for row in inside}


def _above(row: PlaceRow) -> list[int]:
    return [int(number) for number in row.path.strip("/").split("/")]


def _houses(session: Session, scope: Scope, part_of: Mapping[int, int]) -> dict[int, int]:
    """House → the part of the place it stands in; none for those beyond."""
    box_at = edges.places_of_boxes(session)
    chosen = select(building.c.id, where.BOX.label("box"), where.NOTED.label("noted")).where(scope.buildings())
    found = {row.id: row.noted if row.box is None else box_at.get(row.box, 0) for row in session.execute(chosen)}
    return {house: part_of[at] for house, at in found.items() if at in part_of}


def _counted_together() -> Iterable[Sequence[str]]:
    """Codes of figures that one look at the rows gives."""
    together: dict[tuple[int, int], list[str]] = {}
    for code, measure in MEASURES.items():
        together.setdefault((id(measure.subject), id(measure.base)), []).append(code)
    return together.values()


def _counted(
    session: Session, scope: Scope, codes: Sequence[str], period: Period, part_of: Mapping[int, int]
) -> dict[str, Counter[int]]:
    """Code → part → how many."""
    measures = [MEASURES[code] for code in codes]
    subject, base = measures[0].subject, measures[0].base(period)
    chosen = subject.counted(scope, base, [each.condition(period) for each in measures])
    if len(part_of) <= _FEW:
        chosen = chosen.where(subject.house.in_(part_of))
    rows_of_part: dict[int, list[Sequence[int]]] = defaultdict(list)
    for row in session.execute(chosen).all():
        if (part := part_of.get(row[0])) is not None:
            rows_of_part[part].append(row)
    totals: dict[str, Counter[int]] = {code: Counter() for code in codes}
    for part, rows in rows_of_part.items():
        _houses_of_part, *columns = zip(*rows, strict=True)
        for code, numbers in zip(codes, columns, strict=True):
            totals[code][part] = sum(numbers)
    return totals
