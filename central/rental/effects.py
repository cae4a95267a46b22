"""What each act about a stay or a person means for the box at the door: orders, in the order they are given. Pure.

Ids are given when orders are sent. Orders that let somebody in expire with the stay: a box that was away for long does
not apply them any more.
"""

from dataclasses import dataclass

from wire.orders import AnyOrder, Erase, EraseFace, Grant, Invite, Prepare, Revoke, Suspend, Uninvite, Unprepare


@dataclass(frozen=True)
class Terms:
    """What a box has to know of a stay. begin, until: Unix ms, `until` exclusive. code: the digest of the invitation's
    code; None when there is no invitation in force.
    """

    stay: str
    room: str
    begin: int
    until: int
    places: int
    minors: bool
    code: str | None


def invite(terms: Terms) -> list[AnyOrder]:
    """The stay was made or changed, or has a new code: people may register with it."""
    if terms.code is None:
        return []
    dates = {"begin": terms.begin, "until": terms.until, "expires": terms.until}
    return [
        Invite(0, stay=terms.stay, code=terms.code, room=terms.room, places=terms.places, minors=terms.minors, **dates)
    ]


def uninvite(terms: Terms) -> list[AnyOrder]:
    """The stay ended, was cancelled, or moved to another box: nobody new may register."""
    return [] if terms.code is None else [Uninvite(0, stay=terms.stay)]


@dataclass(frozen=True)
class Prepared:
    """What a box has to know of somebody's answers on their phone (`wire.orders.Prepare`)."""

    token: str
    code: str
    language: str
    version: str
    face: bool


def prepare(terms: Terms, prepared: Prepared) -> list[AnyOrder]:
    """Somebody of the stay has answered on their phone, or answers anew."""
    answers = {name: getattr(prepared, name) for name in ("code", "language", "version", "face")}
    return [Prepare(0, preparation=prepared.token, stay=terms.stay, expires=terms.until, **answers)]


def unprepare(token: str) -> list[AnyOrder]:
    """Their answers are taken back, or the stay is over, or at another box."""
    return [Unprepare(0, preparation=token)]


def grant(terms: Terms, person: str) -> list[AnyOrder]:
    """The person may enter for as long as the stay goes on: a yes, other dates, another room."""
    dates = {"begin": terms.begin, "until": terms.until, "expires": terms.until}
    return [Grant(0, person=person, stay=terms.stay, room=terms.room, **dates)]


def suspend(person: str) -> list[AnyOrder]:
    """The person may not enter until somebody has said yes."""
    return [Suspend(0, person=person)]


def revoke(person: str) -> list[AnyOrder]:
    """The person may not enter: refused, or their right was taken."""
    return [Revoke(0, person=person)]


def withdraw_face(person: str) -> list[AnyOrder]:
    """The face is erased; other ways to open stay."""
    return [EraseFace(0, person=person)]


def erase(person: str) -> list[AnyOrder]:
    """The box forgets the person."""
    return [Erase(0, person=person)]
