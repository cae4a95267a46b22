"""What boxes ask of central over HTTP."""

from flask import Blueprint

blueprint = Blueprint("edges_api", __name__, url_prefix="/api/v1")
