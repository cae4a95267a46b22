"""The page of housing's rules: what holds, from where it comes, and what the office has chosen."""

from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template, url_for
from flask import request as http
from flask_babel import gettext as _
from werkzeug import Response

from central import db
from central.rental import asking
from central.rental.asking import HOUSE_READERS, acting, scope
from central.rental.housing import crowding, deadlines, hazards, settings, tiers, words
from central.rental.housing.forms import text_of, why_complaints
from central.rental.housing.settings import NoSuchSetting
from central.web import changes
from central.web.once import once
from central.web.roles import Role, open_to

blueprint = Blueprint("housing_rules", __name__, template_folder="templates")


@blueprint.get("/housing/rules")
@open_to(*HOUSE_READERS)
def rules() -> Response:
    """Every rule of housing, with source and date."""
    return _page(200)


@blueprint.post("/housing/rules")
@open_to(Role.OFFICE)
@once
def choose() -> Response:
    """Choose another standard, other colours, or other numbers."""
    name, value, why = (text_of(http.form, field) for field in ("name", "value", "why"))
    complaints = why_complaints(why)
    if complaints:
        return _page(422, complaints)
    try:
        with acting() as session:
            changes.require_as_seen(session, "setting", name)
            settings.choose(session, name, value, by=scope().by, why=why, now=asking.now())
    except NoSuchSetting:
        return _page(422, {"value": _("Three numbers such as 1/3/5, none smaller than the one before.")})
    flash(_("From now on this holds: %(what)s.", what=words.SETTINGS[name]))
    return redirect(url_for(".rules"), 303)


def _page(status: int, complaints: dict[str, Any] | None = None) -> Response:
    name = http.form.get("name", "")
    page = render_template(
        "housing/rules.html",
        holds=settings.load(db.session()),
        standards=crowding.STANDARDS.values(),
        schemes=tiers.SCHEMES.values(),
        points=tiers.POINTS,
        late=tiers.LATE,
        legal=deadlines.LEGAL,
        items=hazards.ITEMS.values(),
        complaints={f"{field}-{name}": complaint for field, complaint in (complaints or {}).items()},
        refused=http.form,
        may_choose=scope().is_office,
    )
    return make_response(page, status)
