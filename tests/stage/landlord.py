"""A landlord of a running central, with one room at the first box's door: invites people, and says yes to them."""

import time
from contextlib import closing

from central.account import service as account
from central.db import Database
from central.rental import service
from central.rental.service import Plan, Scope, TaskRow
from tests.stage.central import Central

DAY = 24 * 60 * 60 * 1000


class Landlord:
    """room: as the house calls it. plan: of every stay, a month that began yesterday."""

    def __init__(self, central: Central, room: str = "302", name: str = "Chen") -> None:
        self._central = central
        self.room = room
        now = self._now()
        self.plan = Plan(now - DAY, now + 30 * DAY)
        with closing(Database(central.database)) as database, database.writing() as session:
            account.add_landlord(session, name, by="tests", now=now)
            (number,) = (row.id for row in account.landlords(session) if row.name == name)
            self._room = service.add_room(session, landlord_id=number, box_id=1, name=room, now=now)
        self._scope = Scope.of_landlord(name, number)

    def invite(self) -> str:
        """The code of a new stay."""
        with closing(Database(self._central.database)) as database, database.writing() as session:
            token = service.new_token()
            return service.invite(session, self._scope, self._room, self.plan, token=token, now=self._now()).code

    def requests(self) -> list[TaskRow]:
        """Who waits for a yes."""
        with closing(Database(self._central.database)) as database, database.reading() as session:
            return service.requests(session, self._scope)

    def says_yes(self, request: TaskRow) -> None:
        with closing(Database(self._central.database)) as database, database.writing() as session:
            service.accept(session, self._scope, request.registration_id, None, why="seen", now=self._now())

    def _now(self) -> int:
        return time.time_ns() // 1_000_000
