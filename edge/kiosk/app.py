"""Puts the door's pages together."""

from datetime import tzinfo

from flask import Flask, render_template
from werkzeug.exceptions import HTTPException

from edge.enroller import Enroller
from edge.kiosk import enrol, guard, home, language, mine, pages
from edge.kiosk.home import Doorway
from edge.own_data import OwnData


def create_app(enroller: Enroller, doorway: Doorway, own_data: OwnData, zone: tzinfo, central: str) -> Flask:
    """The app of one door. It keeps nothing of its own. zone: the town's; central: its address."""
    app = Flask(__name__)
    app.extensions |= {"menlu-enroller": enroller, "menlu-doorway": doorway, "menlu-own-data": own_data}
    app.extensions["menlu-own-page"] = f"{central.rstrip('/')}{mine.AT_CENTRAL}"
    guard.init_app(app)
    language.init_app(app)
    pages.init_app(app, enroller, zone)
    for subject in (home, enrol, mine):
        app.register_blueprint(subject.blueprint)
    app.register_error_handler(HTTPException, _refuse)
    return app


def _refuse(error: HTTPException) -> tuple[str, int]:
    """Whatever went wrong, the person sees the way back to the first page."""
    return render_template("kiosk/refusal.html"), error.code or 500
