"""The log as its administrators and auditors see it: a list that filters, its rows, and files of it."""

import msgspec
from flask import Blueprint, Flask, abort, render_template, request
from flask_babel import lazy_gettext
from werkzeug import Response

from central import db
from central.audit import shipping, views, words
from central.audit.service import note
from central.audit.targets import open_targets
from central.audit.views import LOG, People
from central.config import Config
from central.web import shell, showing
from central.web.roles import Role, open_to
from central.web.visitor import reach

blueprint = Blueprint("audit", __name__, url_prefix="/audit", template_folder="templates")


def init_app(app: Flask, config: Config, people: People) -> None:
    """Put the pages into `app`, and say where its log is shipped to. Files of every list leave a row from now on."""
    app.register_blueprint(blueprint)
    with app.app_context():
        views.use_people(people)
    shipping.init_app(app, open_targets(config))
    showing.init_app(app, _note_file)
    app.jinja_env.globals.update(audit_words=words)
    shell.add_link(app, shell.Link(shell.Section.SYSTEM, "audit.log", lazy_gettext("Log"), "audit"))


@blueprint.get("")
@open_to(Role.AUDIT, Role.AUDITOR)
def log() -> Response:
    """The log, newest first."""
    _require_town()
    failing = [each for each in shipping.shipments(db.session(), shipping.present_targets()) if each.failing_since]
    return showing.answer("audit/log.html", LOG, None, failing=failing)


@blueprint.get("/<int:seq>")
@open_to(Role.AUDIT, Role.AUDITOR)
def row(seq: int) -> str:
    """One row, with all it says."""
    _require_town()
    found = views.opened(db.session(), seq)
    if found is None:
        abort(404)
    return render_template("audit/row.html", opened=found, detail=_detail(found.row.detail))


def _require_town() -> None:
    # A row names no place, so nobody can see a part of the log.
    if not reach().is_town:
        abort(403)


def _detail(text: str) -> list[tuple[str, str]]:
    """Its fields; what can't be read is shown as it is."""
    try:
        fields = msgspec.json.decode(text, type=dict[str, object])
    except msgspec.MsgspecError:
        return [("", text)]
    return [(name, _plain(value)) for name, value in fields.items()]


def _plain(value: object) -> str:
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()


def _note_file(name: str, count: int, purpose: str) -> None:
    """A list leaves central as a file: who took which, how many rows, by what it was filtered, and what for."""
    filtered = sorted(set(request.args) - {"as", "for", "sort"})
    with db.database().writing() as session:
        note(session, act="export", of=f"list:{name}", why=purpose, detail={"rows": count, "filtered by": filtered})
