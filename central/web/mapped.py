"""What the map of places counts: each subject says what of its own it can count by place; central.place shows it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import Flask, current_app, url_for
from sqlalchemy.orm import Session

from central.web.grants import Reach
from central.web.visitor import may_open, reach


@dataclass(frozen=True)
class Figure:
    """A count of every place, which opens to a list. label: a lazy translation.

    endpoint, query: of the list, which takes a `place` besides; whoever may open it sees the count, as far as they
    reach there. The query, or what makes it, where it is another every day. count: place → how many stand right there,
    within reach. is_trouble: whether any at all need somebody.
    """

    label: Any
    endpoint: str
    count: Callable[[Session, Reach], Mapping[int, int]]
    query: Mapping[str, str] | Callable[[], Mapping[str, str]] = field(default_factory=dict)
    is_trouble: bool = False

    def address(self, place_id: int) -> str:
        """Of the list of a place."""
        query = self.query() if callable(self.query) else self.query
        values: dict[str, Any] = dict(query) | {"place": place_id}
        return url_for(self.endpoint, **values)


def add(app: Flask, *figures: Figure) -> None:
    """A subject's counts take their place, after those before them."""
    app.extensions.setdefault("menlu-mapped", []).extend(figures)


def of_visitor() -> Sequence[tuple[Figure, Reach]]:
    """Those of who is looking, each with how far they reach there."""
    known: list[Figure] = current_app.extensions.get("menlu-mapped", [])
    return [(figure, reach(figure.endpoint)) for figure in known if may_open(figure.endpoint)]
