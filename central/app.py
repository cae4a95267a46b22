"""The composition root: a Config becomes a Flask app. Nothing is built when this is imported."""

from flask import Flask

from central import db
from central.account import pages as account_pages
from central.account.guard import Guard
from central.config import Config
from central.edges import api as edges_api
from central.edges import pages as edges_pages
from central.live import Bell
from central.web import shell


def create_app(config: Config) -> Flask:
    """Central's app on the database of `config`, whose tables must be this version's (`central.schema`)."""
    app = Flask("central", static_folder=None, template_folder=None)
    database = db.Database(config.database)
    db.init_app(app, database)
    app.extensions.update({"menlu-bell": Bell(), "menlu-order-bell": Bell()})
    shell.init_app(app, zone=config.zone, secure=config.secure)
    Guard(database, secure=config.secure).init_app(app, signed=[edges_api.blueprint])
    app.register_blueprint(account_pages.blueprint)
    edges_pages.init_app(app, threads=config.threads, address=config.address)
    app.register_blueprint(edges_api.blueprint)
    return app
