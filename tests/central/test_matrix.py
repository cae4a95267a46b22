"""Every route × every role × what lies in one's own part of the town and in another: nobody gets beyond their part.

A new route is not in the table, and fails until somebody says here who may open it. What a landlord sees of other
landlords' things stands in tests/central/rental/test_matrix.py.
"""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.routing import Rule

from central.accepted import SecondFactor
from central.account import service as account
from central.account.guard import OPEN
from central.app import SIGNED, create_app
from central.clock import service as clocks
from central.clock.service import Act, Subject
from central.config import Config
from central.db import database_of
from central.edges import service as edges
from central.edges.claims import put
from central.place import service as places
from central.place.service import Kind
from central.rental import days
from central.rental import service as rental
from central.rental.desk import acts, halls
from central.rental.desk.tables import desk_act
from central.rental.desk.tables import ticket as ticket_table
from central.rental.guests import acts as guests
from central.rental.guests.acts import Guest
from central.rental.guests.codes import new_person
from central.rental.guests.rules import Kind as GuestKind
from central.rental.guests.rules import Relation
from central.rental.housing import appeals, findings, inspecting
from central.rental.housing.inspecting import Found, Look
from central.rental.landlord import boxes
from central.rental.letting import agents, listings
from central.rental.letting.agents import Business, What
from central.rental.letting.listings import Offer
from central.rental.letting.rules import AgentKind, Answers
from central.rental.own import asking
from central.rental.presence import kinds
from central.rental.timeline import asks
from central.rental.timeline import rules as timelines
from central.sealed.ring import ring
from central.web.grants import EVERYWHERE, TOWN, Grant
from central.web.roles import EVERYBODY, TOWN_STAFF, Role
from central.work.items import open_item
from central.work.service import Fact
from tests.central.clock.conftest import REPORT
from tests.central.rental.pages_of import PagedHouse
from tests.central.rental.registers import bringing
from tests.central.rental.telling import erased, registered
from tests.fakes import duties
from tests.fakes.staff import Staff, hire
from tests.fakes.town import now

OFFICE = {Role.OFFICE}
RUNS_THE_SYSTEM = {Role.SYSTEM}
RUNS_BOXES = {Role.SYSTEM, Role.OFFICE}
SEES_BOXES = RUNS_BOXES | {Role.AUDITOR}
WATCHES = {Role.OFFICE, Role.REGISTRAR, Role.SQUAD_LEADER}
SEES_DOORS = WATCHES | {Role.SYSTEM, Role.GRID_WORKER, Role.AUDITOR}
LOOKS_AT_MATTERS = WATCHES | {Role.SYSTEM}
REGISTERS = {Role.OFFICE, Role.REGISTRAR}
LETS = REGISTERS | {Role.LANDLORD}
SEES_STAYS = LETS | {Role.SQUAD_LEADER, Role.AUDITOR}
SEES_HOUSES = SEES_STAYS | {Role.GRID_WORKER}
WORKS = WATCHES | {Role.GRID_WORKER}
SEES_WORK = WORKS | {Role.AUDITOR}
HAS_DEADLINES = TOWN_STAFF - {Role.SYSTEM, Role.SECURITY, Role.AUDIT}
GIVES_RIGHTS = {Role.SECURITY}
CHECKS = {Role.AUDIT, Role.AUDITOR}
DOES_DUTIES = {Role.SYSTEM, Role.SECURITY, Role.OFFICE}
SEES_DUTIES = DOES_DUTIES | CHECKS

RULES: dict[str, frozenset[Role] | set[Role]] = {
    "account.sign_out": EVERYBODY,
    "arriving.check_in": REGISTERS,
    "arriving.walk_in": REGISTERS,
    "assessments.add": DOES_DUTIES,
    "assessments.decide": DOES_DUTIES,
    "assessments.listed": SEES_DUTIES,
    "assessments.one": SEES_DUTIES,
    "audit.log": CHECKS,
    "audit.row": CHECKS,
    "boxes.box": SEES_BOXES,
    "boxes.boxes": SEES_BOXES,
    "boxes.make_code": RUNS_BOXES,
    "boxes.put": RUNS_BOXES,
    "boxes.shut_out": RUNS_BOXES,
    "boxes.withdraw_code": RUNS_BOXES,
    "buildings.add": REGISTERS,
    "buildings.appeal": LETS,
    "buildings.building": SEES_HOUSES,
    "buildings.buildings_list": SEES_HOUSES,
    "buildings.change": REGISTERS,
    "buildings.inspect": WATCHES | {Role.GRID_WORKER},
    "choices.boxes": REGISTERS,
    "choices.landlords": REGISTERS,
    "clock.calendar": HAS_DEADLINES,
    "clock.clock": HAS_DEADLINES,
    "clock.clocks": HAS_DEADLINES,
    "clock.notice": OFFICE,
    "clock.override": OFFICE,
    "clock.remove": OFFICE,
    "clock.this_year": HAS_DEADLINES,
    "counts.counts": WATCHES | {Role.AUDITOR},
    "desk.board": WATCHES | {Role.AUDITOR},
    "desk.check_out": REGISTERS,
    "desk.late": REGISTERS,
    "desk.since": WATCHES | {Role.AUDITOR},
    "desk.stream": WATCHES | {Role.AUDITOR},
    "desk.undo": REGISTERS,
    "duties.face_count": DOES_DUTIES,
    "duties.kept": SEES_DUTIES,
    "duties.notices": SEES_DUTIES,
    "duties.overview": SEES_DUTIES,
    "edges.doors": SEES_DOORS,
    "edges.entries": WATCHES,
    "edges.look_at": LOOKS_AT_MATTERS,
    "edges.since": WATCHES,
    "edges.stream": WATCHES,
    "factors.confirm": EVERYBODY,
    "factors.confirm_options": EVERYBODY,
    "factors.confirm_passkey": EVERYBODY,
    "factors.second": EVERYBODY,
    "factors.second_options": EVERYBODY,
    "factors.second_passkey": EVERYBODY,
    "findings.appeal": SEES_STAYS,
    "findings.appeals_list": SEES_STAYS,
    "findings.decide": OFFICE,
    "findings.hazard": SEES_HOUSES,
    "findings.hazards_list": SEES_HOUSES,
    "findings.say": LETS | {Role.SQUAD_LEADER},
    "agents.add": REGISTERS,
    "agents.agent": WATCHES | {Role.AUDITOR},
    "agents.agents_list": WATCHES | {Role.AUDITOR},
    "agents.change": REGISTERS,
    "agents.look": REGISTERS,
    "agents.of_house": REGISTERS,
    "agents.of_room": REGISTERS,
    "agents.take": REGISTERS,
    "guests.add": LETS,
    "guests.end": LETS,
    "guests.guest": SEES_STAYS,
    "guests.guests_list": SEES_STAYS,
    "guests.new_code": LETS,
    "guests.registered": LETS,
    "guests.until": LETS,
    "halls.add": REGISTERS,
    "halls.call": REGISTERS,
    "halls.hall": WATCHES | {Role.AUDITOR},
    "halls.halls_list": WATCHES | {Role.AUDITOR},
    "halls.say": REGISTERS,
    "halls.screen": REGISTERS,
    "halls.take": REGISTERS,
    "handovers.add": DOES_DUTIES,
    "handovers.listed": SEES_DUTIES,
    "home.home": EVERYBODY,
    "home.since": EVERYBODY,
    "home.stream": EVERYBODY,
    "housing_rules.choose": OFFICE,
    "housing_rules.rules": SEES_HOUSES,
    "incidents.add": DOES_DUTIES,
    "incidents.do": DOES_DUTIES,
    "incidents.listed": SEES_DUTIES,
    "incidents.one": SEES_DUTIES,
    "incidents.papers": SEES_DUTIES,
    "landlords.add": REGISTERS,
    "landlords.invite_again": REGISTERS,
    "landlords.invite_several": REGISTERS,
    "landlords.landlords": REGISTERS,
    "lessors.agent": REGISTERS,
    "lessors.agent_ask": REGISTERS,
    "lessors.agent_copy": REGISTERS,
    "lessors.ask": {Role.LANDLORD},
    "lessors.copy": {Role.LANDLORD},
    "lessors.mine": {Role.LANDLORD},
    "letting.add_box": {Role.LANDLORD},
    "listings.change": LETS,
    "listings.do": LETS,
    "listings.draft": LETS,
    "listings.listing": SEES_STAYS,
    "listings.listings_list": SEES_STAYS,
    "letting.coming": {Role.LANDLORD},
    "maps.outlines": TOWN_STAFF - {Role.SECURITY, Role.AUDIT},
    "maps.page": TOWN_STAFF - {Role.SECURITY, Role.AUDIT},
    "matters.look_at": LOOKS_AT_MATTERS,
    "matters.matters": SEES_DOORS,
    "outlines.bring": RUNS_BOXES,
    "outlines.page": RUNS_BOXES,
    "outlines.remove": RUNS_BOXES,
    "own.add_passkey": EVERYBODY,
    "own.end_others": EVERYBODY,
    "own.end_session": EVERYBODY,
    "own.page": EVERYBODY,
    "own.passkey_options": EVERYBODY,
    "own.password": EVERYBODY,
    "own.recovery_codes": EVERYBODY,
    "own.remove_passkey": EVERYBODY,
    "own.remove_totp": EVERYBODY,
    "own.set_up": EVERYBODY,
    "own.totp": EVERYBODY,
    "own_requests.give": REGISTERS,
    "own_requests.request": REGISTERS,
    "own_requests.requests": REGISTERS,
    "own_requests.unproven": REGISTERS,
    "persons.look": REGISTERS,
    "persons.people": REGISTERS,
    "persons.person": REGISTERS,
    "persons.registrations": REGISTERS,
    "places.add": RUNS_BOXES,
    "places.change": RUNS_BOXES,
    "places.named": TOWN_STAFF - {Role.AUDIT},
    "places.places": TOWN_STAFF - {Role.SECURITY, Role.AUDIT},
    "register_forms.entry": REGISTERS,
    "register_forms.person": REGISTERS,
    "registers.bring": REGISTERS,
    "registers.columns": REGISTERS,
    "registers.complaints": REGISTERS,
    "registers.people": REGISTERS,
    "registers.put_away": REGISTERS,
    "registers.register": REGISTERS,
    "registers.registers_list": REGISTERS,
    "registers.rows": REGISTERS,
    "registers.take": REGISTERS,
    "registers.take_back": REGISTERS,
    "registers.template": REGISTERS,
    "presence.inside": SEES_WORK,
    "rental.add": REGISTERS,
    "rental.change": REGISTERS,
    "rental.room": SEES_STAYS,
    "rental.rooms": SEES_STAYS,
    "reports.listed": WATCHES | {Role.AUDITOR},
    "reports.report": WATCHES | {Role.AUDITOR},
    "reports.rows": WATCHES | {Role.AUDITOR},
    "requests.request": LETS,
    "requests.requests": SEES_STAYS,
    "room_states.act": LETS,
    "room_states.measures": REGISTERS,
    "saved.remove": EVERYBODY,
    "saved.save": EVERYBODY,
    "search.search": EVERYBODY,
    "staff.code": GIVES_RIGHTS,
    "staff.forget_factors": GIVES_RIGHTS,
    "staff.give": GIVES_RIGHTS,
    "staff.invite": GIVES_RIGHTS,
    "staff.let_in": GIVES_RIGHTS,
    "staff.one": GIVES_RIGHTS,
    "staff.people": GIVES_RIGHTS,
    "staff.shut_out": GIVES_RIGHTS,
    "staff.sign_out": GIVES_RIGHTS,
    "staff.take": GIVES_RIGHTS,
    "stays.dates": LETS,
    "stays.end": LETS,
    "stays.invite": LETS,
    "stays.left": LETS,
    "stays.move": LETS,
    "stays.new_code": LETS,
    "stays.proof": SEES_STAYS,
    "stays.revoke": LETS,
    "stays.stay": SEES_STAYS,
    "stays.stays": SEES_STAYS,
    "stays.withdraw_face": LETS,
    "storeys.house": SEES_HOUSES,
    "storeys.name": REGISTERS,
    "timelines.answer": OFFICE,
    "timelines.ask": REGISTERS,
    "timelines.asks": REGISTERS | {Role.AUDITOR},
    "timelines.look": REGISTERS,
    "timelines.timeline": REGISTERS | {Role.AUDITOR},
    "tokens.end": RUNS_THE_SYSTEM,
    "tokens.listed": RUNS_THE_SYSTEM,
    "tokens.new": RUNS_THE_SYSTEM,
    "webhooks.end": RUNS_THE_SYSTEM,
    "webhooks.listed": RUNS_THE_SYSTEM,
    "webhooks.new": RUNS_THE_SYSTEM,
    "webhooks.try_now": RUNS_THE_SYSTEM,
    "webhooks.webhook": RUNS_THE_SYSTEM,
    "several.hand_over": WORKS,
    "several.settle": WORKS,
    "several.take": WORKS,
    "work.act": WORKS,
    "work.choose": OFFICE,
    "work.item": SEES_WORK,
    "work.items": SEES_WORK,
    "work.rules": SEES_WORK,
}
"""Endpoint → who may open it. What is open to anybody, or signed by a box, stands in the guard's own lists."""
STREAMS = {"desk.stream", "edges.stream", "home.stream"}
"""Answers that go on; who may open them is what `since` beside them shows."""
IN_A_PART = {"room_id", "stay_id", "registration_id", "task_id", "erasure_id", "box_id", "matter_id", "clock_id",
             "import_id", "entry_id", "code_id", "item_id", "ask_id", "place_id", "building_id", "hazard_id",
             "appeal_id", "own_request_id", "coming_id", "act_id", "hall_id", "ticket_id", "guest_id",
             "mandate_id", "listing_id", "landlord_id"}  # fmt: skip
"""What an address names that lies in one part of the town."""
OF_THE_PERSON = {"person", "grant", "passkey", "mark", "filter_id", "seq", "number", "month", "day",
                 "token_id", "webhook_id", "event", "kind", "act", "agent_id",
                 "assessment_id", "incident_id", "purpose", "listed",
                 "sheet"}  # fmt: skip
"""And what lies in none: staff and their things, rows of the audit log, days."""
OF_THE_TOWN = {
    endpoint
    for endpoint in RULES
    if endpoint.startswith(("assessments.", "audit.", "duties.", "handovers.", "incidents."))
}
"""The log is one, and so are the duties by law: whoever looks after a part of the town sees nothing of them."""
LAST = ("registers.take_back", "boxes.shut_out", "staff.shut_out", "account.sign_out")
"""After these, what was there is there no more."""


class Town:
    """Two villages, each with a box, a landlord's room, a stay, somebody who registered, a matter, a deadline."""

    def __init__(self, app: Flask) -> None:
        self.app, self.database = app, database_of(app)
        app.config["WTF_CSRF_ENABLED"] = False
        self.house = PagedHouse(app)
        with self.database.writing() as session:
            self.north, self.south = (
                places.add(session, kind=Kind.AREA, name=name, parent_id=TOWN, by="tests", now=1)
                for name in ("北村", "南村")
            )
            put(session, self.house.box_id, self.north)
            put(session, self.house.other_id, self.south)
            duties.propose(session, 1)
            duties.happen(session, self.house.told_at)
        self.own = self._part(self.north, self.house.box_id, lins=False)
        self.foreign = self._part(self.south, self.house.other_id, lins=True)

    def visitor(self, role: Role, *, everywhere: bool = False) -> Staff:
        """Somebody with that role in the north, or in the whole town."""
        number = TOWN if everywhere or role in (Role.SYSTEM, Role.SECURITY, Role.AUDIT) else self.north
        if role is Role.LANDLORD:
            return self.house.chen
        hire(self.app, role.value, grants=[Grant(role, number)])
        staff = Staff(self.app)
        assert staff.sign_in(role.value).status_code == 303
        return staff

    def _part(self, place: int, box: int, *, lins: bool) -> dict[str, int]:
        house, person = self.house, "bbbbbbbbbbbbbbbb" if lins else "aaaaaaaaaaaaaaaa"
        sending = house.other_box if lins else house.box
        stay_id, token = house.stay(lins=lins)
        house.register(registered(person, stay=token, outcome="review", reasons=["over-full"]), box=sending)
        house.tell(erased(sending.key, person, at=house.told_at), box=sending)
        scope = house.lins if lins else house.scope
        with self.database.writing() as session:
            (task,) = rental.requests(session, scope)
            (erasure,) = rental.erasures(session, [task.registration_id])[task.registration_id]
            edges.note_matter(session, box, edges.Matter("camera-gone", "warning", "", 1))
            matter = next(row.id for row in edges.open_matters(session) if row.box_id == box)
            edges.make_code(session, name="to come", made_by="tests", now=house.told_at, place_id=place)
            code = max(row.id for row in edges.open_codes(session, now=house.told_at))
            clock = clocks.start(
                session,
                clocks.load(session, self.app.extensions["menlu-office"]),
                REPORT,
                Subject("stay", str(stay_id)),
                Act("tests", "because", house.told_at),
                place_id=place,
            )
        return {
            "room_id": house.other if lins else house.room,
            "stay_id": stay_id,
            "registration_id": task.registration_id,
            "task_id": task.id,
            "erasure_id": erasure.id,
            "box_id": box,
            "matter_id": matter,
            "clock_id": clock,
            "code_id": code,
            **self._work(place, stay_id, task.registration_id, scope),
            "place_id": place,
            **self._housing(house.other if lins else house.room, scope),
            **self._register(place, lins=lins),
            **self._desk(stay_id, place),
            "guest_id": self._guest(stay_id, scope),
            **self._letting(house.other if lins else house.room),
            "own_request_id": self._own(task.registration_id),
            "coming_id": self._coming(scope),
            "landlord_id": scope.reach.owner or 0,
        }

    def _letting(self, room_id: int) -> dict[str, int]:
        """An agent lets the room, and a listing of it is drafted."""
        office, at = rental.Scope("tests"), now()
        with self.app.app_context(), self.database.writing() as session:
            firm = agents.add(session, ring(), office, Business(AgentKind.AGENCY, "安居中介", "91330481"), now=at)
            mandate = agents.give(session, office, firm, What(room_id=room_id), Answers.AGENT, now=at)
            offer = Offer(date(2031, 1, 1))
            return {"mandate_id": mandate, "listing_id": listings.draft(session, office, room_id, offer, now=at)}

    def _guest(self, stay_id: int, scope: rental.Scope) -> int:
        """A relative who stays so long that they have to register."""
        at = now()
        said = Guest(GuestKind.RELATIVE, "李四", at, at + 50 * 24 * 3600 * 1000, Relation.SIBLING)
        with self.app.app_context(), self.database.writing() as session:
            person = new_person()
            return guests.add(session, ring(), scope, stay_id, said, person=person, now=at).guest_id

    def _coming(self, scope: rental.Scope) -> int:
        """A box that a landlord has asked a code for."""
        with self.database.writing() as session:
            house, *_ = boxes.houses(session, scope)
            return boxes.ask(session, scope, house.id, "to come", now=now()).id

    def _own(self, registration_id: int) -> int:
        """Something that somebody asks about their own data."""
        with self.app.app_context(), self.database.writing() as session:
            return asking.correct(session, registration_id, "name", "张山", now=now())

    def _desk(self, stay_id: int, place: int) -> dict[str, int]:
        """Something that was done at the desk, and somebody who waits in its hall."""
        office, at = rental.Scope("tests"), now()
        with self.database.writing() as session:
            acts.stay_late(session, office, stay_id, now=at)
            act = session.scalar(select(func.max(desk_act.c.id)))
            hall = halls.open_hall(session, office, place, "hall", 1, now=at).hall_id
            today = days.day_of(at, self.app.extensions["menlu-zone"]).isoformat()
            halls.take(session, hall, today, now=at)
            halls.call_next(session, office, hall, 1, today, now=at)
            ticket = session.scalar(select(func.max(ticket_table.c.id)))
        return {"act_id": act or 0, "hall_id": hall, "ticket_id": ticket or 0}

    def _register(self, place: int, *, lins: bool) -> dict[str, int]:
        """A register that was taken over, and who stands in it."""
        house, room = ("2 Harbour Road", "401") if lins else ("1 Harbour Road", "301")
        register, entry = bringing.taken(self.app, place, house, room)
        return {"import_id": register, "entry_id": entry}

    def _work(self, place: int, stay_id: int, registration_id: int, scope: rental.Scope) -> dict[str, int]:
        """Work to be done there, and somebody who asks for the entries of the person."""
        at, wanted = self.house.told_at, timelines.Wanted("incident", "1/2026", "because", 1, 2)
        with self.database.writing() as session:
            calendar = clocks.load(session, self.app.extensions["menlu-office"])
            fact = Fact("stay", str(stay_id), "a house", place)
            item = open_item(session, calendar, kinds.NEVER_HOME, fact, at)
            assert item is not None
            later = self.house.told_at + timelines.WAITS
            ask = asks.ask(session, scope, registration_id, wanted, by=1, now=later)
        return {"item_id": item, "ask_id": ask}

    def _housing(self, room_id: int, landlord: rental.Scope) -> dict[str, int]:
        """A hazard that was found where the room is, and an appeal."""
        with self.database.writing() as session:
            room = rental.room_of(session, landlord, room_id)
            assert room is not None
            assert room.building_id is not None
            at, calendar = self.house.told_at, clocks.load(session, self.app.extensions["menlu-office"])
            inspector, look = rental.Scope("tests"), Look(found=[Found("unclean", room_id=room_id)])
            inspecting.inspect(session, calendar, inspector, room.building_id, look, now=at)
            (hazard,) = findings.hazards_of(session, inspector, room.building_id)
            appeal = appeals.ask(session, calendar, landlord, room.building_id, "it is clean", now=at)
        return {"building_id": room.building_id, "hazard_id": hazard.id, "appeal_id": appeal}


@pytest.fixture
def town(sqlite_url: str) -> Iterator[Town]:
    app = create_app(Config(database=sqlite_url, second_factor=SecondFactor.OFFERED))
    yield Town(app)
    database_of(app).close()


def guarded(app: Flask) -> list[tuple[str, Rule]]:
    """Method and route of all that needs a sign-in, what changes nothing first."""
    signed = {blueprint.name for blueprint in SIGNED}
    found = [
        (method, rule)
        for rule in app.url_map.iter_rules()
        if rule.endpoint not in OPEN and rule.endpoint.partition(".")[0] not in signed
        for method in (rule.methods or set()) & {"GET", "POST", "PUT", "PATCH", "DELETE"}
    ]
    return sorted(found, key=lambda each: (each[0] != "GET", _rank(each[1].endpoint), each[1].rule))


def _rank(endpoint: str) -> int:
    return LAST.index(endpoint) + 1 if endpoint in LAST else 0


def path_of(rule: Rule, part: dict[str, int]) -> str:
    year = datetime.now(UTC).year
    apart = {"person": 1, "grant": 999, "passkey": 1, "mark": "x", "filter_id": 1, "seq": 1,
             "number": year, "month": 1, "day": 2, "token_id": 1, "webhook_id": 1, "event": "notice",
             "assessment_id": 1, "incident_id": 1, "purpose": "face-door", "listed": "crowded", "kind": "relative",
             "act": "offer", "agent_id": 1,
             "sheet": "houses"}  # fmt: skip
    assert rule.arguments <= IN_A_PART | OF_THE_PERSON, f"say here what stands for the arguments of {rule.rule}"
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str({**apart, **part}[found[1]]), rule.rule)


def status(staff: Staff, method: str, path: str, part: dict[str, int]) -> int:
    answer = staff.client.open(path, method=method, data={"room": part["room_id"], "place": part["place_id"]})
    assert answer.status_code < 500, (method, path)
    return answer.status_code


def test_every_route_has_its_rule(town: Town) -> None:
    assert {rule.endpoint for _, rule in guarded(town.app)} == set(RULES)


@pytest.mark.parametrize("role", list(Role), ids=lambda role: role.value)
def test_who_may_open_what_in_which_part_of_the_town(town: Town, role: Role) -> None:
    staff = town.visitor(role)
    whole_town = role in (Role.SYSTEM, Role.SECURITY, Role.AUDIT)
    wrong = []
    for method, rule in guarded(town.app):
        if rule.endpoint in STREAMS:
            continue
        may = role in RULES[rule.endpoint] and (whole_town or rule.endpoint not in OF_THE_TOWN)
        in_a_part = bool(rule.arguments & IN_A_PART)
        if in_a_part and not whole_town:
            beyond = status(staff, method, path_of(rule, town.foreign), town.foreign)
            if beyond != (404 if may else 403) and not is_told_nothing(town, rule, beyond):
                wrong.append(("beyond", method, rule.rule, beyond))
        within = status(staff, method, path_of(rule, town.own), town.own)
        if (within in (403, 404)) is may and not (may and not in_a_part and within == 404):
            wrong.append(("within", method, rule.rule, within))

    assert wrong == []


def is_told_nothing(town: Town, rule: Rule, answer: int) -> bool:
    """Whether a form about what is beyond one's part was taken, and has changed nothing there."""
    if answer != 303 or rule.endpoint not in ("edges.look_at", "boxes.withdraw_code"):
        return False
    with town.database.reading() as session:
        matters = {row.id for row in edges.open_matters(session, EVERYWHERE)}
        codes = {row.id for row in edges.open_codes(session, now=town.house.told_at)}
    return town.foreign["matter_id"] in matters and town.foreign["code_id"] in codes


@pytest.mark.parametrize("role", sorted(SEES_DOORS | SEES_STAYS | RUNS_BOXES), ids=lambda role: role.value)
def test_lists_hold_nothing_of_another_part(town: Town, role: Role) -> None:
    if role in (Role.SYSTEM, Role.LANDLORD):
        pytest.skip("the system is the whole town's; landlords have a table of their own")
    staff = town.visitor(role)

    for method, rule in guarded(town.app):
        if (
            method == "GET"
            and not rule.arguments
            and role in RULES[rule.endpoint]
            and rule.endpoint not in STREAMS | OF_THE_TOWN
        ):
            page = staff.get(rule.rule).text
            for told in ("2 Harbour Road", "南村", f'/stays/{town.foreign["stay_id"]}"', f'/rooms/{town.house.other}"'):
                assert told not in page, (rule.rule, told)


def test_nobody_gets_anywhere_without_signing_in(town: Town) -> None:
    stranger = Staff(town.app)

    for method, rule in guarded(town.app):
        assert status(stranger, method, path_of(rule, town.own), town.own) in (303, 401), rule.rule


def test_somebody_with_no_role_sees_their_own_account_and_nothing_else(town: Town) -> None:
    number = hire(town.app, "新人", grants=[Grant(Role.MEDIATOR, town.north)])
    with town.database.writing() as session:
        person = account.person_of(session, number)
        assert person is not None
        account.take(session, number, person.held[0].id, giver=0)
    staff = Staff(town.app)
    staff.sign_in("新人")

    opened = {
        rule.endpoint
        for method, rule in guarded(town.app)
        if rule.endpoint not in STREAMS and status(staff, method, path_of(rule, town.own), town.own) != 403
    }

    assert opened == {endpoint for endpoint, roles in RULES.items() if roles == EVERYBODY} - STREAMS
