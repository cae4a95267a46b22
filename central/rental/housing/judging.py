"""A building's colour and stars, judged anew whenever what is open there has changed; and kept with it.

Another scheme holds for a building from its next judgement: until then it keeps its colour, with what that meant.
"""

import json
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from central.clock import service as clocks
from central.clock.service import State, Subject
from central.rental.housing import hazards, settings, tiers
from central.rental.housing.tables import building, hazard, inspection, judgement
from central.rental.housing.tiers import Finding
from central.rental.letting.looking import look_at
from central.rental.rules import DAY
from central.rental.tables import room

KIND: Final = "hazard"
"""What clocks of hazards are about."""
_LATE: Final = frozenset({State.BREACHED})


@dataclass(frozen=True)
class Because:
    """What a judgement follows from: numbers of rows. late: those of the hazards whose time was over."""

    inspection: int
    hazards: tuple[int, ...]
    late: tuple[int, ...]
    points: int

    @classmethod
    def read(cls, text: str) -> "Because":
        """As it is kept."""
        said = json.loads(text)
        return cls(said["inspection"], tuple(said["hazards"]), tuple(said["late"]), said["points"])

    def __str__(self) -> str:
        return json.dumps(
            {"inspection": self.inspection, "hazards": self.hazards, "late": self.late, "points": self.points}
        )


def judge(session: Session, building_id: int, *, by: str, now: int) -> None:
    """Judge a building by what is open there; keep it where it says something new.

    Nobody judges one that nobody has looked at yet.
    """
    last = _last_inspection(session, building_id)
    if last is None:
        return
    findings, scheme = _findings(session, building_id, now), settings.load(session).scheme
    judged = tiers.judge(scheme, findings)
    late = tuple(finding.id for finding in findings if finding.is_late)
    because = Because(last.id, tuple(finding.id for finding in findings), late, judged.points)
    row = {"scheme": scheme.name, "tier": judged.tier.colour, "stars": judged.stars, "because": str(because)}
    if row != _latest(session, building_id):
        session.execute(insert(judgement), row | {"building_id": building_id, "at": now, "by": by})
    values = {
        "tier": judged.tier.colour,
        "stars": judged.stars,
        "judged_at": now,
        "look_again_at": last.at + judged.tier.again * DAY,
    }
    session.execute(update(building).where(building.c.id == building_id).values(values))
    if judged.tier.colour in tiers.FORBIDDING:
        look_at(session, room.c.building_id == building_id, since=now)


def _findings(session: Session, building_id: int, now: int) -> list[Finding]:
    counts = hazard.c.building_id == building_id, hazard.c.state.in_([state.value for state in hazards.COUNT])
    rows = session.execute(select(hazard.c.id, hazard.c.item).where(*counts).order_by(hazard.c.id))
    return [Finding(row.id, row.item, _is_late(session, row.id, now)) for row in rows]


def _is_late(session: Session, hazard_id: int, now: int) -> bool:
    return any(row.state in _LATE for row in clocks.clocks_of(session, Subject(KIND, str(hazard_id)), now))


def _last_inspection(session: Session, building_id: int) -> Any:
    of_house = select(inspection).where(inspection.c.building_id == building_id)
    return session.execute(of_house.order_by(inspection.c.at.desc(), inspection.c.id.desc()).limit(1)).first()


def _latest(session: Session, building_id: int) -> dict[str, Any] | None:
    columns = (judgement.c[name] for name in ("scheme", "tier", "stars", "because"))
    of_house = select(*columns).where(judgement.c.building_id == building_id)
    row = session.execute(of_house.order_by(judgement.c.id.desc()).limit(1)).mappings().first()
    return dict(row) if row else None
