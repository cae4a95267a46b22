"""The town's calendar as it is kept: announced years, notices and overrides by staff, and every change of them.

A change counts at once for clocks that begin; those that run are counted anew soon after (recounting.py), since there
may be many. Times are Unix ms.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum, unique
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from flask import Flask, current_app, has_app_context
from sqlalchemy import Select, delete, func, insert, select, text
from sqlalchemy.orm import Session

from central.audit import service as audit
from central.clock.days import FIRST, LAST, Calendar, Override
from central.clock.reasons import Act, checked
from central.clock.table import Table, announced
from central.clock.tables import calendar_change, calendar_notice, calendar_override
from central.config import TOWN
from central.hours import USUAL, OfficeHours

_TURN = 0x6D656E6C7563
"""Key of PostgreSQL's advisory lock."""


class DayRefused(ValueError):
    """What was said of a day or a year can't be kept; says why."""


class DayChanged(Exception):
    """Somebody has changed the day since it was looked at. change: what they did."""

    def __init__(self, change: "ChangeRow") -> None:
        super().__init__(f"{change.day} was changed by {change.by}")
        self.change = change


class YearKnown(DayRefused):
    """The year is announced already."""


@unique
class Change(StrEnum):
    """How the calendar was changed."""

    MADE_WORKING = "made-working"
    MADE_FREE = "made-free"
    REMOVED = "removed"
    NOTICE = "notice"


@dataclass(frozen=True)
class Office:
    """What of the calendar is a setting."""

    zone: ZoneInfo
    hours: OfficeHours


@dataclass(frozen=True)
class ChangeRow:
    """A change of the calendar. day: ISO, or the year of a notice."""

    at: int
    by: str
    what: Change
    day: str
    why: str


def init_app(app: Flask, office: Office) -> None:
    """Give `app` its office."""
    app.extensions["menlu-office"] = office


def office() -> Office:
    """The office of the current app; at a terminal the usual one, by which the app counts nothing for long: whatever
    was counted by another calendar it counts anew.
    """
    return office_of(current_app) if has_app_context() else Office(TOWN, USUAL)


def office_of(app: Flask) -> Office:
    """The office of `app`."""
    kept: Office = app.extensions["menlu-office"]
    return kept


def load(session: Session, at: Office) -> Calendar:
    """The calendar as it is now."""
    rows = session.execute(select(calendar_override))
    overrides = {date.fromisoformat(row.day): Override(row.is_working, row.why) for row in rows}
    return Calendar(_table(session), at.zone, at.hours, overrides)


def override(session: Session, at: Office, day: date, act: Act, *, is_working: bool, seen: int | None = None) -> None:
    """Make a day a working day or a free one, whatever it was. Raises DayRefused, NoReason.

    seen: the last change that was there when the day was looked at; raises DayChanged if there is one since.
    """
    if not FIRST <= day <= LAST:
        raise DayRefused(f"{day} is out of reach; accepted are days from {FIRST} to {LAST}")
    said = {"is_working": is_working, "why": checked(act.why), "made_at": act.at, "made_by": act.by}
    _in_turn(session)
    _require_unchanged(session, day, seen)
    session.execute(delete(calendar_override).where(calendar_override.c.day == day.isoformat()))
    session.execute(insert(calendar_override), {"day": day.isoformat(), **said})
    _note(session, at, Change.MADE_WORKING if is_working else Change.MADE_FREE, day.isoformat(), act)


def remove_override(session: Session, at: Office, day: date, act: Act, *, seen: int | None = None) -> bool:
    """Let a day be what notice and week make of it; False where nothing else had been said.

    seen: as in `override`. Raises NoReason, DayChanged.
    """
    checked(act.why)
    _in_turn(session)
    _require_unchanged(session, day, seen)
    gone = delete(calendar_override).where(calendar_override.c.day == day.isoformat())
    if session.execute(gone.returning(calendar_override.c.day)).first() is None:
        return False
    _note(session, at, Change.REMOVED, day.isoformat(), act)
    return True


def add_notice(
    session: Session, at: Office, year: int, act: Act, *, free: Collection[date], make_up: Collection[date]
) -> None:
    """Keep the notice of a year that the package does not know yet; one typed before is replaced.

    act.why: the source, the notice's number or date. free: days off, weekends among them or not; make_up: weekend days
    that are worked. As soon as the package knows the year, that counts instead. Raises YearKnown, DayRefused, NoReason.
    """
    _check_notice(year, free, make_up)
    told = {"source": checked(act.why), "made_at": act.at, "made_by": act.by}
    _in_turn(session)
    session.execute(delete(calendar_notice).where(calendar_notice.c.year == year))
    row = {"year": year, "free": _written(free), "make_up": _written(make_up), **told}
    session.execute(insert(calendar_notice), row)
    _note(session, at, Change.NOTICE, str(year), act)


def changes(session: Session, limit: int = 50) -> list[ChangeRow]:
    """What was changed last, the newest first."""
    rows = session.execute(_changes().limit(limit))
    return [_change(row) for row in rows]


def last_change(session: Session) -> int:
    """The number of the change that was made last, 0 where there is none."""
    return session.scalar(select(func.max(calendar_change.c.id))) or 0


def reason_for(session: Session, mark: str) -> tuple[str, str]:
    """Who made the calendar what it is by its `mark`, and why; ("central", "") where it was no act of staff."""
    chosen = select(calendar_change.c.by, calendar_change.c.why).where(calendar_change.c.mark == mark)
    found = session.execute(chosen.order_by(calendar_change.c.id.desc()).limit(1)).first()
    return (found.by, found.why) if found else ("central", "")


def source_of(session: Session, year: int) -> str:
    """What staff named as the source of a year's days; "" for a year of the package."""
    return session.scalar(select(calendar_notice.c.source).where(calendar_notice.c.year == year)) or ""


def _check_notice(year: int, free: Collection[date], make_up: Collection[date]) -> None:
    if year in announced().years:
        raise YearKnown(f"{year} is announced already; change single days instead")
    if not FIRST.year < year < LAST.year:
        raise DayRefused(f"{year} is no year that can be counted in")
    strange = [day for day in (*free, *make_up) if day.year != year]
    if strange:
        raise DayRefused(f"{strange[0]} is not in {year}")
    if not free or set(free) & set(make_up):
        raise DayRefused(f"a notice has days off, and no day is both off and worked; {year} has not")
    worked_anyway = [day for day in make_up if day.weekday() < 5]
    if worked_anyway:
        raise DayRefused(f"{worked_anyway[0]} is not at a weekend, so it is worked anyway")


def _table(session: Session) -> Table:
    """What the package knows, and the notices that staff have typed of other years."""
    known = announced()
    typed = [row for row in session.execute(select(calendar_notice)) if row.year not in known.years]
    if not typed:
        return known
    free, make_up = dict(known.free), dict(known.make_up)
    for row in typed:
        free |= dict.fromkeys(_read(row.free), "")
        make_up |= dict.fromkeys(_read(row.make_up), "")
    return Table(free, make_up, known.years | {row.year for row in typed})


def _require_unchanged(session: Session, day: date, seen: int | None) -> None:
    if seen is None:
        return
    since = calendar_change.c.day == day.isoformat(), calendar_change.c.id > seen
    row = session.execute(_changes().where(*since).limit(1)).first()
    if row is not None:
        raise DayChanged(_change(row))


def _changes() -> Select[Any]:
    columns = (calendar_change.c[name] for name in ChangeRow.__dataclass_fields__)
    return select(*columns).order_by(calendar_change.c.id.desc())


def _change(row: Any) -> ChangeRow:
    return ChangeRow(row.at, row.by, Change(row.what), row.day, row.why)


def _note(session: Session, at: Office, what: Change, day: str, act: Act) -> None:
    row = {"at": act.at, "by": act.by, "what": what.value, "day": day, "why": checked(act.why)}
    session.execute(insert(calendar_change), row | {"mark": load(session, at).mark})
    audit.note(session, act=f"calendar.{what}", of=f"day:{day}", why=act.why)


def _in_turn(session: Session) -> None:
    """One change of the calendar after the other. SQLite does so anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _TURN})


def _written(days: Collection[date]) -> str:
    return msgspec.json.encode(sorted(days)).decode()


def _read(days: str) -> list[date]:
    return msgspec.json.decode(days, type=list[date])
