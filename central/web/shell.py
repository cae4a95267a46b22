"""Puts all that the pages share into an app."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, unique
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, Flask, request
from flask_babel import lazy_gettext as _

from central.web import assets, headers, language, moments, numbers, once, packed, paging, refusals, saved, tiles
from central.web.tiles import Tiles
from central.web.visitor import may_open, visitor

log = logging.getLogger(__name__)


@unique
class Section(Enum):
    """A part of the menu; they stand in this order."""

    DOORS = "doors"
    HOUSING = "housing"
    TOWN = "town"
    SYSTEM = "system"


_CALLED = {
    Section.DOORS: _("At the doors"),
    Section.HOUSING: _("Housing"),
    Section.TOWN: _("The town"),
    Section.SYSTEM: _("This system"),
}


@dataclass(frozen=True)
class Link:
    """One place in the menu: where it leads and what it is called (a lazy translation). It is there for whoever may
    open it."""

    section: Section
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
    app.jinja_env.globals.update(asset=assets.asset, navigation=lambda: list(_sections(app)))
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
    """A subject's page takes its place in the menu, after those of its section before it."""
    app.extensions["menlu-navigation"].append(link)


def _sections(app: Flask) -> Iterator[tuple[Any, list[Link]]]:
    """What the visitor may open, by section."""
    links = [link for link in app.extensions["menlu-navigation"] if may_open(link.endpoint)]
    for section in Section:
        of_section = [link for link in links if link.section is section]
        if of_section:
            yield _CALLED[section], of_section


def here() -> str:
    """The path of this page, for coming back to it after a form."""
    return request.full_path.rstrip("?") if request.method == "GET" else "/"
