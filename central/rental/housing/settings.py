"""What the office has chosen: a standard of crowding, a scheme of colours, the numbers of "135"; else what is usual."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from central.audit import service as audit
from central.rental.housing import crowding, deadlines, tiers
from central.rental.housing.crowding import Standard
from central.rental.housing.deadlines import Staged
from central.rental.housing.tables import housing_setting
from central.rental.housing.tiers import Scheme

CROWDING, TIERS, STAGED = "crowding", "tiers", "135"
NO_SHOW, LEAVE_BY = "no-show", "leave-by"
NO_SHOWS: Final = ("18", "36", "60")
"""Hours after the first midnight of a stay from which somebody who has not come counts as not coming."""
LEAVE_BYS: Final = ("10", "12", "14", "18")
"""Hours of the last day by which people leave."""
NAMES: Final[Mapping[str, tuple[str, Callable[[str], bool]]]] = {
    CROWDING: (crowding.USUAL, crowding.STANDARDS.__contains__),
    TIERS: (tiers.USUAL, tiers.SCHEMES.__contains__),
    STAGED: (str(deadlines.STAGED), lambda text: Staged.read(text) is not None),
    NO_SHOW: ("36", NO_SHOWS.__contains__),
    LEAVE_BY: ("12", LEAVE_BYS.__contains__),
}
"""Setting → what is usual, and whether a value can be."""


class NoSuchSetting(ValueError):
    """There is no such setting, or it can't have this value."""


@dataclass(frozen=True)
class Settings:
    """What holds now. no_show, leave_by: as in NO_SHOWS, LEAVE_BYS.

    said: names of settings that somebody has chosen → who, when (Unix ms), why.
    """

    standard: Standard
    scheme: Scheme
    staged: Staged
    said: Mapping[str, tuple[str, int, str]]
    no_show: int
    leave_by: int


def load(session: Session) -> Settings:
    """What holds now; a value that this version does not know is as if nobody had chosen."""
    rows = {row.name: row for row in session.execute(select(housing_setting)) if _is_possible(row.name, row.value)}
    chosen = {name: rows[name].value if name in rows else usual for name, (usual, _) in NAMES.items()}
    return Settings(
        crowding.STANDARDS[chosen[CROWDING]],
        tiers.SCHEMES[chosen[TIERS]],
        Staged.read(chosen[STAGED]) or deadlines.STAGED,
        {name: (row.made_by, row.made_at, row.why) for name, row in rows.items()},
        int(chosen[NO_SHOW]),
        int(chosen[LEAVE_BY]),
    )


def choose(session: Session, name: str, value: str, *, by: str, why: str, now: int) -> None:
    """Let a setting have this value from now on. Raises NoSuchSetting."""
    if not _is_possible(name, value):
        raise NoSuchSetting(f"{name} can't be {value!r}")
    before = session.scalar(select(housing_setting.c.value).where(housing_setting.c.name == name))
    session.execute(delete(housing_setting).where(housing_setting.c.name == name))
    row = {"name": name, "value": value, "why": why, "made_at": now, "made_by": by}
    session.execute(insert(housing_setting), row)
    detail = {"value": value, "value before": before or NAMES[name][0]}
    audit.note(session, act="housing.setting", of=f"setting:{name}", why=why, detail=detail)


def _is_possible(name: str, value: str) -> bool:
    return name in NAMES and NAMES[name][1](value)
