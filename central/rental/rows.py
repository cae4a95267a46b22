"""Writing what boxes tell: one row by its key, new or changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table, insert, select, update
from sqlalchemy.orm import Session

from central.rental import announcing
from central.rental.rules import RegistrationState, TaskState
from central.rental.tables import registration, review_task

BY = "central"
"""Who orders and decides what follows from a record without anybody's act."""


@dataclass(frozen=True)
class Told:
    """A record while it is being written. at: when it happened, by the box's clock; now: central's. Unix ms."""

    session: Session
    box_id: int
    outbox_id: int
    seq: int
    at: int
    now: int

    @property
    def source(self) -> dict[str, int]:
        """Which record a row comes from."""
        return {"outbox_id": self.outbox_id, "seq": self.seq}

    def registration_of(self, person: str) -> Any:
        """The row of a person at this box, held for changing; None for one who has not registered."""
        chosen = select(registration).where(registration.c.box_id == self.box_id, registration.c.person == person)
        return self.session.execute(chosen.with_for_update()).one_or_none()

    def change(self, registration_id: int, **values: Any) -> None:
        """Write what is new of a registration."""
        self.session.execute(update(registration).where(registration.c.id == registration_id).values(values))

    def set_state(self, registration_id: int, state: RegistrationState, by: str) -> None:
        """Where the person stands now, and who saw to it."""
        self.change(registration_id, state=state.value, changed_at=self.now, changed_by=by)
        announcing.registration_is(self.session, registration_id, state, box_id=self.box_id, now=self.now)

    def close_tasks(self, registration_id: int) -> None:
        """What was asked about the person is overtaken."""
        asked = review_task.c.registration_id == registration_id, review_task.c.state == TaskState.OPEN.value
        row = {"state": TaskState.CLOSED.value, "decided_at": self.now, "decided_by": BY}
        self.session.execute(update(review_task).where(*asked).values(row))


def put(session: Session, table: Table, key: Mapping[str, Any], values: Mapping[str, Any]) -> None:
    """Write the one row with this key."""
    same = [table.c[name] == value for name, value in key.items()]
    found = session.execute(select(*(table.c[name] for name in key)).where(*same)).first()
    if found is None:
        session.execute(insert(table), {**key, **values})
    else:
        session.execute(update(table).where(*same).values(values))
