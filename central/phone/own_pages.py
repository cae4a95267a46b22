"""What is kept of somebody, for themselves: by a link and a code that came another way; some of it by their own code
and the last signs of their document. Plain forms; nothing of it is stored by the browser, and it is over after minutes.
"""

from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any, Final

from flask import Blueprint, redirect, render_template, request, stream_with_context, url_for
from msgspec.structs import replace
from werkzeug import Response

from central import db
from central.audit import service as audit
from central.edges.service import Throttle
from central.phone import own_visit
from central.phone.language import LANGUAGES, asked_for, spoken
from central.phone.own_visit import OwnVisit
from central.phone.own_words import Complaint, words
from central.phone.showing import invited, now, show
from central.phone.visit import Visit
from central.rental import service
from central.rental.service import own
from central.web import moments
from central.web.letters import where_strange

blueprint = Blueprint("my", __name__, template_folder="templates", url_prefix="/i/my")

IN_COPY: Final = 1000
"""Entries that the page of a copy shows; all of them lie beside it."""
_THROTTLE: Final = Throttle("own")

Page = Callable[[OwnVisit, own.Kept], Response]
"""A page for somebody who has come in, with all that is kept of them."""


def theirs(page: Page) -> Callable[[], Response]:
    """A view of `page` for who has come in by link and code; others are led to what they may see."""

    def whole(visitor: OwnVisit, kept: own.Kept) -> Response:
        return page(visitor, kept) if kept.is_whole else redirect(url_for("my.page"), 303)

    return by_either(wraps(page)(whole))


def by_either(page: Page) -> Callable[[], Response]:
    """A view of `page` for who has come in; it keeps their cookie young, and the log knows that they have looked."""

    @wraps(page)
    def view() -> Response:
        visitor = own_visit.present()
        if visitor is None or not own.is_open(db.session(), visitor.own, now=now()):
            return redirect(url_for("my.enter", again=1), 303)
        wish = request.args.get("language", "")
        visitor = replace(visitor, language=wish) if wish in LANGUAGES else visitor
        kept = own.kept_of(db.session(), visitor.own, now=now())
        if kept is None:
            return redirect(url_for("my.enter", again=1), 303)
        _note_read(kept, "own.read")
        response = page(visitor, kept)
        if "Set-Cookie" not in response.headers:
            own_visit.remember(response, visitor)
        return response

    return view


@blueprint.route("", methods=["GET", "POST"])
def enter() -> Response:
    """The link's own part, put in by script from behind the # of the address or typed, and the code."""
    if request.method == "GET":
        return show("my_enter", None, complaint=Complaint.AGAIN if "again" in request.args else None)
    address, at = request.remote_addr or "", now()
    if _THROTTLE.must_wait(db.session(), address, at):
        return show("my_enter", None, status=429, complaint=Complaint.TOO_MANY)
    link, code = (request.form.get(name, "")[:100] for name in ("link", "code"))
    with db.database().writing() as session:
        opened = own.open_by(session, link, code, now=at)
        if opened is None:
            _THROTTLE.failed(session, address, at)
    if opened is None:
        return show("my_enter", None, status=422, complaint=Complaint.UNKNOWN)
    return _come_in(opened, asked_for())


@blueprint.route("/known", methods=["GET", "POST"])
@invited
def known(visitor: Visit, home: service.Home) -> Response:
    """Whoever has come by their own code, and has registered with it, shows the last signs of their document."""
    if not own.has_registered(db.session(), visitor.opened):
        return redirect(url_for("my.enter"), 303)
    if request.method == "GET":
        return show("my_known", visitor, home=home, signs=own.SIGNS)
    with db.database().writing() as session:
        opened = own.open_with(session, visitor.opened, request.form.get("signs", "")[:20], now=now())
    if opened is None:
        return show("my_known", visitor, home=home, signs=own.SIGNS, status=422, complaint=Complaint.SIGNS)
    return _come_in(opened, visitor.language)


@blueprint.route("/data", methods=["GET", "POST"], endpoint="page")
@by_either
def page(visitor: OwnVisit, kept: own.Kept) -> Response:
    """What is kept of them; names and numbers masked until they ask to see them, which is shown on that answer."""
    in_full = request.method == "POST" and kept.is_whole
    if in_full:
        _note_read(kept, "own.show")
    told = {"entries": _entries(kept, own.MOST), "permit_at": _permit_at(kept)}
    return _shown("my_data", visitor, kept, in_full=in_full, **told)


@blueprint.route("/withdraw-face", methods=["GET", "POST"])
@by_either
def withdraw_face(visitor: OwnVisit, kept: own.Kept) -> Response:
    """Ask whether it is meant, then have the box erase the face. A yes said by the own code is taken back by it."""
    if request.method == "GET" and kept.face_is_kept:
        return _shown("my_withdraw_face", visitor, kept)
    if request.method == "POST":
        _act(own.withdraw_face, visitor)
    return redirect(url_for(".page", _anchor="ways"), 303)


@blueprint.route("/correct", methods=["GET", "POST"])
@theirs
def correct(visitor: OwnVisit, kept: own.Kept) -> Response:
    """What is wrong, and how it should be: the office answers."""
    field, new = request.form.get("field", ""), request.form.get("new", "").strip()
    if request.method == "GET":
        return _shown("my_correct", visitor, kept, field="", new="")
    complaint = _complaint(field, new)
    if complaint:
        told = {"field": field, "new": new, "where": where_strange(new) or {}}
        return _shown("my_correct", visitor, kept, complaint=complaint, status=422, **told)
    _act(own.correct, visitor, field, new)
    return redirect(url_for(".page", _anchor="requests"), 303)


@blueprint.route("/erase", methods=["GET", "POST"])
@theirs
def erase(visitor: OwnVisit, kept: own.Kept) -> Response:
    """Say what is erased at once and what later, and why; then do it."""
    if request.method == "GET" and not kept.is_asked_to_erase:
        return _shown("my_erase", visitor, kept)
    if request.method == "POST":
        _act(own.erase, visitor)
    return redirect(url_for(".page", _anchor="requests"), 303)


@blueprint.post("/copy")
@theirs
def copy(visitor: OwnVisit, kept: own.Kept) -> Response:
    """A zip of everything: to read, and for programs."""
    _act(own.copied, visitor)
    written, entries = own.elsewhere(db.session(), visitor.registration), _entries(kept, IN_COPY)
    with spoken(visitor.language) as speech:
        values = words() | {"kept": kept, "written": written, "language": speech, "entries": entries, "now": now()}
        told = render_template("phone/my_copy.html", **values)
    response = Response(stream_with_context(_pieces(kept, written, told)), mimetype="application/zip")
    response.headers["Content-Disposition"] = 'attachment; filename="my-data.zip"'
    return response


@blueprint.post("/leave")
def leave() -> Response:
    """Nothing is remembered any more on this phone."""
    response = redirect(url_for(".enter"), 303)
    own_visit.forget(response)
    return response


def _come_in(opened: own.Own, language: str) -> Response:
    response = redirect(url_for("my.page"), 303)
    own_visit.remember(response, own_visit.begun(opened, language))
    return response


def _act(act: Callable[..., object], visitor: OwnVisit, *values: str) -> None:
    """Do what is asked for. What can't be done any more was done already: the page that comes now shows it."""
    try:
        with db.database().writing() as session:
            act(session, visitor.registration, *values, now=now())
    except (service.NotThere, service.NotPossible):
        return


def _complaint(field: str, new: str) -> Complaint | None:
    if field not in own.FIELDS:
        return Complaint.FIELD
    if where_strange(new):
        return Complaint.STRANGE
    return None if 1 <= len(new) <= own.WORDS_LENGTH else Complaint.NEW


def _entries(kept: own.Kept, limit: int) -> list[Any]:
    return list(own.entries(db.session(), kept, limit))


def _pieces(kept: own.Kept, written: Any, told: str) -> Iterator[bytes]:
    with db.database().reading() as session:
        yield from own.packed(kept, written, own.entries(session, kept), told)


def _note_read(kept: own.Kept, act: str) -> None:
    of, by = f"registration:{kept.person.id}", f"person:{kept.person.person}"
    why = "the person asked" if kept.is_whole else "asked by own code and last signs"
    audit.note_read(db.database(), act=act, of=of, by=by, why=why)


def _permit_at(kept: own.Kept) -> int | None:
    """From when they may ask for a residence permit, Unix ms; None where none is for them."""
    permit = service.permit_of(kept.person, kept.stay.until if kept.stay else None, moments.zone())
    return service.days.begins(permit.day, moments.zone()) if permit else None


def _shown(name: str, visitor: OwnVisit, kept: own.Kept, **values: Any) -> Response:
    return show(name, visitor, kept=kept, masked=own.masked, now=now(), **(words() | values))
