"""The composition root: a Config becomes a Flask app. Nothing is built when this is imported."""

import time

from flask import Flask

from central import db, health
from central.accepted import SecondFactor
from central.account import factor_pages, landlord_pages, names, own_pages, staff_pages
from central.account import pages as account_pages
from central.account.guard import Guard, require_rules
from central.audit import pages as audit_pages
from central.audit.views import People, last
from central.clock import pages as clock_pages
from central.config import Config
from central.duties import pages as duties_pages
from central.edges import api as edges_api
from central.edges import by_place, nightly, orders_api, progress_api, retention, sealing
from central.edges import pages as edges_pages
from central.live import Bell, bell_of
from central.metrics import pages as metrics_pages
from central.phone import pages as phone_pages
from central.place import pages as place_pages
from central.proxied import Proxied
from central.rental import pages as rental_pages
from central.rental import person_pages
from central.rental import service as rental
from central.rental.presence import pages as presence_pages
from central.rental.timeline import pages as timeline_pages
from central.rest import api as rest_api
from central.rest import pages as rest_pages
from central.sealed import opening, ring
from central.web import changes, faceless, home, kept_forms, requests, search, shell
from central.web.requests import Site
from central.web.tiles import Tiles
from central.work import pages as work_pages
from wire.batch import MAX_BYTES

SIGNED = (edges_api.blueprint, rest_api.blueprint)
"""Blueprints whose requests carry a box's signature or a token, and need no sign-in."""


def create_app(config: Config) -> Flask:
    """Central's app on the database of `config`, whose tables must be this version's (`central.schema`).

    Raises ConfigError when the key that boxes seal for is not there, or those that columns are sealed by.
    """
    app = Site("central", static_folder=None, template_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = MAX_BYTES
    if config.proxy:
        app.front = Proxied(app.wsgi_app, config.proxy)
    requests.init_app(app)
    database = db.Database(config.database)
    db.init_app(app, database)
    retention.init_app(app, database, days=config.keep_entries_days)
    nightly.init_app(app, database, config.zone, days=config.keep_entries_days)
    app.extensions.update({"menlu-bell": Bell(), "menlu-order-bell": Bell(), "menlu-event-bell": Bell()})
    now = time.time_ns() // 1_000_000
    sealing.init_app(app, sealing.open_key(database, sealing.key_file(config), now=now))
    ring.init_app(app, opening.open_ring(database, opening.key_file(config), now=now))
    beneath = Tiles(config.map_tiles, config.map_credit) if config.map_tiles else None
    shell.init_app(app, zone=config.zone, secure=config.secure, beneath=beneath)
    faceless.limit(app, apart=[edges_api.blueprint])
    _guard(config, database).init_app(app, signed=SIGNED)
    faceless.init_app(app, apart=[edges_api.blueprint])
    kept_forms.init_app(app, secure=config.secure)
    changes.init_app(app, last=last)
    home.init_app(app, bell_of(app))
    search.init_app(app)
    app.register_blueprint(health.blueprint)
    for pages in (account_pages, factor_pages, own_pages):
        app.register_blueprint(pages.blueprint)
    held = max(0, config.threads - edges_pages.FREE_THREADS) // 2
    orders_api.init_app(app, seats=held)
    edges_pages.init_app(app, threads=config.threads - held, address=config.address)
    by_place.init_app(app)
    presence_pages.init_app(app, days=config.keep_entries_days)
    timeline_pages.init_app(app)
    rental_pages.init_app(app)
    person_pages.init_app(app, usual=config.usual_looks)
    work_pages.init_app(app, database)
    clock_pages.init_app(app, zone=config.zone, hours=config.office_hours)
    phone_pages.init_app(app)
    landlord_pages.init_app(app, owners=rental.owners_parted)
    staff_pages.init_app(app)
    place_pages.init_app(app)
    staff = People(names.names, names.called)
    audit_pages.init_app(app, config, staff)
    progress_api.init_app(app, take=rental.take_progress)
    rest_api.init_app(app, networks=config.webhook_networks)
    rest_pages.init_app(app)
    app.register_blueprint(edges_api.blueprint)
    duties_pages.init_app(app, database, entry_days=config.keep_entries_days)
    metrics_pages.init_app(app, config)
    require_rules(app, signed=SIGNED)
    return app


def _guard(config: Config, database: db.Database) -> Guard:
    is_required = config.second_factor is SecondFactor.REQUIRED
    return Guard(database, secure=config.secure, second_is_required=is_required)
