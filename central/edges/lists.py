"""The lists of boxes and of what staff should look at, as pages and files show them."""

from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import and_, func, or_

from central.edges import matters, presence, views, words
from central.edges.matters import MatterRow
from central.edges.tables import box, door, matter
from central.edges.views import BoxRow
from central.web import moments
from central.web.filters import from_day, one_of, words_in
from central.web.grants import Reach
from central.web.lists import Column, Listing
from wire.kinds import Level


def _heard_since() -> int:
    return moments.now() - presence.SILENT_AFTER


def _moment(at: int | None) -> Any:
    return None if at is None else moments.local(at)


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
