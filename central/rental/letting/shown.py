"""What forms show of agents and listings before somebody changes them (`central.web.changes`)."""

from flask import Flask
from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session

from central.rental.asking import scope
from central.rental.letting import words
from central.rental.letting.views import agent_of, listing_of
from central.rental.words import word
from central.web import changes
from central.web.changes import Coded, Shown


def init_app(app: Flask) -> None:
    """Have the forms notice what others change."""
    changes.add(app, "agent", _agent, acts=("agent.",))
    changes.add(app, "listing", _listing, acts=("listing.",))


def _agent(session: Session, agent_id: int) -> Shown:
    row = agent_of(session, scope(), agent_id)
    if row is None:
        return {}
    return {
        "kind": (_("What they are"), Coded(row.kind, word(words.KINDS, row.kind))),
        "name": (_("Name"), row.name),
        "licence": (_("Licence"), row.licence),
    }


def _listing(session: Session, listing_id: int) -> Shown:
    row = listing_of(session, scope(), listing_id)
    if row is None:
        return {}
    return {
        "state": (_("State"), Coded(row.state, words.state(row.state))),
        "free_from": (_("Free from"), row.free_from),
        "rent": (_("Rent"), "" if row.rent is None else str(row.rent)),
        "words": (_("Says"), row.words),
    }
