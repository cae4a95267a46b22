"""What the pages read of what was found in buildings: hazards, inspections, judgements, appeals. Times are Unix ms."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select, true
from sqlalchemy.orm import Session

from central.rental.housing import hazards
from central.rental.housing.appeals import AppealState
from central.rental.housing.hazards import HazardState
from central.rental.housing.judging import Because
from central.rental.housing.tables import appeal, building, hazard, inspection, judgement
from central.rental.scope import Scope
from central.rental.tables import room


@dataclass(frozen=True)
class HazardRow:
    """A hazard, where it is, and how far it is."""

    id: int
    building_id: int
    building: str
    room_id: int | None
    room: str | None
    inspection_id: int
    item: str
    words: str
    state: HazardState
    found_at: int
    found_by: str
    mended_at: int | None
    mended_by: str | None
    closed_at: int | None
    closed_by: str | None


@dataclass(frozen=True)
class InspectionRow:
    """An inspection."""

    id: int
    purpose: str
    at: int
    by: str
    note: str


@dataclass(frozen=True)
class JudgementRow:
    """How a building was judged, and what it follows from."""

    id: int
    at: int
    by: str
    scheme: str
    tier: str
    stars: int
    because: Because


@dataclass(frozen=True)
class AppealRow:
    """An appeal, and the building it is about."""

    id: int
    building_id: int
    building: str
    judgement_id: int
    state: AppealState
    words: str
    asked_at: int
    asked_by: str
    decided_at: int | None
    decided_by: str | None
    why: str | None


def hazards_chosen(scope: Scope) -> Select[Any]:
    """Every hazard in scope, for a list."""
    chosen = (
        select(
            *(hazard.c[name] for name in ("id", "building_id")),
            building.c.name.label("building"),
            hazard.c.room_id,
            room.c.name.label("room"),
            *(hazard.c[name] for name in ("inspection_id", "item", "words", "state", "found_at", "found_by")),
            *(hazard.c[name] for name in ("mended_at", "mended_by", "closed_at", "closed_by")),
        )
        .join(building, building.c.id == hazard.c.building_id)
        .outerjoin(room, room.c.id == hazard.c.room_id)
    )
    return chosen.where(scope.buildings(), seen(scope))


def hazard_rows(rows: Iterable[Any]) -> list[HazardRow]:
    """Rows of the database as the pages know them."""
    return [HazardRow(**{**row._mapping, "state": HazardState(row.state)}) for row in rows]


def hazards_of(session: Session, scope: Scope, building_id: int) -> list[HazardRow]:
    """What counts in a building, the oldest first."""
    chosen = hazards_chosen(scope).where(hazard.c.building_id == building_id, counts())
    return hazard_rows(session.execute(chosen.order_by(hazard.c.id)))


def hazard_of(session: Session, scope: Scope, hazard_id: int) -> HazardRow | None:
    """One hazard; None when there is none in scope."""
    return next(iter(hazard_rows(session.execute(hazards_chosen(scope).where(hazard.c.id == hazard_id)))), None)


def seen_of(session: Session, scope: Scope, numbers: Collection[int]) -> set[int]:
    """Those of these hazards that are in scope."""
    chosen = hazards_chosen(scope).where(hazard.c.id.in_(set(numbers))).with_only_columns(hazard.c.id)
    return set(session.scalars(chosen))


def count_hazards(session: Session, scope: Scope) -> int:
    """How many hazards count in scope."""
    counting = hazards_chosen(scope).where(counts()).subquery()
    return session.scalar(select(func.count()).select_from(counting)) or 0


def inspections(session: Session, building_id: int, limit: int = 20) -> list[InspectionRow]:
    """The last inspections of a building, the newest first."""
    columns = (inspection.c[name] for name in InspectionRow.__dataclass_fields__)
    chosen = select(*columns).where(inspection.c.building_id == building_id)
    rows = session.execute(chosen.order_by(inspection.c.at.desc(), inspection.c.id.desc()).limit(limit))
    return [InspectionRow(*row) for row in rows]


def judgements(session: Session, building_id: int, limit: int = 20) -> list[JudgementRow]:
    """How a building was judged, the last first."""
    columns = (judgement.c[name] for name in JudgementRow.__dataclass_fields__)
    chosen = select(*columns).where(judgement.c.building_id == building_id).order_by(judgement.c.id.desc())
    return [_judgement(row) for row in session.execute(chosen.limit(limit))]


def judgement_of(session: Session, judgement_id: int) -> JudgementRow:
    """One judgement, which is there."""
    columns = (judgement.c[name] for name in JudgementRow.__dataclass_fields__)
    return _judgement(session.execute(select(*columns).where(judgement.c.id == judgement_id)).one())


def appeals_chosen(scope: Scope) -> Select[Any]:
    """Every appeal in scope, for a list: a landlord's are those they made themselves."""
    columns = ("judgement_id", "state", "words", "asked_at", "asked_by", "decided_at", "decided_by", "why")
    own = [appeal.c.id, appeal.c.building_id, building.c.name.label("building"), *(appeal.c[name] for name in columns)]
    return select(*own).join(building, building.c.id == appeal.c.building_id).where(scope.buildings(), _asked(scope))


def appeal_rows(rows: Iterable[Any]) -> list[AppealRow]:
    """Rows of the database as the pages know them."""
    return [AppealRow(**{**row._mapping, "state": AppealState(row.state)}) for row in rows]


def appeal_of(session: Session, scope: Scope, appeal_id: int) -> AppealRow | None:
    """One appeal; None when there is none in scope."""
    return next(iter(appeal_rows(session.execute(appeals_chosen(scope).where(appeal.c.id == appeal_id)))), None)


def open_appeal(session: Session, scope: Scope, building_id: int) -> AppealRow | None:
    """The appeal that is open about a building."""
    mine = appeal.c.building_id == building_id, appeal.c.state == AppealState.OPEN.value
    return next(iter(appeal_rows(session.execute(appeals_chosen(scope).where(*mine)))), None)


def count_appeals(session: Session, scope: Scope) -> int:
    """How many appeals wait in scope."""
    chosen = select(func.count()).select_from(appeal).join(building, building.c.id == appeal.c.building_id)
    return session.scalar(chosen.where(appeal.c.state == AppealState.OPEN.value, scope.buildings(), _asked(scope))) or 0


def _judgement(row: Any) -> JudgementRow:
    return JudgementRow(**{**row._mapping, "because": Because.read(row.because)})


def _asked(scope: Scope) -> ColumnElement[bool]:
    return true() if scope.is_office else appeal.c.asked_by == scope.by


def counts() -> ColumnElement[bool]:
    """Whether a hazard counts: nobody has seen that it is gone."""
    return hazard.c.state.in_([state.value for state in hazards.COUNT])


def seen(scope: Scope) -> ColumnElement[bool]:
    """Whether a hazard of a building in scope is seen there, asked together with its room: none in another's room."""
    return or_(hazard.c.room_id.is_(None), scope.rooms_within())
