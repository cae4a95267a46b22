"""Where places lie: the outlines that are kept, and changes to them. Many are noted together or not at all."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from central.audit import service as audit
from central.place.geometry import Geometry
from central.place.service import within
from central.place.tables import place, place_outline
from central.web.grants import TOWN, Reach


@dataclass(frozen=True)
class Noted:
    """How many outlines are new, how many were other ones before, how many were there just so."""

    new: int
    changed: int
    same: int


def outlines(session: Session, reach: Reach, only: Collection[int] | None = None) -> dict[int, str]:
    """Place → GeoJSON geometry, of those within reach that have one; of these places, None: of all."""
    chosen = select(place_outline.c.place_id, place_outline.c.geometry).where(within(reach, place_outline.c.place_id))
    if only is not None:
        chosen = chosen.where(place_outline.c.place_id.in_(only))
    return {row.place_id: row.geometry for row in session.execute(chosen)}


def noted(session: Session, place_id: int) -> tuple[str, int] | None:
    """Who brought the outline of a place, and when (Unix ms); None where it has none."""
    chosen = select(place_outline.c.noted_by, place_outline.c.noted_at).where(place_outline.c.place_id == place_id)
    row = session.execute(chosen).one_or_none()
    return (row.noted_by, row.noted_at) if row else None


def length(session: Session, reach: Reach) -> int:
    """Letters of all geometries within reach."""
    chosen = select(func.sum(func.length(place_outline.c.geometry))).where(within(reach, place_outline.c.place_id))
    return int(session.scalar(chosen) or 0)


def outlined(session: Session, reach: Reach) -> set[int]:
    """The places within reach that have an outline."""
    return set(session.scalars(select(place_outline.c.place_id).where(within(reach, place_outline.c.place_id))))


def full_names(session: Session, reach: Reach) -> dict[int, str]:
    """Place → its name with those of what it lies in, from the village down; of those within reach."""
    rows = {row.id: row for row in session.execute(select(place.c.id, place.c.name, place.c.path))}
    theirs = session.scalars(select(place.c.id).where(within(reach, place.c.id)).order_by(place.c.id))

    def full(number: int) -> str:
        above = [rows[each].name for each in map(int, rows[number].path.strip("/").split("/")) if each != TOWN]
        return " / ".join(above) or str(rows[number].name)

    return {number: full(number) for number in theirs}


def note(session: Session, wanted: Mapping[int, Geometry], *, by: str, now: int) -> Noted:
    """Note where these places lie; all of them exist. One does so at a time."""
    session.execute(select(place.c.id).where(place.c.id == TOWN).with_for_update())
    chosen = select(place_outline.c.place_id, place_outline.c.geometry)
    rows = session.execute(chosen.where(place_outline.c.place_id.in_(list(wanted))))
    known = {row.place_id: row.geometry for row in rows}
    new = changed = 0
    for place_id, geometry in sorted(wanted.items()):
        text = geometry.as_json()
        if known.get(place_id) == text:
            continue
        row = {"geometry": text, "noted_at": now, "noted_by": by}
        if place_id in known:
            session.execute(update(place_outline).where(place_outline.c.place_id == place_id).values(row))
            changed += 1
        else:
            session.execute(insert(place_outline).values(row | {"place_id": place_id}))
            new += 1
        detail: audit.Detail = {"type": geometry.kind, "positions": len(geometry.positions)}
        audit.note(session, act="place.outline", of=f"place:{place_id}", detail=detail)
    return Noted(new, changed, len(wanted) - new - changed)


def remove(session: Session, place_id: int) -> bool:
    """Forget where a place lies; False if nobody had said."""
    gone = delete(place_outline).where(place_outline.c.place_id == place_id)
    if session.connection().execute(gone).rowcount == 0:
        return False
    audit.note(session, act="place.outline-remove", of=f"place:{place_id}")
    return True
