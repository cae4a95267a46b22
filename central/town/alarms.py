"""Writes how locks stand and what staff should look at, by the same code that follows the boxes' records."""

from collections.abc import Sequence
from typing import Any, Final

import msgspec
from sqlalchemy import bindparam, update

from central.edges import matters
from central.edges.tables import door, matter
from central.town import boxes
from central.town.entries import Happening
from central.town.rhythm import HAPPENINGS
from central.town.town import Town
from central.town.writing import Rows
from central.web.roles import Role
from wire.kinds import DoorState

LOOKED_AT_AFTER: Final = 20 * 3600 * 1000
"""ms: what is older, somebody has looked at."""
_LOCKED = update(door).where(door.c.id == bindparam("of_door"))


def write(rows: Rows, town: Town, happened: Sequence[Happening]) -> None:
    """Locks and matters, from what happened, in order."""
    numbers = boxes.door_ids(town)
    locks: dict[int, dict[str, Any]] = {}
    for each in happened:
        door_id = numbers[each.house.number, each.house.doors.index(each.door)]
        body: Any = msgspec.structs.replace(HAPPENINGS[each.code], door=each.door)
        if isinstance(body, DoorState):
            locks[door_id] = {"of_door": door_id, "state": body.state, "detail": body.detail, "since": each.at}
        matters.follow(rows.session, each.house.number, {each.door: door_id}, [(body, each.at)])
    named = {"lock_state": "state", "lock_detail": "detail", "lock_since": "since"}
    told = _LOCKED.values({name: bindparam(value) for name, value in named.items()})
    rows.session.connection().execute(told, list(locks.values()))
    _look(rows, town)
    rows.told(len(happened))


def _look(rows: Rows, town: Town) -> None:
    is_old = matter.c.settled_at.is_(None), matter.c.last_at < town.now - LOOKED_AT_AFTER
    looked = {"settled_at": matter.c.last_at + LOOKED_AT_AFTER, "settled_by": Role.SYSTEM.value}
    rows.session.execute(update(matter).where(*is_old).values(looked))
