"""`GET /metrics`, for Prometheus: only for whom the settings name, and by default for nobody."""

from hmac import compare_digest
from ipaddress import ip_address

from flask import Blueprint, Flask, Response, abort, request
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from central.config import Config
from central.db import database_of
from central.metrics.instruments import Instruments
from central.metrics.stock import Stock


def init_app(app: Flask, config: Config) -> None:
    """Count what `app` does, and show it to whom `config` names."""
    instruments = Instruments()
    instruments.init_app(app, database_of(app).engine)
    instruments.watch("page", app.extensions["menlu-seats"])
    instruments.watch("box", app.extensions["menlu-order-seats"])
    blueprint = Blueprint("metrics", __name__)

    @blueprint.get("/metrics")
    def show() -> Response:
        """All there is, in Prometheus' words; 404 where nobody is named, as if there were no such page."""
        if not (config.metrics_token or config.metrics_from):
            abort(404)
        if not (_knows_token(config) or _is_named(config)):
            abort(403)
        registry = instruments.registry()
        registry.register(Stock(database_of(app), config))
        return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)

    app.register_blueprint(blueprint)


def _knows_token(config: Config) -> bool:
    given = request.authorization
    if not config.metrics_token or given is None or given.type != "bearer" or given.token is None:
        return False
    return compare_digest(given.token.encode(), config.metrics_token.encode())


def _is_named(config: Config) -> bool:
    try:
        address = ip_address(request.remote_addr or "")
    except ValueError:
        return False
    return any(address in network for network in config.metrics_from)
