"""Answers with a list: a page of it, or, with `?as=csv` or `?as=xlsx`, all of it as a file. The address is the list's
own in both cases, so whoever may see the page may have the file, and nobody else.
"""

import logging
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any, Generic
from urllib.parse import urlencode

from flask import (
    Flask,
    abort,
    current_app,
    make_response,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from flask_babel import format_decimal
from flask_babel import gettext as _
from markupsafe import Markup
from sqlalchemy.orm import Session
from werkzeug import Response

from central import db, keyset
from central.web import exports, lists, moments, paging, saved
from central.web.flashes import not_done
from central.web.lists import Asked, Column, Listing, Row, Scope, Value
from central.web.saved import Saved

log = logging.getLogger(__name__)

Noted = Callable[[str, int, str], None]
"""Keeps that a file of a list was made: the list's name, how many rows, what for where it tells of people."""


@dataclass(frozen=True)
class Act:
    """Something that can be done to several rows at once. endpoint: takes their numbers as `row`, and asks first."""

    endpoint: str
    label: Any
    is_dangerous: bool = False


@dataclass(frozen=True)
class Shown(Generic[Row]):
    """A list as a template shows it. acts: what can be done to rows that are chosen. saved: by who is looking."""

    listing: Listing[Row, Any]
    asked: Asked
    page: keyset.Page[Row]
    acts: Sequence[Act]
    saved: Sequence[Saved]

    @property
    def rows(self) -> list[Row]:
        """Of this page."""
        return self.page.rows

    @property
    def columns(self) -> list[Column[Row]]:
        """Of the page."""
        return self.listing.on_page

    @property
    def files(self) -> list[tuple[str, str]]:
        """Endings of files, and what people call them."""
        return [(ending, writer.name) for ending, writer in exports.WRITERS.items()]

    @property
    def is_filtered(self) -> bool:
        """Whether somebody has chosen something."""
        hidden = {each.name for each in self.listing.filters if each.kind == "hidden"}
        return not self.asked.filters.keys() <= hidden

    @property
    def is_beginning(self) -> bool:
        """Whether this is where the list begins, in its usual order."""
        return self.page.previous is None and self.asked.sort == self.listing.sort

    @property
    def arguments(self) -> dict[str, str]:
        """What is asked for, as a form says it."""
        return self.asked.as_query()

    @property
    def query(self) -> str:
        """What is asked for, as the address says it."""
        return urlencode(self.arguments)

    @property
    def whole(self) -> str:
        """The address of the list with nothing chosen."""
        hidden = {each.name for each in self.listing.filters if each.kind == "hidden"}
        return _address({name: value for name, value in self.asked.filters.items() if name in hidden})

    def saved_address(self, filter_: Saved) -> str:
        """The list as a saved filter asks for it."""
        return _address(Asked.read(self.listing, filter_.arguments).as_query())

    def address(self, **instead: str) -> str:
        """Of this list, asked for otherwise."""
        return _address(self.asked.as_query(**instead))

    def direction(self, column: Column[Row]) -> str:
        """How the list is sorted by a column: ascending, descending, or "" when it is not."""
        if self.asked.sort.removeprefix("-") != column.name:
            return ""
        return "descending" if self.asked.sort.startswith("-") else "ascending"

    def sorted_by(self, column: Column[Row]) -> str:
        """The address of the list sorted by a column; turned round if it is already."""
        return self.address(sort=f"-{column.name}" if self.direction(column) == "ascending" else column.name)

    def text(self, column: Column[Row], row: Row) -> Any:
        """What a cell says by itself."""
        return _text(column.value(row))


def answer(
    template: str,
    listing: Listing[Row, Scope],
    scope: Scope,
    *,
    acts: Sequence[Act] = (),
    status: int = 200,
    **values: Any,
) -> Response:
    """The page of a list, on which `template` finds it as `listing`; or the file that was asked for."""
    if "as" in request.args and status == 200:
        return file_of(listing, scope, request.args["as"])
    return make_response(render_template(template, listing=shown(listing, scope, acts=acts), **values), status)


def shown(listing: Listing[Row, Scope], scope: Scope, *, acts: Sequence[Act] = ()) -> Shown[Row]:
    """What the address asks for of a list."""
    asked = Asked.read(listing, request.args)
    page = lists.page_of(db.session(), listing, scope, asked, paging.spot())
    return Shown(listing, asked, page, acts, saved.of_visitor(db.session(), listing.name))


def file_of(listing: Listing[Row, Scope], scope: Scope, ending: str) -> Response:
    """All that the address asks for, as a file: what tells of people only for a purpose. 404 for an unknown ending."""
    if ending not in exports.WRITERS:
        abort(404)
    asked, purpose = Asked.read(listing, request.args), request.args.get("for", "")
    if listing.purposes and purpose not in listing.purposes:
        not_done(_("No file was made: choose what it is for."))
        return redirect(_address(asked.as_query()), 303)
    try:
        out, count = made(listing, scope, asked, ending)
    except exports.TooManyRows:
        not_done(_("This is more than %(number)s rows. Filter the list first.", number=format_decimal(exports.MOST)))
        return redirect(_address(asked.as_query()), 303)
    _note(listing.name, count, purpose if listing.purposes else "")
    name = f"{listing.title} {moments.local(moments.now()):%Y-%m-%d %H%M}.{ending}"
    return send_file(out, exports.WRITERS[ending].kind, as_attachment=True, download_name=name)


def init_app(app: Flask, noted: Noted) -> None:
    """Let `noted` keep every file that is made."""
    app.extensions["menlu-exported"] = noted


def made(listing: Listing[Row, Scope], scope: Scope, asked: Asked, ending: str) -> tuple[IO[bytes], int]:
    """The file, and its rows. It is whole before it is sent: a slow line must not hold the view of the database."""
    out = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the response
    try:
        with db.database().reading() as session:
            _require_few_enough(session, listing, scope, asked)
            cells = _cells(listing, lists.rows_of(session, listing, scope, asked))
            heads = [str(column.label) for column in listing.in_file]
            count = exports.WRITERS[ending].write(out, exports.Sheet(str(listing.title), heads, cells))
        out.seek(0)
    except BaseException:
        out.close()
        raise
    return out, count


def _require_few_enough(session: Session, listing: Listing[Row, Scope], scope: Scope, asked: Asked) -> None:
    """Raises TooManyRows before any time is spent on a file that can't be."""
    if lists.has_more_than(session, listing, scope, asked, exports.MOST):
        raise exports.TooManyRows


def _address(query: Mapping[str, str]) -> str:
    values: dict[str, Any] = {**(request.view_args or {}), **query}
    return url_for(str(request.endpoint), **values)


def _note(name: str, count: int, purpose: str) -> None:
    noted: Noted | None = current_app.extensions.get("menlu-exported")
    if noted is not None:
        noted(name, count, purpose)
    log.info("a file of %s: %d rows", name, count)


def _cells(listing: Listing[Row, Any], rows: Iterator[Row]) -> Iterator[list[Value]]:
    for row in rows:
        yield [_plain(column.value(row)) for column in listing.in_file]


def _plain(value: Any) -> Value:
    """Words that are translated only now become text."""
    return value if value is None or isinstance(value, str | int | float | datetime) else str(value)


def _text(value: Any) -> Any:
    if isinstance(value, datetime):
        at = int(value.timestamp() * 1000)
        return Markup('<time datetime="{}">{} <span class="aside">{}</span></time>').format(
            moments.iso(at), moments.day(at), moments.time_of_day(at)
        )
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, int | float):
        return format_decimal(value)
    return "" if value is None else value
