"""The numbers above the list of entries."""

from collections.abc import Mapping

from flask_babel import format_decimal
from sqlalchemy.orm import Session

from central.edges import service
from central.edges.presence import is_online
from central.web import moments
from central.web.grants import EVERYWHERE, Reach


def count(session: Session, now: int, reach: Reach = EVERYWHERE) -> dict[str, int]:
    """Within reach: entries of the town's day, how many doors are online, how many records are not counted yet."""
    today = service.counts_since(session, moments.midnight(now), reach)
    doors = service.doors(session, reach)
    online = sum(is_online(door.lock_state, door.last_seen, now) for door in doors)
    numbers = {"granted": today.granted, "denied": today.denied, "online": online, "doors": len(doors)}
    return numbers | {"unshown": service.unshown(session, reach)}


def shown(numbers: Mapping[str, int]) -> dict[str, str]:
    """The numbers in the reader's language."""
    return {name: str(format_decimal(value)) for name, value in numbers.items()}
