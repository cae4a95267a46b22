"""The page that shows a tenant's codes on their own phone, and the worker that keeps it there for when there is no
network. Both hold nothing of anybody: the secret stands behind the # of the address and stays on the phone.
"""

from flask import Blueprint, Response, render_template
from flask import request as http
from flask_babel import force_locale

from central.web import assets, language

blueprint = Blueprint("door_code", __name__, template_folder="templates")


@blueprint.get("/door-code")
def page() -> str:
    """The same for everybody, whoever is signed in: a phone keeps it. `language` overrules what the browser asks for;
    being in the address, it needs no cookie and is kept with the page.
    """
    wish = http.args.get("language")
    with force_locale(wish if wish in language.LANGUAGES else language.chosen()):
        return render_template("rental/door_code.html")


@blueprint.get("/door-code-worker.js")
def worker() -> Response:
    """Beside the page and not under /static/: a service worker reaches no further than from where its script lies."""
    return Response((assets.STATIC / "door_code_worker.js").read_bytes(), mimetype="text/javascript")
