"""The pages of the duties: what is due, the notices, how long what is kept, and how many faces there are."""

from collections.abc import Collection
from typing import Any, Final

from flask import Blueprint, Flask, current_app, flash, make_response, redirect, render_template, url_for
from flask import request as http
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from sqlalchemy.orm import Session
from werkzeug import Response

from central import db
from central.clock.service import Act
from central.db import Database
from central.duties import (
    as_work,
    asking,
    assessment_pages,
    assessments,
    by_face_alone,
    counted,
    faces,
    gate,
    handing,
    incident_pages,
    incidents,
    keeping,
    proving,
    register_pages,
    shown,
    telling,
    words,
)
from central.duties.asking import DOERS, READERS, by, require_town
from central.duties.assessing import Purpose
from central.duties.forms import text_of
from central.duties.gate import Standing
from central.duties.purging import Purging, Terms
from central.duties.turn import Duties
from central.edges import service as edges
from central.rental import service as rental
from central.web import moments, needs, shell
from central.web.grants import Reach
from central.web.letters import length_complaint
from central.web.once import once
from central.web.roles import open_to

blueprint = Blueprint("duties", __name__, template_folder="templates")
NIGHTS: Final = 60
"""Proofs on a page."""
WHY_LENGTH: Final = 300
NAMED: Final = 5
"""Boxes that a sentence names."""


def init_app(app: Flask, database: Database, *, entry_days: int) -> None:
    """Put the pages into `app`, and what time brings. entry_days: how long entries are kept."""
    for pages in (blueprint, assessment_pages.blueprint, register_pages.blueprint, incident_pages.blueprint):
        app.register_blueprint(pages)
    app.jinja_env.globals.update(duties=words)
    shown.init_app(app)
    terms = Terms(entry_days, app.extensions["menlu-zone"])
    purging = Purging(database, edges.retention_of(app), terms)
    app.extensions.update({"menlu-duties": Duties(database), "menlu-purging": purging, "menlu-terms": terms})
    edges.add_greeter(app, _greet)
    rental.add_warning(app, _warn)
    as_work.init_app(app)
    needs.add(app, needs.Need("duties", words.NEEDS["duties"], "deadlines", "duties.overview", _due))
    shell.add_link(app, shell.Link(shell.Section.SYSTEM, "duties.overview", lazy_gettext("Duties by law"), "audit"))


@blueprint.get("/duties")
@open_to(*READERS)
def overview() -> str:
    """What is due, and how each duty stands."""
    require_town()
    return _overview({})


@blueprint.post("/duties")
@open_to(*DOERS)
@once
def face_count() -> Response:
    """What a number of stored faces asked for is done."""
    require_town()
    people, why = http.form.get("people", ""), text_of(http.form, "why")
    number = int(people) if people.isascii() and people.isdigit() and len(people) < 9 else 0
    wrong = length_complaint(why, 1, WHY_LENGTH)
    if wrong is not None:
        return make_response(_overview({f"why-{number}": wrong}), 422)
    with asking.acting() as session:
        if faces.done(session, number, Act(by(), why, moments.now())):
            flash(_("Noted."))
    return redirect(url_for(".overview"), 303)


@blueprint.get("/duties/notices")
@open_to(*READERS)
def notices() -> str:
    """Every version of the notices, who agreed to it, and which boxes show it."""
    require_town()
    session = db.session()
    return render_template(
        "duties/notices.html",
        versions=telling.versions(session),
        programs=telling.programs(session),
        at_boxes=telling.shown_at_boxes(session),
    )


@blueprint.get("/duties/keeping")
@open_to(*READERS)
def kept() -> str:
    """How long what is kept, and the proofs of the last nights."""
    require_town()
    session = db.session()
    terms: Terms = current_app.extensions["menlu-terms"]
    return render_template(
        "duties/keeping.html",
        table=keeping.table(terms.entry_days),
        proofs=proving.proofs(session, NIGHTS),
        broken=proving.first_broken(session),
        is_as_logged=proving.is_as_logged(session),
    )


def _overview(complaints: dict[str, Any]) -> str:
    session, now = db.session(), moments.now()
    calendar = asking.calendar(session)
    today = calendar.day_of(now)
    newest = {purpose: next(iter(assessments.rows(session, purpose)), None) for purpose in Purpose}
    standing = gate.standing(session, calendar, now)
    proof = next(iter(proving.proofs(session, 1)), None)
    is_pressing = standing.resting > 0 or (standing.rests_at or now) <= now + gate.WARNED
    covered = {purpose: bool(assessments.covered(session, purpose, today).places) for purpose in Purpose}
    return render_template(
        "duties/overview.html",
        due=as_work.running(session, calendar, now),
        now=now,
        gate=standing,
        is_pressing=is_pressing,
        by_face_alone=_by_face_alone(session, standing, is_pressing=is_pressing),
        newest=newest,
        covered=covered,
        lacking=[purpose for purpose, is_covered in covered.items() if not is_covered],
        faces=counted.known(session),
        reached=faces.reached(session, now),
        waiting=handing.waiting(session).count,
        open_incidents=incidents.open_incidents(session),
        last_proof=proof,
        nights_without=proving.nights_without(proof, today),
        complaints=complaints,
        typed=http.form,
    )


def _by_face_alone(session: Session, standing: Standing, *, is_pressing: bool) -> int:
    """How many would stand outside: in a time of grace also long before it is over."""
    if not is_pressing and standing.grace_until is None:
        return 0
    now = moments.now()
    until = max(standing.grace_until or 0, now + gate.WARNED)
    return by_face_alone.count(session, asking.calendar(session), until, now)


def _due(session: Session, reach: Reach) -> int:
    return as_work.count(session, asking.calendar(session), moments.now()) if reach.is_town else 0


def _greet(session: Session, box_id: int, now: int) -> None:
    gate.greet(session, asking.calendar(session), box_id, now)


def _warn(session: Session, boxes: Collection[int], now: int) -> list[Any]:
    """What a landlord is told of the boxes at their rooms: by when somebody needs another way than their face."""
    rest_at = gate.warned(session, asking.calendar(session), boxes, now)
    if not rest_at:
        return []
    found = [box.name for box in edges.boxes(session) if box.id in rest_at]
    names = ", ".join([*found[:NAMED], *(["…"] if len(found) > NAMED else [])])
    first = min(rest_at.values())
    if first <= now:
        return [_("Faces rest at %(boxes)s: every other way opens. Give a PIN or a card to who has none.", boxes=names)]
    moment = f"{moments.day(first)} {moments.time_of_day(first)[:5]}"
    return [
        _(
            "From %(moment)s on faces rest at %(boxes)s: by then everybody there needs a PIN, a card or their phone to "
            "open.",
            moment=moment,
            boxes=names,
        )
    ]
