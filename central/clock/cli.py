"""`menlu-central calendar`: the town's days from a terminal."""

import argparse
import getpass
import json
import time
from datetime import date
from typing import TYPE_CHECKING, Any

from central.config import Config
from central.errors import CentralError

if TYPE_CHECKING:
    from central.clock.days import Day
    from central.clock.service import Act, Office

_MARKS = {"holiday": "h", "make-up": "w", "made-working": "+", "made-free": "-", "weekend": ".", "working": " "}
_LEGEND = ". weekend  h holiday  w make-up workday  + made a working day  - made a free day"

_HOW = "Update the package chinesecalendar, or add the next notice: `menlu-central calendar notice`."


def add_commands(commands: Any, common: argparse.ArgumentParser) -> None:
    """Add this group's commands to `menlu-central`; `common` holds the options of all."""
    group = commands.add_parser("calendar", help="show and change which days are working days")
    acts = group.add_subparsers(title="commands", required=True, metavar="COMMAND")

    show = acts.add_parser("show", parents=[common], help="a year's days, and what is known of it")
    show.add_argument("year", type=int, metavar="YEAR")
    show.add_argument("--json", action="store_true", help="print JSON")
    show.set_defaults(run=_show)

    override = acts.add_parser("override", help="make a day a working day or a free one, or take that back")
    ways = override.add_subparsers(title="commands", required=True, metavar="COMMAND")
    add = ways.add_parser("add", parents=[common], help="say what a day is")
    add.add_argument("day", metavar="YYYY-MM-DD")
    add.add_argument("kind", choices=("working", "free"))
    add.add_argument("--why", required=True, metavar="REASON", help="kept with the change")
    add.set_defaults(run=_add)
    remove = ways.add_parser("remove", parents=[common], help="let a day be what the notice makes of it")
    remove.add_argument("day", metavar="YYYY-MM-DD")
    remove.add_argument("--why", required=True, metavar="REASON", help="kept with the change")
    remove.set_defaults(run=_remove)

    notice = acts.add_parser("notice", parents=[common], help="add the State Council's notice of a year")
    notice.add_argument("year", type=int, metavar="YEAR")
    notice.add_argument("--free", required=True, metavar="DAYS", help="days off, such as 02-15..02-23,04-04")
    notice.add_argument("--make-up", default="", metavar="DAYS", help="weekend days that are worked, such as 02-14")
    notice.add_argument("--source", required=True, help="the notice's number or date")
    notice.set_defaults(run=_notice)


def _show(config: Config, given: argparse.Namespace) -> None:
    from central.clock import service, year
    from central.schema import current_database

    if not 2004 <= given.year <= 2100:
        raise CentralError(f"{given.year} is out of reach; accepted are years from 2004 to 2100")
    with current_database(config.database) as database, database.reading() as session:
        calendar = service.load(session, _office(config))
        source = service.source_of(session, given.year)
    months, is_known = year.months(calendar, given.year), given.year in calendar.table.years
    if given.json:
        days = [_plain(day) for month in months for day in month.days]
        told = {"year": given.year, "announced": is_known, "source": source, "table_ends": calendar.last_year}
        print(json.dumps(told | {"days": days}, ensure_ascii=False))
        return
    for month in months:
        print(f"{given.year}-{month.number:02} {_line(month.first, month.days)}  {month.working:2} worked")
    print(_LEGEND)
    if not is_known:
        print(f"The notice of {given.year} is not known: only the week counts, and every answer is provisional.")
    if service.ends_soon(calendar, calendar.day_of(_now())):
        print(f"Holidays are known up to the end of {calendar.last_year}. {_HOW}")


def _add(config: Config, given: argparse.Namespace) -> None:
    from central.clock import service
    from central.schema import current_database

    on = _day(given.day)
    with current_database(config.database) as database, database.writing() as session:
        service.override(session, _office(config), on, _act(given.why), is_working=given.kind == "working")
    print(f"{on} is a {given.kind} day. Deadlines that run are counted anew while central serves.")


def _remove(config: Config, given: argparse.Namespace) -> None:
    from central.clock import service
    from central.schema import current_database

    on = _day(given.day)
    with current_database(config.database) as database, database.writing() as session:
        if not service.remove_override(session, _office(config), on, _act(given.why)):
            raise CentralError(f"nothing else was said of {on}; `menlu-central calendar show {on.year}` lists the days")
    print(f"{on} is again what the notice makes of it.")


def _notice(config: Config, given: argparse.Namespace) -> None:
    from central.clock import service
    from central.clock.forms import days_of
    from central.schema import current_database

    free, make_up = days_of(given.free, given.year), days_of(given.make_up, given.year)
    if free is None or make_up is None:
        raise CentralError(f"{given.free!r} and {given.make_up!r} are no days; accepted are such as 02-15..02-23,04-04")
    act = _act(given.source)
    try:
        with current_database(config.database) as database, database.writing() as session:
            service.add_notice(session, _office(config), given.year, act, free=free, make_up=make_up)
    except service.DayRefused as error:
        raise CentralError(str(error)) from error
    print(f"The notice of {given.year} was added: {len(free)} days off, {len(make_up)} worked.")


def _line(first: int, days: "tuple[Day, ...]") -> str:
    """The month's days in one line, each week apart."""
    marks = [" "] * (first - 1) + [_MARKS[day.kind] if day.kind != "working" else "o" for day in days]
    return " ".join("".join(marks[week : week + 7]).ljust(7) for week in range(0, 42, 7))


def _plain(day: "Day") -> dict[str, Any]:
    known = {"day": day.day.isoformat(), "kind": day.kind.value, "working": day.is_working}
    return known | {"name": day.name, "why": day.why, "provisional": day.is_provisional}


def _office(config: Config) -> "Office":
    from central.clock.service import Office

    return Office(config.zone, config.office_hours)


def _day(text: str) -> date:
    from central.clock.forms import day_of

    found = day_of(text)
    if found is None:
        raise CentralError(f"{text!r} is no day; accepted is YYYY-MM-DD, such as 2027-02-06")
    return found


def _act(why: str) -> "Act":
    from central.clock.reasons import Act, NoReason, checked

    try:
        return Act(f"terminal: {getpass.getuser()}", checked(why), _now())
    except NoReason as error:
        raise CentralError(str(error)) from error


def _now() -> int:
    return time.time_ns() // 1_000_000
