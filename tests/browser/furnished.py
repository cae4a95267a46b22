"""A central with something of everything, for tests that look at all of its pages."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from flask import Flask

from central.account import service as account
from central.app import create_app
from central.clock import service as clock
from central.clock.service import Act, Office, Subject
from central.config import Config
from central.hours import USUAL
from central.rental import service as rental
from central.rental.desk import halls
from central.rental.guests import acts as guests
from central.rental.guests.acts import Guest
from central.rental.guests.rules import Kind
from central.rental.housing import appeals, inspecting
from central.rental.housing.inspecting import Found, Look
from central.rental.landlord import boxes
from central.rental.letting import agents, listings
from central.rental.letting.agents import Business, What
from central.rental.letting.listings import Offer
from central.rental.letting.rules import AgentKind, Answers
from central.rental.own import asking
from central.rental.presence import kinds
from central.rental.service import Plan, Scope
from central.rental.timeline import asks
from central.rental.timeline import rules as timelines
from central.rest import hooks, tokens
from central.rest.rules import Scope as Allowed
from central.sealed.ring import ring
from central.web.grants import TOWN, Grant
from central.web.roles import Role
from central.work import items as work
from central.work.service import Fact
from tests.central.clock.conftest import REPORT, ZONE
from tests.central.rental.registers import bringing
from tests.fakes import duties
from tests.fakes.staff import employ
from tests.fakes.town import NAME, PASSWORD, Town, now, running
from tests.stage.waiting import wait_until
from wire.kinds import Registration

LANDLORD = "陈房东"
PEOPLE = {
    LANDLORD: {Role.LANDLORD},
    NAME: {Role.OFFICE, Role.SYSTEM},
    "security": {Role.SECURITY},
    "audit": {Role.AUDIT},
}
"""Whoever gives rights or checks what was done holds no other role. Each visits what nobody before them did."""
DAY = 24 * 3600 * 1000
TYPHOON = date(2026, 3, 4)


@dataclass(frozen=True)
class Furnished:
    """A central with something of everything. app: to read its routes from. code: of an invitation nobody has used."""

    town: Town
    app: Flask
    code: str


@contextmanager
def furnishing(path: Path) -> Iterator[Furnished]:
    """Such a central, until the block ends; what it keeps is in the folder `path`."""
    with running(path) as town:
        for name, roles in PEOPLE.items():
            if name is not LANDLORD:
                employ(town.database, name, PASSWORD, [Grant(role, TOWN) for role in roles])
        box = town.new_box("1 Harbour Road")
        box.report("Front door", "tamper")
        box.let_in("Front door")
        with town.database.writing() as session:
            code = account.add_landlord(session, LANDLORD, by="tests", now=now()).code
            (landlord,) = account.landlords(session)
            room = rental.add_room(session, landlord_id=landlord.id, box_id=1, name="301", now=now())
            plan = Plan(now() - DAY, now() + 5 * DAY, 2)
            stay = rental.new_token()
            invited = rental.invite(session, Scope("tests"), room, plan, token=stay, now=now())
            calendar = clock.load(session, Office(ZONE, USUAL))
            clock.start(session, calendar, REPORT, Subject("stay", "1"), Act("tests", "because", now()))
            house = rental.room_of(session, Scope("tests"), room)
            assert house is not None
            assert house.building_id is not None
            inspecting.inspect(
                session,
                calendar,
                Scope("tests"),
                house.building_id,
                Look(found=[Found("unclean", room_id=room)]),
                now=now(),
            )
            halls.open_hall(session, Scope("tests"), TOWN, "总台", 2, now=now())
            boxes.ask(session, Scope.of_landlord(LANDLORD, landlord.id), house.building_id, "to come", now=now())
            appeals.ask(session, calendar, Scope(LANDLORD), house.building_id, "it is clean", now=now())
            clock.override(session, Office(ZONE, USUAL), TYPHOON, Act("tests", "typhoon", now()), is_working=False)
            allowed = [Allowed.BOXES_READ]
            duties.happen(session, now())
            tokens.make(session, "City platform", allowed, 1, expires_at=now() + DAY, by="tests", now=now())
            hooks.add(session, "http://127.0.0.1:9/told", ["stay.made"], 1, by="tests", now=now())
        account.join(town.database, code, PASSWORD, "tests", now())
        box.send(Registration("p1", "resident", "chip", ["pin"], "review", ["over-full"], stay=stay))
        wait_until(lambda: _somebody_waits(town), "the registration is read")
        app = create_app(Config(database=str(town.database.engine.url)))
        with app.app_context(), town.database.writing() as session:
            asking.correct(session, 1, "name", "张山", now=now())
            visitor = Guest(Kind.VISITOR, "李四", now(), now() + DAY)
            guests.add(session, ring(), Scope("tests"), 1, visitor, person="b" * 16, now=now())
            firm = agents.add(session, ring(), Scope("tests"), Business(AgentKind.AGENCY, "安居中介", "91"), now=now())
            agents.give(session, Scope("tests"), firm, What(room_id=1), Answers.AGENT, now=now())
            listings.draft(session, Scope("tests"), 1, Offer(TYPHOON, 1200), now=now())
        bringing.taken(app, TOWN, "1 Harbour Road", "301")
        _at_work(town)
        yield Furnished(town, app, invited.code)


def _somebody_waits(town: Town) -> bool:
    with town.database.reading() as session:
        return rental.count_requests(session, Scope("tests")) > 0


def _at_work(town: Town) -> None:
    """Work to be done, and somebody who has asked for somebody's entries."""
    with town.database.writing() as session:
        calendar = clock.load(session, Office(ZONE, USUAL))
        work.open_item(session, calendar, kinds.LATE, Fact("box", "1", "1 Harbour Road", TOWN), now())
        wanted = timelines.Wanted("incident", "1/2026", "because", now() - DAY, now())
        asks.ask(session, Scope("tests"), 1, wanted, by=1, now=now())
