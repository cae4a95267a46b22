"""Houses that have got another colour: from which to which, when, why, by whose act (housing/judging.py)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from flask import url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement, Select, case, func, select

from central import db
from central.place.choosing import in_place
from central.rental.housing import tiers, words
from central.rental.housing.judging import Because
from central.rental.housing.tables import building, hazard, judgement
from central.rental.reports import where
from central.rental.reports.listed.registry import Listed
from central.rental.scope import Scope
from central.rental.words import actor, sign
from central.web import moments
from central.web.filters import from_day, one_of, to_day, words_in
from central.web.lists import Column, Listing

_earlier = judgement.alias("earlier")


def _before(column: str) -> ColumnElement[Any]:
    """What the judgement before said of the house; NULL where there was none."""
    of_house = _earlier.c.building_id == judgement.c.building_id, _earlier.c.id < judgement.c.id
    last = select(_earlier.c[column]).where(*of_house).order_by(_earlier.c.id.desc()).limit(1)
    return last.correlate(judgement).scalar_subquery()


_FROM: Final = func.coalesce(_before("tier"), "")
_RANK: Final = {colour: place for place, colour in enumerate(tiers.COLOURS)}


def _rank(column: ColumnElement[str]) -> ColumnElement[int]:
    return case(_RANK, value=column, else_=len(_RANK))


@dataclass(frozen=True)
class Recoloured:
    """A house got a colour. before: the colour until then; "" for a house that had none. why: what had changed."""

    id: int
    building_id: int
    house: str
    before: str
    tier: str
    at: int
    by: str
    why: str


def chosen(scope: Scope) -> Select[Any]:
    """Every change of a colour of houses in scope, for a list."""
    own = (judgement.c[name] for name in ("id", "building_id", "tier", "at", "by", "scheme", "because"))
    before = _FROM.label("before"), _before("scheme").label("scheme_before"), _before("because").label("because_before")
    found = select(*own, building.c.name.label("house"), *before)
    found = found.join(building, building.c.id == judgement.c.building_id)
    return found.where(judgement.c.tier != _FROM, scope.buildings())


def rows_of(rows: Iterable[Any]) -> list[Recoloured]:
    """Rows of the database as the page knows them."""
    found = [(row, _read(row.because), _read(row.because_before)) for row in rows]
    items = _items({number for _row, now, before in found for number in {*now.hazards, *before.hazards}})
    return [
        Recoloured(
            row.id, row.building_id, row.house, row.before, row.tier, row.at, row.by, _why(row, now, before, items)
        )
        for row, now, before in found
    ]


def _read(because: str | None) -> Because:
    return Because.read(because) if because else Because(0, (), (), 0)


def _items(numbers: set[int]) -> dict[int, str]:
    chosen = select(hazard.c.id, hazard.c.item).where(hazard.c.id.in_(numbers))
    return {number: str(words.item(item)) for number, item in db.session().execute(chosen)}


def _why(row: Any, now: Because, before: Because, items: Mapping[int, str]) -> str:
    """What has changed since the judgement before."""

    def named(numbers: Iterable[int]) -> str:
        return str(gettext(", ")).join(items.get(number, str(number)) for number in sorted(numbers))

    parts = [
        label % {"hazards": named(some)}
        for label, some in (
            (gettext("Newly found: %(hazards)s"), set(now.hazards) - set(before.hazards)),
            (gettext("Gone: %(hazards)s"), set(before.hazards) - set(now.hazards)),
            (gettext("Late by now: %(hazards)s"), set(now.late) - set(before.late)),
        )
        if some
    ]
    if row.scheme_before not in (None, row.scheme):
        parts.append(str(words.SCHEMES.get(row.scheme, row.scheme)))
    return "; ".join(parts) or str(gettext("Nothing was open."))


def _colour(code: str) -> Any:
    return sign(words.TIERS, code)[2]


def _became(compare: Callable[[Any, Any], ColumnElement[bool]]) -> Callable[[], ColumnElement[bool]]:
    return lambda: compare(_rank(judgement.c.tier), _rank(_FROM)) & (_FROM != "")


REPORT: Final = Listed(
    Listing[Recoloured, Scope](
        "recoloured",
        _("Changes of colours"),
        (
            Column("house", _("House"), lambda row: row.house, building.c.name),
            Column("from", _("Colour before"), lambda row: _colour(row.before)),
            Column("to", _("Colour since"), lambda row: _colour(row.tier), judgement.c.tier),
            Column("at", _("When"), lambda row: moments.local(row.at), judgement.c.at),
            Column("why", _("Why"), lambda row: row.why),
            Column("by", _("By whom"), lambda row: actor(row.by)),
        ),
        judgement.c.id,
        chosen,
        rows_of,
        "-at",
        (
            words_in("q", _("House"), building.c.name),
            in_place(where.within),
            one_of(
                "became",
                _("Became"),
                {
                    "worse": (_("worse"), _became(lambda now, before: now > before)),
                    "better": (_("better"), _became(lambda now, before: now < before)),
                    "first": (_("judged for the first time"), lambda: _FROM == ""),
                },
            ),
            from_day("from", _("First day"), judgement.c.at),
            to_day("to", _("Last day"), judgement.c.at),
        ),
    ),
    _("Each time a house was judged to be of another colour: what was found or was gone since, and whose act it was."),
    lambda row: url_for("buildings.building", building_id=row.building_id),
)
