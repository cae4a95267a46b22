"""Times in the town's zone, in the reader's words. Times are Unix milliseconds; the database knows no other."""

import time
from datetime import datetime, timedelta
from typing import cast
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_skeleton, format_time, format_timedelta
from flask import Flask, current_app
from flask_babel import get_locale


def init_app(app: Flask, zone: ZoneInfo) -> None:
    """Give templates the filters below."""
    app.extensions["menlu-zone"] = zone
    app.jinja_env.filters.update(iso=iso, day=day, time_of_day=time_of_day, ago=ago, duration=duration)


def now() -> int:
    """Unix ms."""
    return time.time_ns() // 1_000_000


def zone() -> ZoneInfo:
    """The town's."""
    return cast(ZoneInfo, current_app.extensions["menlu-zone"])


def local(at: int) -> datetime:
    """The moment on the town's clocks."""
    return datetime.fromtimestamp(at / 1000, zone())


def midnight(now: int) -> int:
    """When the town's day began."""
    return int(local(now).replace(hour=0, minute=0, second=0, microsecond=0).timestamp() * 1000)


def iso(at: int) -> str:
    """For machines: 2026-11-22T22:03:22+08:00."""
    return local(at).isoformat(timespec="seconds")


def day(at: int) -> str:
    """Nov 22 or 11月22日; with the year when it is not this one's."""
    moment = local(at)
    if moment.year == datetime.now(moment.tzinfo).year:
        return format_skeleton("MMMd", moment, locale=get_locale())
    return format_date(moment, "medium", locale=get_locale())


def time_of_day(at: int) -> str:
    """22:03:22, the same in both languages."""
    return format_time(local(at), "HH:mm:ss", locale=get_locale(), tzinfo=local(at).tzinfo)


def ago(at: int, now: int) -> str:
    """3 minutes ago or 3分钟前."""
    passed = timedelta(milliseconds=at - now)
    return format_timedelta(passed, add_direction=True, locale=get_locale(), threshold=1.5)


def duration(milliseconds: int) -> str:
    """3 minutes or 3分钟."""
    return format_timedelta(timedelta(milliseconds=milliseconds), locale=get_locale(), threshold=1.5)
