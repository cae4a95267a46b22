"""See what the box keeps of oneself, answer what is asked about it, and take it back."""

from collections.abc import Mapping

from flask import Blueprint, Response, abort, current_app, jsonify, redirect, render_template, request
from werkzeug import Response as BaseResponse

from edge import answers
from edge.kiosk import language, notices
from edge.kiosk.home import typed
from edge.kiosk.visiting import keep, own_data, token
from edge.own_data import Stage
from wire.erasure import What
from wire.notice import Purpose

WHAT: dict[str, What] = {"face": "face", "all": "all"}
ANSWERS = {"yes": True, "no": False}
AT_CENTRAL = "/i/my"
"""Where central shows people all that is kept of them; it asks for a link and a code that the office gives them."""
_NAMES = {Stage.ASKED: "mine", Stage.LOOKING: "mine", Stage.MET: "opened"}
blueprint = Blueprint("mine", __name__, url_prefix="/mine")


@blueprint.get("")
def page() -> str:
    """The page of how far somebody is."""
    own = own_data()
    visit = own.visit(token())
    name = _NAMES.get(visit.stage, f"mine-{visit.stage}")
    words = notices.in_force(Purpose.FACE, language.chosen()) if visit.stage is Stage.ANEW else None
    values = {"visit": visit, "said": visit.said, "notice": words, "uses_faces": own.uses_faces}
    return render_template(f"kiosk/{name}.html", **values)


@blueprint.get("/registration")
def registration() -> str:
    """What everybody who lives here is told of their registration."""
    words = notices.in_force(Purpose.REGISTRATION, language.chosen())
    return render_template("kiosk/mine-registration.html", notice=words)


@blueprint.get("/town")
def town() -> BaseResponse | str:
    """Where they find the rest: its plain address, which lets nobody in."""
    if own_data().visit(token()).stage is not Stage.KNOWN:
        return redirect("/mine", 303)
    return render_template("kiosk/mine-town.html", address=current_app.extensions["menlu-own-page"])


@blueprint.get("/met")
def met() -> BaseResponse | str:
    """The door is open for who stands there, and there is something to ask them."""
    visit = own_data().visit(token())
    if visit.stage is Stage.MET:
        return render_template("kiosk/opened.html", visit=visit, said=answers.OPEN)
    begun = own_data().welcome()
    return keep(redirect("/mine/met", 303), begun) if begun else redirect("/", 303)


@blueprint.post("/begin")
def begin() -> BaseResponse:
    """Somebody wants to see what is kept of them."""
    return keep(redirect("/mine", 303), own_data().begin())


@blueprint.get("/<way>")
def pad(way: str) -> str:
    """Where they type who they are."""
    if way not in {"pin", "phone"}:
        abort(404)
    return render_template("kiosk/open-pad.html", way=way, action="/mine/show", said=None)


@blueprint.post("/show")
def show() -> BaseResponse:
    """They typed it."""
    presented = typed()
    if presented is None:
        abort(400)
    here = own_data().arrive(token())
    own_data().show(here, presented)
    return keep(redirect("/mine", 303), here)


@blueprint.post("/look")
def look() -> BaseResponse:
    """They look at the camera."""
    here = own_data().arrive(token())
    own_data().look(here)
    return keep(redirect("/mine", 303), here)


@blueprint.get("/erase")
def sure() -> BaseResponse | str:
    """What would be gone, before it is."""
    visit = own_data().visit(token())
    if visit.stage is not Stage.KNOWN:
        return redirect("/mine", 303)
    return render_template("kiosk/mine-sure.html", what=_what(request.args), visit=visit)


@blueprint.post("/erase")
def erase() -> BaseResponse:
    """They take it back."""
    own_data().erase(token(), _what(request.form), language.chosen())
    return redirect("/mine", 303)


@blueprint.post("/read")
def read() -> BaseResponse:
    """They want to read what has changed."""
    own_data().read(token())
    return redirect("/mine", 303)


@blueprint.post("/answer")
def answer() -> BaseResponse:
    """They say yes or no to the words that the page showed; `face` is their digest."""
    face = ANSWERS.get(request.form.get("answer", ""))
    if face is None:
        abort(400)
    own_data().answer(token(), request.form.get("face", ""), language.chosen(), face=face)
    return redirect("/mine", 303)


@blueprint.get("/choose")
def choose() -> str:
    """Where who has only a face chooses a PIN."""
    return render_template("kiosk/mine-choose.html", said=own_data().visit(token()).said)


@blueprint.post("/choose")
def chosen() -> BaseResponse:
    """They chose one; with a flaw, they choose again."""
    own_data().choose_pin(token(), request.form.get("value", ""))
    visit = own_data().visit(token())
    return redirect("/mine/choose" if visit.has_only_a_face else "/mine", 303)


@blueprint.post("/later")
def later() -> BaseResponse:
    """They do not answer now."""
    own_data().later(token())
    return redirect("/mine", 303)


@blueprint.post("/end")
def end() -> BaseResponse:
    """They are done."""
    own_data().end(token())
    return redirect("/", 303)


@blueprint.get("/stage")
def stage() -> Response:
    """Whether there is another page."""
    return jsonify(page=own_data().visit(token()).stage)


def _what(given: Mapping[str, str]) -> What:
    """What is to be erased; 400 where that is nothing that can be."""
    what = WHAT.get(given.get("what", ""))
    return what or abort(400)
