"""A town with its calendar, rules to count by, and clocks; on both kinds of database."""

from collections.abc import Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from central.accepted import SecondFactor
from central.app import create_app
from central.clock import service
from central.clock.service import Act, Calendar, Office, Rule, Span, Subject, Unit
from central.clock.table import announced
from central.config import Config
from central.db import Database, database_of
from central.hours import USUAL

ZONE = ZoneInfo("Asia/Shanghai")
OFFICE = Office(ZONE, USUAL)
CALENDAR = Calendar(announced(), ZONE)
SUBJECT = Subject("registration", "17")
REPORT = Rule(
    name="tests.report",
    en="Report a tenant",
    zh="报告承租人",
    term=Span(3, Unit.WORKING_DAYS),
    source="浙江省流动人口居住登记条例 9",
    dated=date(2016, 7, 1),
    reminders=(Span(1, Unit.WORKING_DAYS),),
    escalations=(Span(1, Unit.WORKING_DAYS), Span(5, Unit.WORKING_DAYS)),
)


def at(text: str) -> int:
    """Unix ms of a moment on the town's clocks, YYYY-MM-DD HH:MM."""
    return round(datetime.fromisoformat(text).replace(tzinfo=ZONE).timestamp() * 1000)


def rule(amount: int, unit: Unit, **fields: object) -> Rule:
    """A rule of so many units, else as REPORT without reminders and escalations."""
    plain = {"name": "tests.rule", "en": "Rule", "zh": "规则", "source": "tests", "dated": date(2021, 1, 1)}
    return Rule(term=Span(amount, unit), **{**plain, **fields})  # type: ignore[arg-type]


class Clocks:
    """One clock of REPORT in a database, and acts on it."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def start(
        self, when: str = "2026-03-02 10:00", of: Rule = REPORT, subject: Subject = SUBJECT, owner: str = ""
    ) -> int:
        with self.database.writing() as session:
            act = Act("Wang", "the stay began", at(when))
            return service.start(session, self.calendar(), of, subject, act, owner=owner)

    def calendar(self) -> Calendar:
        with self.database.reading() as session:
            return service.load(session, OFFICE)

    def act(self, name: str, clock_id: int, when: str, why: str = "a reason", by: str = "Wang") -> None:
        """pause, meet, cancel, resume, reopen."""
        done = getattr(service, name)
        before = (self.calendar(),) if name in ("resume", "reopen") else ()
        with self.database.writing() as session:
            done(session, *before, clock_id, Act(by, why, at(when)))

    def extend(self, clock_id: int, amount: int, when: str) -> None:
        calendar = self.calendar()
        with self.database.writing() as session:
            service.extend(session, calendar, clock_id, amount, Act("Wang", "asked for", at(when)))

    def override(self, day: str, when: str, *, is_working: bool, why: str = "flood") -> None:
        with self.database.writing() as session:
            act = Act("Li", why, at(when))
            service.override(session, OFFICE, date.fromisoformat(day), act, is_working=is_working)

    def row(self, clock_id: int, when: str = "2026-03-02 10:00") -> service.ClockRow:
        with self.database.reading() as session:
            found = service.clock_of(session, clock_id, at(when))
        assert found is not None
        return found

    def story(self, clock_id: int) -> list[str]:
        with self.database.reading() as session:
            return [event.event.value for event in service.story(session, clock_id)]


@pytest.fixture
def clocks(database: Database) -> Clocks:
    return Clocks(database)


@pytest.fixture
def app(sqlite_url: str) -> Iterator[Flask]:
    """Central's app on SQLite: its pages have nothing to do with the kind of database."""
    made = create_app(Config(database=sqlite_url, second_factor=SecondFactor.OFFERED))
    yield made
    database_of(made).close()
