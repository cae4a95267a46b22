"""What may be changed: a stay is made or ended, a matter is looked at. The rules are those of the subjects."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from sqlalchemy.orm import Session

from central.edges import service as edges
from central.rental import service as rental
from central.rental.service import days
from central.rest import models, shaping
from central.rest.operations import Asked, Book
from central.rest.problems import Kind, Trouble
from central.rest.reading import found, scope_of, zone
from central.rest.rules import Scope
from central.rest.tagging import require_as_seen
from central.rest.words import mark as _

book = Book()


@book.writes(
    "/stays",
    Scope.STAYS_WRITE,
    models.Invited,
    _("Make a stay, and the code its people register with."),
    body=models.NewStay,
    status=201,
)
def invite(session: Session, asked: Asked) -> models.Invited:
    """A stay in a room within reach."""
    wanted: models.NewStay = asked.body
    first, last = date.fromisoformat(wanted.first), date.fromisoformat(wanted.last)
    plan = rental.Plan(days.begins(first, zone()), days.ends(last, zone()), wanted.places, wanted.minors)
    who = scope_of(asked.bearer)
    with _possible():
        made = rental.invite(session, who, wanted.room_id, plan, token=rental.new_token(), now=asked.now)
    row = found(rental.stay_of(session, who, made.stay_id))
    return models.Invited(stay=shaping.stay(row, zone()), code=made.code)


@book.writes(
    "/stays/{stay_id}/end", Scope.STAYS_WRITE, models.Stay, _("End a stay now, or cancel one to come."), matched=True
)
def end(session: Session, asked: Asked) -> models.Stay:
    """The door closes for its people at once."""
    stay_id, who = asked.ids["stay_id"], scope_of(asked.bearer)
    with _possible():
        # Held first: nobody changes it between the look and the end.
        rental.hold_stay(session, who, stay_id)
        require_as_seen(asked.if_match, shaping.stay(found(rental.stay_of(session, who, stay_id)), zone()))
        rental.end(session, who, stay_id, now=asked.now)
    return shaping.stay(found(rental.stay_of(session, who, stay_id)), zone())


@book.writes(
    "/matters/{matter_id}/look",
    Scope.MATTERS_WRITE,
    models.Matter,
    _("Say that somebody has looked at it."),
    matched=True,
)
def look(session: Session, asked: Asked) -> models.Matter:
    """It is no longer among those that wait; if it was told again since they looked, it still is."""
    matter_id, reach = asked.ids["matter_id"], asked.bearer.reach
    seen = found(edges.matter_of(session, reach, matter_id, is_held=True))
    require_as_seen(asked.if_match, shaping.matter(seen, zone()))
    by = scope_of(asked.bearer).by
    if not edges.look_at(session, matter_id, by=by, now=asked.now, reach=reach):
        raise Trouble(Kind.NOT_POSSIBLE, "it was over already")
    return shaping.matter(found(edges.matter_of(session, reach, matter_id)), zone())


@contextmanager
def _possible() -> Iterator[None]:
    """What the subject refuses, as a problem."""
    try:
        yield
    except rental.NotThere:
        raise Trouble(Kind.NOT_THERE, "or it is not within the token's reach") from None
    except rental.NoDoor:
        raise Trouble(Kind.NOT_POSSIBLE, "the room has no box at its door") from None
    except rental.NotPossible as error:
        raise Trouble(Kind.NOT_POSSIBLE, str(error)) from None
