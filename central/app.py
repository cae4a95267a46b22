"""The composition root: a Config becomes a Flask app. Nothing is built when this is imported."""

from flask import Flask

from central import db
from central.config import Config
from central.edges import api as edges_api
from central.live import Bell


def create_app(config: Config) -> Flask:
    """Central's app on the database of `config`, whose tables must be this version's (`central.schema`)."""
    app = Flask("central", static_folder=None, template_folder=None)
    db.init_app(app, db.Database(config.database))
    app.extensions["menlu-bell"] = Bell()
    app.register_blueprint(edges_api.blueprint)
    return app
