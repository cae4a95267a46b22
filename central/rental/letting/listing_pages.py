"""The pages of rooms that are offered: all of them, a new one, one and what can be done about it."""

from typing import Any

from flask import Blueprint, Flask, abort, flash, make_response, redirect, render_template, url_for
from flask import request as http
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug import Response

from central import db
from central.clock import service as clocks
from central.clock.service import Subject
from central.rental import asking
from central.rental.asking import READERS, WRITERS, acting, found, scope
from central.rental.letting import agent_pages, agents, listings, lists, rules, shown, views, words
from central.rental.letting.forms import OfferForm
from central.rental.letting.offering import NotOffered
from central.rental.letting.views import ListingRow, listing_of
from central.rental.rules import NotPossible
from central.rental.views import RoomRow, room_of
from central.rental.words import word
from central.web import changes, shell, showing
from central.web.flashes import not_done
from central.web.once import once
from central.web.roles import open_to
from central.web.state_picture import picture

blueprint = Blueprint("listings", __name__, template_folder="templates")
_ACTS = {"offer": listings.offer, "withdraw": listings.withdraw, "taken-down": listings.taken_down}


def init_app(app: Flask) -> None:
    """Put the pages into `app`."""
    for pages in (blueprint, agent_pages.blueprint):
        app.register_blueprint(pages)
    app.jinja_env.globals.update(letting=words)
    shown.init_app(app)
    offered = shell.Link(shell.Section.HOUSING, "listings.listings_list", lazy_gettext("Rooms offered"), "rooms")
    shell.add_link(app, offered)
    shell.add_link(app, shell.Link(shell.Section.HOUSING, "agents.agents_list", lazy_gettext("Agents"), "landlords"))


@blueprint.get("/listings")
@open_to(*READERS)
def listings_list() -> Response:
    """Rooms that are offered, were, or will be."""
    return showing.answer("letting/listings.html", lists.LISTINGS, scope(), rent=lists.rent)


@blueprint.route("/rooms/<int:room_id>/offer", methods=["GET", "POST"])
@open_to(*WRITERS)
@once
def draft(room_id: int) -> Response:
    """Offer a room, at once or later."""
    row = found(room_of(db.session(), scope(), room_id))
    if http.method == "GET":
        return _form(200, row, OfferForm(asking.today().isoformat()), {})
    form = OfferForm.read(http.form)
    complaints = form.complaints()
    if complaints:
        return _form(422, row, form, complaints)
    try:
        with acting() as session:
            made = listings.draft(session, scope(), room_id, form.said, now=asking.now())
            if "later" not in http.form:
                listings.offer(session, scope(), made, now=asking.now())
    except NotOffered as error:
        return _form(422, row, form, {"free_from": word(words.AGAINST, error.against)})
    except NotPossible:
        asking.say_too_late()
        return redirect(url_for("rental.room", room_id=room_id), 303)
    flash(_("The listing was made."))
    return redirect(url_for(".listing", listing_id=made), 303)


@blueprint.get("/listings/<int:listing_id>")
@open_to(*READERS)
def listing(listing_id: int) -> str:
    """One listing."""
    session, row = db.session(), found(listing_of(db.session(), scope(), listing_id))
    told = clocks.clocks_of(session, Subject(listings.LISTING, str(listing_id)), asking.now())
    return render_template(
        "letting/listing.html",
        listing=row,
        rent=lists.rent(row),
        answerable=words.who(agents.answerable(session, row.room_id)),
        clocks=told,
        is_to_be_taken_down=any(clock.ended_at is None for clock in told),
        ways=rules.ways(),
        drawn=picture(rules.ways(), row.state, words.state, words.event),
    )


@blueprint.route("/listings/<int:listing_id>/change", methods=["GET", "POST"])
@open_to(*WRITERS)
@once
def change(listing_id: int) -> Response:
    """Say something else of a listing."""
    row = found(listing_of(db.session(), scope(), listing_id))
    room = found(room_of(db.session(), scope(), row.room_id))
    if http.method == "GET":
        return _form(200, room, OfferForm.of(row.free_from, row.rent, row.words), {}, row)
    form = OfferForm.read(http.form)
    complaints = form.complaints()
    if complaints:
        return _form(422, room, form, complaints, row)
    try:
        with acting() as session:
            changes.require_as_seen(session, "listing", listing_id)
            listings.change(session, scope(), listing_id, form.said)
    except NotOffered as error:
        return _form(422, room, form, {"free_from": word(words.AGAINST, error.against)}, row)
    except NotPossible:
        return _too_late(listing_id)
    flash(_("The listing was changed."))
    return redirect(url_for(".listing", listing_id=listing_id), 303)


@blueprint.post("/listings/<int:listing_id>/<act>")
@open_to(*WRITERS)
@once
def do(listing_id: int, act: str) -> Response:
    """Offer it, withdraw it, or say that it is offered nowhere else any more."""
    if act not in _ACTS:
        abort(404)
    found(listing_of(db.session(), scope(), listing_id))
    try:
        with acting() as session:
            changes.require_as_seen(session, "listing", listing_id)
            _ACTS[act](session, scope(), listing_id, now=asking.now())
    except NotOffered as error:
        not_done(word(words.AGAINST, error.against))
    except NotPossible:
        return _too_late(listing_id)
    return redirect(url_for(".listing", listing_id=listing_id), 303)


def of_room(room: RoomRow) -> dict[str, Any]:
    """What the page of a room shows of who lets it, and of its listing."""
    session = db.session()
    return {
        "let_by": agents.letting(session, room.id, room.building_id),
        "answerable": words.who(agents.answerable(session, room.id)),
        "last_listing": views.last_of_room(session, scope(), room.id),
    }


def _form(
    status: int, room: RoomRow, form: OfferForm, complaints: dict[str, Any], row: ListingRow | None = None
) -> Response:
    values = {"room": room, "form": form, "complaints": complaints, "listing": row}
    return make_response(render_template("letting/offer.html", **values), status)


def _too_late(listing_id: int) -> Response:
    asking.say_too_late()
    return redirect(url_for(".listing", listing_id=listing_id), 303)
