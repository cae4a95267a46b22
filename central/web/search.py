"""Search through all that is within reach: each subject says what of its own can be found, and by which words.

What is looked for is sent in the body of a request and never stands in an address, where logs and histories would keep
it. Nobody is found here by the number of their document: that search asks for a reason, where the people are.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from flask import Blueprint, Flask, current_app, make_response, render_template, request
from sqlalchemy.orm import Session
from werkzeug import Response

from central import db
from central.web import personal
from central.web.grants import Reach
from central.web.roles import Role, open_to
from central.web.visitor import may_open, reach

blueprint = Blueprint("search", __name__)

SHORTEST: Final = 1
LONGEST: Final = 60
EACH: Final = 10
"""Found of one kind; who sees more writes more."""


@dataclass(frozen=True)
class Hit:
    """Something that was found. address: of its page."""

    title: str
    detail: str
    address: str


@dataclass(frozen=True)
class Source:
    """A kind of thing that can be found. endpoint: whoever may open it finds these, as far as they reach there."""

    label: Any
    icon: str
    endpoint: str
    find: Callable[[Session, Reach, str, int], list[Hit]]


def init_app(app: Flask) -> None:
    """Put the page into `app`."""
    app.register_blueprint(blueprint)
    app.jinja_env.globals.update(can_search=lambda: bool(_sources()))


def add(app: Flask, *sources: Source) -> None:
    """A subject's things can be found, below those before them."""
    app.extensions.setdefault("menlu-search", []).extend(sources)


@blueprint.route("/search", methods=["GET", "POST"])
@open_to(*Role)
def search() -> Response:
    """An empty form, or what was found."""
    text = request.form.get("q", "").strip()
    is_number = personal.is_number(text)
    is_possible = SHORTEST <= len(text) <= LONGEST and not is_number
    session = db.session()
    found = [(source, source.find(session, reach(source.endpoint), text, EACH)) for source in _sources() if is_possible]
    # A number of a document is not written back, either.
    values = {"asked": request.method == "POST", "text": "" if is_number else text[:LONGEST], "is_number": is_number}
    values["found"] = [(source, hits) for source, hits in found if hits]
    return make_response(render_template("search.html", **values, most=EACH))


def _sources() -> list[Source]:
    return [source for source in current_app.extensions.get("menlu-search", []) if may_open(source.endpoint)]
