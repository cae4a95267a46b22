"""The log as a list, and its single rows, for those who look at what was done."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from flask import current_app
from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from central.audit import words
from central.audit.rules import Told, is_intact
from central.audit.tables import audit
from central.db import database
from central.db import session as reading
from central.web import moments
from central.web.filters import from_day, to_day
from central.web.lists import Column, Filter, Listing

_PEOPLE = "menlu-audit-people"


@dataclass(frozen=True)
class People:
    """Who works here, as their own subject knows it. names: of these numbers. numbers: of whoever is called so."""

    names: Callable[[Session, Collection[int]], Mapping[int, str]]
    numbers: Callable[[Session, str], Collection[int]]


@dataclass(frozen=True)
class AuditRow:
    """A row of the log; at: Unix ms; name: of whoever did it, where it is somebody who works here."""

    id: int
    at: int
    by: str
    name: str
    act: str
    of: str
    why: str
    origin: str
    detail: str
    digest: str

    @property
    def moment(self) -> datetime:
        """When, on the town's clocks."""
        return moments.local(self.at)


@dataclass(frozen=True)
class Opened:
    """One row, whether it says what was written, and its neighbours."""

    row: AuditRow
    prev: str
    is_intact: bool
    before: int | None
    after: int | None


def use_people(people: People) -> None:
    """Let the current app's log name people."""
    current_app.extensions[_PEOPLE] = people


def last(of: str, acts: Collection[str]) -> tuple[str, int] | None:
    """Who did one of `acts` to a thing last, as pages call them, and when (Unix ms); None where nobody did.

    acts: as the filter of the log takes them: one that ends with a dot is all that begin so.
    """
    newest = select(audit).where(audit.c.of == of, or_(*(_is_act(act) for act in acts)))
    with database().reading() as session:
        row = session.execute(newest.order_by(audit.c.at.desc(), audit.c.seq.desc()).limit(1)).one_or_none()
    if row is None:
        return None
    (newest_row,) = read([row])
    return str(words.doer(newest_row.by, newest_row.name)), newest_row.at


def opened(session: Session, seq: int) -> Opened | None:
    """The row at this place; None where there is none."""
    row = session.execute(select(audit).where(audit.c.seq == seq)).one_or_none()
    if row is None:
        return None
    told = Told(*(getattr(row, name) for name in Told.__dataclass_fields__))
    beside = set(session.scalars(select(audit.c.seq).where(audit.c.seq.in_([seq - 1, seq + 1]))))
    return Opened(
        read([row])[0],
        row.prev.hex(),
        is_intact(row.form, row.seq, told, row.prev, row.digest),
        seq - 1 if seq - 1 in beside else None,
        seq + 1 if seq + 1 in beside else None,
    )


def _chosen(_: None) -> Select[Any]:
    return select(audit)


def read(rows: Iterable[Any]) -> list[AuditRow]:
    """Rows of the database as pages know them, with the names of who works here."""
    found = list(rows)
    numbers = {number for row in found if (number := _staff(row.by)) is not None}
    names = _people().names(reading(), numbers) if numbers else {}
    return [
        AuditRow(
            row.seq,
            row.at,
            row.by,
            names.get(_staff(row.by) or 0, ""),
            row.act,
            row.of,
            row.why,
            row.origin,
            row.detail,
            row.digest.hex(),
        )
        for row in found
    ]


def _staff(by: str) -> int | None:
    kind, _, number = by.partition(":")
    return int(number) if kind == "staff" and number.isascii() and number.isdigit() else None


def _by(value: str) -> ColumnElement[bool]:
    """As the log names them, or by the name they sign in with."""
    number = next(iter(_people().numbers(reading(), value)), None) if ":" not in value else None
    return audit.c.by == (value if number is None else f"staff:{number}")


def _is_for(value: str) -> ColumnElement[bool]:
    """As it is kept, or as the page calls it."""
    typed = func.lower(audit.c.why).contains(value.lower(), autoescape=True)
    return typed | audit.c.why.in_(words.purposes_with(value))


def _begins(column: ColumnElement[str], end: str) -> Callable[[str], ColumnElement[bool]]:
    """Exactly this; or all that begin so, where it ends with `end`."""
    return lambda value: column.startswith(value, autoescape=True) if value.endswith(end) else column == value


_is_act = _begins(audit.c.act, ".")


def _people() -> People:
    return cast(People, current_app.extensions[_PEOPLE])


LOG: Listing[AuditRow, None] = Listing(
    name="audit",
    title=_("Log"),
    columns=(
        Column("at", _("When"), lambda row: row.moment, sort=audit.c.at),
        Column("by", _("Who"), lambda row: words.doer(row.by, row.name)),
        Column("act", _("What"), lambda row: words.act(row.act)),
        Column("of", _("To what"), lambda row: row.of),
        Column("why", _("For what purpose"), lambda row: words.purpose(row.why)),
        Column("origin", _("From where"), lambda row: row.origin),
        Column("row", _("Row"), lambda row: row.id, on_page=False),
        Column("by_code", _("Who, as written"), lambda row: row.by, on_page=False),
        Column("act_code", _("What, as written"), lambda row: row.act, on_page=False),
        Column("why_code", _("For what purpose, as written"), lambda row: row.why, on_page=False),
        Column("detail", _("Detail"), lambda row: row.detail, on_page=False),
        Column("digest", _("Digest"), lambda row: row.digest, on_page=False),
    ),
    number=audit.c.seq,
    chosen=_chosen,
    read=read,
    sort="-at",
    filters=(
        Filter("by", _("Who"), _by),
        Filter("act", _("What"), _is_act),
        Filter("of", _("To what"), _begins(audit.c.of, ":")),
        Filter("why", _("Purpose"), _is_for),
        from_day("from", _("From"), audit.c.at),
        to_day("to", _("To"), audit.c.at),
    ),
)
