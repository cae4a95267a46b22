"""In which order the town is written: what others point to comes first."""

from sqlalchemy.orm import Session

from central.audit import service as audit
from central.edges.tables import entry
from central.sealed.ring import Ring
from central.town import (
    alarms,
    boxes,
    duties,
    entries,
    guests,
    halls,
    housing,
    inspections,
    letting,
    outlines,
    people,
    places,
    reported,
    staff,
    stays,
)
from central.town.progress import Progress
from central.town.staff import SignIn
from central.town.town import Town
from central.town.writing import Rows

ACT = "town.make"


def build(session: Session, ring: Ring, town: Town, progress: Progress) -> list[SignIn]:
    """Write the whole town in the session's one transaction; how one of each role signs in."""
    rows, keys = Rows(session, progress.did), boxes.new_keys(town)
    progress.stage("places")
    places.write(rows, town)
    outlines.write(rows, town)
    progress.stage("staff")
    known = staff.write(rows, town)
    halls.write(rows, town)
    progress.stage("boxes")
    boxes.write(rows, town, keys)
    progress.stage("rooms")
    housing.write(rows, town)
    progress.stage("stays")
    stays.write(rows, town)
    progress.stage("people")
    people.write(rows, town, ring.sealing(session), keys)
    guests.write(rows, town, ring.sealing(session))
    letting.write(rows, town, ring.sealing(session))
    indexes = rows.drop_indexes(entry)
    progress.stage("entries", round(town.scale.entries * entries.ROWS_OF_ONE))
    happened = entries.write(rows, town)
    if indexes:
        progress.stage("indexes", len(indexes) * town.scale.entries)
        rows.make_indexes(indexes, of=town.scale.entries)
    progress.stage("findings")
    inspections.write(rows, town)
    reported.write(rows, town)
    duties.write(rows, town)
    progress.stage("alarms")
    alarms.write(rows, town, happened)
    progress.end()
    detail: audit.Detail = {"seed": town.seed, "people": town.scale.people, "rooms": town.scale.rooms}
    audit.note(session, act=ACT, of="town", detail=detail, at=town.now)
    return known
