"""See what the box keeps of oneself, and take it back."""

from typing import cast

from flask import Blueprint, Response, abort, current_app, jsonify, redirect, render_template, request
from werkzeug import Response as BaseResponse

from edge.kiosk.home import typed
from edge.own_data import OwnData, Stage
from wire.erasure import What

COOKIE = "menlu-own-data"
WHAT: dict[str, What] = {"face": "face", "all": "all"}
blueprint = Blueprint("mine", __name__, url_prefix="/mine")


def own_data() -> OwnData:
    return cast(OwnData, current_app.extensions["menlu-own-data"])


def token() -> str | None:
    return request.cookies.get(COOKIE)


@blueprint.get("")
def page() -> str:
    """The page of how far somebody is."""
    visit = own_data().visit(token())
    name = "mine" if visit.stage in {Stage.ASKED, Stage.LOOKING} else f"mine-{visit.stage}"
    return render_template(f"kiosk/{name}.html", visit=visit, said=visit.said)


@blueprint.post("/begin")
def begin() -> BaseResponse:
    """Somebody wants to see what is kept of them."""
    response = redirect("/mine", 303)
    response.set_cookie(COOKIE, own_data().begin(), httponly=True, samesite="Strict", path="/mine")
    return response


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
    own_data().show(token(), presented)
    return redirect("/mine", 303)


@blueprint.post("/look")
def look() -> BaseResponse:
    """They look at the camera."""
    own_data().look(token())
    return redirect("/mine", 303)


@blueprint.post("/erase")
def erase() -> BaseResponse:
    """They take it back."""
    what = WHAT.get(request.form.get("what", ""))
    if what is None:
        abort(400)
    own_data().erase(token(), what)
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
