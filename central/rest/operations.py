"""What may be asked: each operation says its path, its scope, what it takes and what it gives; the views, the checks
before them and the OpenAPI document all come from that.

A view gets `Asked` and gives a model. A view that writes gets the session of one transaction, in which its answer is
kept for the same request sent again, too: the change and its answer are there together, or neither is.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from flask import Blueprint
from sqlalchemy.orm import Session

from central.rest.models import Model, Nothing
from central.rest.problems import Kind
from central.rest.rules import Scope
from central.rest.tokens import Bearer

BEGINS: Final = "/rest/v1"
METHODS: Final = ("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "QUERY", "TRACE")
ALWAYS: Final = (Kind.UNKNOWN, Kind.NOT_ALLOWED, Kind.TOO_MANY, Kind.FAILED, Kind.AWAY)
"""What may come of any operation."""


@dataclass(frozen=True)
class Asked:
    """Who asks, when (Unix ms), and for what. ids: the numbers in the address. if_match: what they have seen of it."""

    bearer: Bearer
    now: int
    query: Any = None
    body: Any = None
    ids: dict[str, int] = field(default_factory=dict)
    if_match: str = ""


Reading = Callable[[Asked], Model]
Writing = Callable[[Session, Asked], Model]


@dataclass(frozen=True)
class Operation:
    """path: as OpenAPI writes it, behind BEGINS. tagged: two may change the thing, so its answer has an ETag.

    matched: it changes what is there already, so it needs that ETag back as If-Match (RFC 9110, 13.1.1; RFC 6585, 3).
    troubles: what else may come of it, besides ALWAYS.
    """

    name: str
    method: str
    path: str
    scope: Scope
    summary: str
    answer: type[Model]
    view: Reading | Writing
    query: type[Model] = Nothing
    body: type[Model] | None = None
    status: int = 200
    tagged: bool = False
    matched: bool = False
    troubles: tuple[Kind, ...] = ()

    @property
    def rule(self) -> str:
        """The path as Flask writes it."""
        return re.sub(r"\{(\w+)\}", r"<int:\1>", self.path)

    @property
    def ids(self) -> list[str]:
        """The numbers in the path."""
        return re.findall(r"\{(\w+)\}", self.path)


class Book:
    """Operations, as they are marked one after the other."""

    def __init__(self) -> None:
        self.operations: list[Operation] = []

    def reads(
        self,
        path: str,
        scope: Scope,
        answer: type[Model],
        summary: str,
        *,
        query: type[Model] = Nothing,
        tagged: bool = False,
    ) -> Callable[[Reading], Reading]:
        """Marks a view that answers GET."""
        troubles = (Kind.NOT_THERE, Kind.INVALID) if "{" in path else (Kind.INVALID,)

        def mark(view: Reading) -> Reading:
            what = ("GET", path, scope, summary, answer, view, query)
            self.operations.append(Operation(view.__name__, *what, tagged=tagged, troubles=troubles))
            return view

        return mark

    def writes(
        self,
        path: str,
        scope: Scope,
        answer: type[Model],
        summary: str,
        *,
        body: type[Model] | None = None,
        status: int = 200,
        matched: bool = False,
    ) -> Callable[[Writing], Writing]:
        """Marks a view that answers POST. matched: it changes what is there already, and only as it was seen."""
        troubles = [Kind.UNREADABLE, Kind.NOT_THERE, Kind.NOT_POSSIBLE, Kind.TOO_LARGE, Kind.NOT_JSON, Kind.INVALID]

        def mark(view: Writing) -> Writing:
            what = ("POST", path, scope, summary, answer, view)
            known = tuple(troubles + [Kind.CHANGED, Kind.NOT_SEEN] * matched)
            made = Operation(
                view.__name__, *what, body=body, status=status, tagged=matched, matched=matched, troubles=known
            )
            self.operations.append(made)
            return view

        return mark


def register(
    blueprint: Blueprint, operations: Iterable[Operation], answered: Callable[[Operation, dict[str, int]], Any]
) -> None:
    """Give `blueprint` a route for each operation; `answered` makes the response."""
    for operation in operations:
        blueprint.add_url_rule(
            operation.rule,
            operation.name,
            _view(operation, answered),
            methods=[operation.method],
            provide_automatic_options=False,
        )


def _view(operation: Operation, answered: Callable[[Operation, dict[str, int]], Any]) -> Callable[..., Any]:
    return lambda **ids: answered(operation, ids)
