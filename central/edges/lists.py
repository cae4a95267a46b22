"""The lists of entries, of boxes and of what staff should look at, as pages and files show them."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from flask import request
from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement, and_, func, or_

from central import db
from central.edges import matters, presence, views, words
from central.edges.choice import Choice
from central.edges.matters import MatterRow
from central.edges.tables import box, door, entry, matter
from central.edges.views import BoxRow, EntryRow
from central.place.choosing import in_place
from central.place.service import narrowed, within
from central.web import moments, purposes
from central.web.filters import equal_to, from_day, one_of, to_day, words_in
from central.web.grants import Reach
from central.web.lists import Column, Listing
from central.web.visitor import reach
from wire.kinds import Level

MOST = 200
"""Doors to choose from; each is an option of every page."""


def _heard_since() -> int:
    return moments.now() - presence.SILENT_AFTER


def _moment(at: int | None) -> Any:
    return None if at is None else moments.local(at)


def _at_boxes(chosen: Reach) -> ColumnElement[bool]:
    return within(chosen, box.c.place_id)


def _at_doors(chosen: Reach) -> ColumnElement[bool]:
    return views.at_doors(db.session(), chosen)


def _doors() -> Sequence[tuple[str, Any]]:
    """The doors of the place that is chosen; where they are too many to choose from, the one that a link brought."""
    session, choice = db.session(), Choice.read(request.args)
    theirs = narrowed(session, reach(), choice.place_id)
    found = views.doors(session, theirs, limit=MOST + 1)
    if len(found) > MOST:
        found = views.doors(session, theirs, only=choice.door_id) if choice.door_id else []
    return [(str(row.id), f"{row.name}, {row.box}") for row in found]


ENTRIES: Listing[EntryRow, Reach] = Listing(
    "entries",
    _("Entries"),
    (
        Column("time", _("Time"), lambda row: moments.local(row.at), entry.c.at),
        Column("door", _("Door"), lambda row: row.door),
        Column("box", _("Box"), lambda row: row.box, on_page=False),
        Column("outcome", _("Outcome"), lambda row: words.OUTCOMES[row.granted][2]),
        Column("reason", _("Reason"), lambda row: words.reason(row.reason)),
        Column("way", _("By"), lambda row: words.method(row.method)),
        # In no file: whoever sorts one by it has where somebody went.
        Column("person", _("Person"), lambda row: (row.person or "")[:6], in_file=False),
        Column("lock", _("Lock"), lambda row: words.release(row.release)[2] if row.granted else ""),
        Column("staff", _("Opened by"), lambda row: row.by, on_page=False),
        Column("why", _("Why"), lambda row: row.why, on_page=False),
        Column("came", _("Came in"), lambda row: moments.local(row.received_at), entry.c.id, on_page=False),
    ),
    entry.c.id,
    lambda chosen: views.entries_chosen(db.session(), chosen),
    lambda rows: [EntryRow(*row) for row in rows],
    "-came",
    (
        equal_to("door", _("Door"), entry.c.door_id, _doors),
        in_place(_at_doors),
        one_of(
            "outcome",
            _("Outcome"),
            {
                "granted": (words.OUTCOMES[True][2], lambda: entry.c.granted.is_(True)),
                "denied": (words.OUTCOMES[False][2], lambda: entry.c.granted.is_(False)),
            },
        ),
        replace(from_day("from", _("From"), entry.c.at), sort="time"),
        replace(to_day("to", _("To"), entry.c.at), sort="time"),
    ),
    purposes.OF_PEOPLE,
)

BOXES: Listing[BoxRow, Reach] = Listing(
    "boxes",
    _("Boxes"),
    (
        Column("name", _("Box"), lambda row: row.name, box.c.name),
        Column("state", _("State"), lambda row: words.box_state(row, moments.now())[2]),
        Column("last_seen", _("Last heard"), lambda row: _moment(row.last_seen), func.coalesce(box.c.last_seen, 0)),
        Column("claimed", _("Claimed"), lambda row: _moment(row.claimed_at), box.c.claimed_at),
        Column("version", _("Version"), lambda row: row.version, box.c.version),
        Column("key", _("Key"), lambda row: row.thumbprint[:8]),
        Column("more", _("More"), lambda _row: None, in_file=False),
    ),
    box.c.id,
    views.boxes_chosen,
    lambda rows: [BoxRow(*row) for row in rows],
    "name",
    (
        words_in("q", _("Box"), box.c.name),
        in_place(_at_boxes),
        one_of(
            "state",
            _("State"),
            {
                "online": (_("Online"), lambda: and_(box.c.revoked_at.is_(None), box.c.last_seen >= _heard_since())),
                "silent": (
                    _("Silent"),
                    lambda: and_(
                        box.c.revoked_at.is_(None), or_(box.c.last_seen.is_(None), box.c.last_seen < _heard_since())
                    ),
                ),
                "shut-out": (_("Shut out"), lambda: box.c.revoked_at.is_not(None)),
            },
        ),
    ),
)

MATTERS: Listing[MatterRow, Reach] = Listing(
    "matters",
    _("To be looked at"),
    (
        Column("what", _("What"), lambda row: words.matter(row.code), matter.c.code),
        Column("level", _("Level"), lambda row: words.level(row.level)[2], matter.c.level),
        Column("door", _("Door"), lambda row: row.door or "", func.coalesce(door.c.name, "")),
        Column("box", _("Box"), lambda row: row.box, box.c.name),
        Column("detail", _("Says"), lambda row: row.detail),
        Column("since", _("First told"), lambda row: _moment(row.since), matter.c.since),
        Column("last", _("Last told"), lambda row: _moment(row.last_at), matter.c.last_at),
        Column("times", _("How often"), lambda row: row.times, matter.c.times),
    ),
    matter.c.id,
    matters.open_chosen,
    lambda rows: [MatterRow(*row) for row in rows],
    "-last",
    (
        words_in("q", _("Door or box"), box.c.name, func.coalesce(door.c.name, "")),
        in_place(_at_boxes),
        one_of(
            "level",
            _("Level"),
            {
                "critical": (words.LEVELS[Level.CRITICAL][2], lambda: matter.c.level == Level.CRITICAL.value),
                "warning": (words.LEVELS[Level.WARNING][2], lambda: matter.c.level == Level.WARNING.value),
            },
        ),
        from_day("from", _("Told since"), matter.c.last_at),
    ),
)
