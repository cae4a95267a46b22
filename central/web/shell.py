"""Puts all that the pages share into an app."""

import logging
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, Flask, request

from central.web import assets, headers, language, moments, numbers, once, packed, paging, refusals, saved, tiles
from central.web.tiles import Tiles
from central.web.visitor import may_open, visitor

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Link:
    """One place in the navigation: where it leads and what it is called (a lazy translation). It is there for whoever
    may open it."""

    endpoint: str
    label: Any
    icon: str


def init_app(app: Flask, *, zone: ZoneInfo, secure: bool, beneath: Tiles | None = None) -> None:
    """Give `app` its shell. zone: of the town. secure: people reach central by HTTPS, so cookies need it.

    beneath: pictures beneath maps.
    """
    numbers.init_app(app)
    app.register_blueprint(
        Blueprint("web", __name__, template_folder="templates", static_folder="static", static_url_path="/static")
    )
    app.register_blueprint(saved.blueprint)
    app.extensions["menlu-navigation"] = []
    app.jinja_env.globals.update(asset=assets.asset, navigation=lambda: _places(app))
    app.jinja_env.globals.update(visitor=visitor, here=here, page_link=paging.page_link, may_open=may_open)
    app.jinja_env.globals.update(once_key=once.key)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    language.init_app(app, secure=secure)
    moments.init_app(app, zone)
    headers.init_app(app, secure=secure, pictures=beneath.origin if beneath else "")
    packed.init_app(app)
    tiles.init_app(app, beneath)
    refusals.init_app(app)
    lacking = assets.missing()
    if lacking:
        log.warning(lacking)


def add_link(app: Flask, link: Link) -> None:
    """A subject's page takes its place in the navigation, after those before it."""
    app.extensions["menlu-navigation"].append(link)


def _places(app: Flask) -> list[Link]:
    return [link for link in app.extensions["menlu-navigation"] if may_open(link.endpoint)]


def here() -> str:
    """The path of this page, for coming back to it after a form."""
    return request.full_path.rstrip("?") if request.method == "GET" else "/"
