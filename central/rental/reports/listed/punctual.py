"""How landlords keep to the days in which the law wants tenants, and the end of letting, reported."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString
from sqlalchemy import ColumnElement, Integer, Select, case, cast, func, literal_column, select

from central import db
from central.account import service as account
from central.clock import service as clocks
from central.clock.service import rule_in_full
from central.rental.housing.deadlines import END, LETTING
from central.rental.reports.listed.registry import Listed
from central.rental.rules import DAY
from central.rental.scope import Scope
from central.web import moments
from central.web.lists import Column, Filter, Listing

TERM: Final = 365 * DAY
"""ms: duties that began within it are counted."""
_OWNER: Final = "landlord:"
_ID: Final = literal_column("kept.id", Integer)
_COUNTS: Final = tuple(f"{what}_{how}" for what in ("let", "end") for how in ("in_time", "late", "overdue"))


@dataclass(frozen=True)
class Punctual:
    """What a landlord had to report. let_…: that somebody lives there; end_…: that nobody does any more.

    in_time, late: it was reported; overdue: it was not, and the time is over.
    """

    id: int
    landlord: str
    let_in_time: int
    let_late: int
    let_overdue: int
    end_in_time: int
    end_late: int
    end_overdue: int

    @property
    def share(self) -> str:
        """How much of it was reported in time."""
        kept = self.let_in_time + self.end_in_time
        return f"{100 * kept // (kept + self.let_late + self.end_late + self.let_overdue + self.end_overdue)}%"


def chosen(scope: Scope) -> Select[Any]:
    """The landlords who had anything to report within reach, and could have by now."""
    now, rules = moments.now(), (LETTING.name, END.name)
    each = clocks.kept_by_owner(rules, since=now - TERM, now=now, reach=scope.reach).subquery("each")
    sums = [
        func.sum(case((each.c.rule == rule.name, each.c[how]), else_=0)).label(f"{what}_{how}")
        for what, rule in (("let", LETTING), ("end", END))
        for how in ("in_time", "late", "overdue")
    ]
    number = cast(func.substr(each.c.owner, len(_OWNER) + 1), Integer).label("id")
    counts = select(number, *sums).where(each.c.owner.startswith(_OWNER)).group_by(each.c.owner).subquery("kept")
    had_to = sum((counts.c[name] for name in _COUNTS[1:]), counts.c[_COUNTS[0]])
    return select(counts).where(had_to > 0)


def rows_of(rows: Iterable[Any]) -> list[Punctual]:
    """Rows of the database as the page knows them."""
    found = list(rows)
    names = {each.id: each.name for each in account.landlords(db.session(), [row.id for row in found])}
    return [Punctual(row.id, names.get(row.id, ""), *(int(getattr(row, name)) for name in _COUNTS)) for row in found]


def _called(typed: str) -> ColumnElement[bool]:
    """Landlords whose name holds what is typed."""
    named = (each.id for each in account.landlords(db.session()) if typed.lower() in each.name.lower())
    return _ID.in_(list(named))


def _column(name: str, label: Any) -> Column[Punctual]:
    return Column(
        name.replace("_", "-"), label, lambda row: getattr(row, name), literal_column(f"kept.{name}", Integer)
    )


REPORT: Final = Listed(
    Listing[Punctual, Scope](
        "punctual",
        _("Landlords' timeliness"),
        (
            Column("landlord", _("Landlord"), lambda row: row.landlord),
            _column("let_in_time", _("Tenants reported in time")),
            _column("let_late", _("Tenants reported late")),
            _column("let_overdue", _("Tenants overdue")),
            _column("end_in_time", _("Ends reported in time")),
            _column("end_late", _("Ends reported late")),
            _column("end_overdue", _("Ends overdue")),
            Column("share", _("In time"), lambda row: row.share),
            Column("rule", _("Rule and where it comes from"), lambda _row: rule_in_full(LETTING), on_page=False),
            Column("end-rule", _("Rule of ends"), lambda _row: rule_in_full(END), on_page=False),
        ),
        _ID,
        chosen,
        rows_of,
        "-let-overdue",
        (Filter("q", _("Landlord"), _called),),
    ),
    _(
        "Of each landlord, for a year: how many tenants, and how many ends of letting that the calendar has brought,"
        " were reported within the days of the law (%(let)s; %(end)s).",
        let=LazyString(rule_in_full, LETTING),
        end=LazyString(rule_in_full, END),
    ),
    lambda _row: "",
)
