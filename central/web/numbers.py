"""Numbers in an address: only such as the database can hold, in plain digits; another is no page's."""

from flask import Flask
from werkzeug.routing import IntegerConverter

from central.web.paging import LARGEST


class Number(IntegerConverter):
    """What `<int:…>` takes in a route."""

    regex = r"[0-9]{1,19}"

    def to_python(self, value: str) -> int:
        """The number. Raises werkzeug's ValidationError, so that the page is not there."""
        self.max = LARGEST if self.max is None else self.max
        return int(super().to_python(value))


def init_app(app: Flask) -> None:
    """Let every route of `app` that comes after this take such numbers only."""
    app.url_map.converters["int"] = Number
