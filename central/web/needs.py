"""What needs somebody now: each subject says what of its own may, and how it is counted; home.py shows it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import Flask, current_app, url_for
from flask_babel import format_decimal
from sqlalchemy.orm import Session

from central.web.grants import Reach
from central.web.visitor import may_open, reach


@dataclass(frozen=True)
class Need:
    """A count that opens to a list. endpoint, query: of the list, which holds as many rows; whoever may open it sees
    the count, as far as they reach there. label: a lazy translation.
    """

    name: str
    label: Any
    icon: str
    endpoint: str
    count: Callable[[Session, Reach], int]
    query: Mapping[str, str] = field(default_factory=dict)

    @property
    def address(self) -> str:
        """Of the list."""
        values: dict[str, Any] = dict(self.query)
        return url_for(self.endpoint, **values)


def add(app: Flask, *needs: Need) -> None:
    """A subject's counts take their place, after those before them."""
    app.extensions.setdefault("menlu-needs", []).extend(needs)


Theirs = Sequence[tuple[Need, Reach]]
"""Counts, each with how far somebody reaches there."""


def of_visitor() -> Theirs:
    """Those of who is looking."""
    known: list[Need] = current_app.extensions.get("menlu-needs", [])
    return [(need, reach(need.endpoint)) for need in known if may_open(need.endpoint)]


def figures(session: Session, theirs: Theirs) -> dict[str, str]:
    """Name → number, in the reader's language."""
    return {need.name: str(format_decimal(need.count(session, within))) for need, within in theirs}
