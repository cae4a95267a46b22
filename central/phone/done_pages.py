"""What was made of the answers: the person's own code for the door; the answers can be changed and taken back."""

from flask import Blueprint, redirect, request, url_for
from werkzeug import Response

from central import db
from central.phone import visit
from central.phone.showing import go_on, gone, invited, now, show
from central.phone.visit import Visit
from central.rental import service
from central.web.address import central
from central.web.qr import picture

blueprint = Blueprint("prepared", __name__, template_folder="templates", url_prefix="/i")


@blueprint.get("/done")
@invited
def done(visitor: Visit, home: service.Home) -> Response:
    """The own code, as letters and as a picture; what to bring; and, where there is no screen, the way to the door."""
    before = service.preparation_of(db.session(), visitor.opened)
    if before is None:
        return go_on(f"phone.{visitor.next_question}", visitor)
    # A phone that opens the picture comes here again: the code is behind the #, and reaches no log.
    content = f"{central()}{url_for('phone.code')}#{visitor.shown_code}"
    return show("done", visitor, home=home, prepared=before, picture=picture(content))


@blueprint.route("/take-back", methods=["GET", "POST"])
@invited
def take_back(visitor: Visit, home: service.Home) -> Response:
    """Ask whether it is meant, then forget all of it."""
    if request.method == "GET":
        return show("take_back", visitor, home=home)
    try:
        with db.database().writing() as session:
            service.take_back(session, visitor.opened, now=now())
    except service.NotThere:
        return gone(visitor)
    except service.NotPossible:
        return redirect(url_for(".done"), 303)
    response = show("taken_back", visitor)
    visit.forget(response)
    return response
