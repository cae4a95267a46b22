"""Pictures beneath a map, from a server of tiles: none unless the settings name one."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import Flask


@dataclass(frozen=True)
class Tiles:
    """template: the address of a tile, with {z}, {x} and {y}. credit: who made them, as text."""

    template: str
    credit: str

    @property
    def origin(self) -> str:
        """Where browsers may load pictures from."""
        parts = urlsplit(self.template)
        return f"{parts.scheme}://{parts.netloc}"


def init_app(app: Flask, tiles: Tiles | None) -> None:
    """Let every map of `app` show them."""
    app.jinja_env.globals.update(map_tiles=tiles)
