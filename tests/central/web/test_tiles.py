"""Tiles beneath maps: one origin that pictures may come from, and none unless the settings name one."""

import pytest

from central.app import create_app
from central.config import Config, load
from central.db import database_of
from central.errors import ConfigError

TILES = "https://tiles.example.org:8443/{z}/{x}/{y}.png?key=1"


def pictures_from(url: str, **settings: str) -> str:
    app = create_app(Config(database=url, **settings))  # type: ignore[arg-type]
    policy = app.test_client().get("/sign-in").headers["Content-Security-Policy"]
    database_of(app).close()
    return next(part for part in policy.split("; ") if part.startswith("img-src"))


def test_exactly_the_origin_of_the_tiles_is_allowed_for_pictures(sqlite_url: str) -> None:
    assert pictures_from(sqlite_url) == "img-src 'self' data:"
    assert (
        pictures_from(sqlite_url, map_tiles=TILES, map_credit="us")
        == "img-src 'self' data: https://tiles.example.org:8443"
    )


@pytest.mark.parametrize(
    "template",
    [
        "tiles/{z}/{x}/{y}.png",
        "https://tiles.example.org/{z}/{x}.png",
        "https://{s}.example.org/{z}/{x}/{y}.png",
        "https://example.org/{s}/{z}/{x}/{y}.png",
        "https://user@example.org/{z}/{x}/{y}.png",
        "https://example.org; script-src *;/{z}/{x}/{y}.png",
        "https://example.org/{z}/{x}/{y}.png'\"",
        "javascript:{z}{x}{y}",
    ],
)
def test_what_is_no_address_of_tiles_is_refused_by_name(template: str) -> None:
    with pytest.raises(ConfigError, match=r"map_tiles = .*accepted is http\(s\)://HOST/PATH"):
        load(None, {}, {"map_tiles": template, "map_credit": "us"})


def test_tiles_need_the_name_of_who_made_them() -> None:
    with pytest.raises(ConfigError, match="map_tiles needs map_credit"):
        load(None, {}, {"map_tiles": TILES})
    assert load(None, {}, {"map_tiles": TILES, "map_credit": " © the town "}).map_credit == "© the town"
