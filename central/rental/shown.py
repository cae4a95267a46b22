"""What a form shows of rooms, stays, people, houses and rules before somebody changes them (`central.web.changes`)."""

from flask import Flask
from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session

from central.account import service as account
from central.edges import service as edges
from central.place.service import place_of
from central.rental import service, words
from central.rental.asking import scope
from central.rental.housing import findings, settings, views
from central.rental.housing import words as housing_words
from central.web import changes, moments
from central.web.changes import Coded, Shown

_OF_STAYS = ("stay.begin", "stay.cancel", "stay.dates", "stay.end", "stay.move")
_OF_PEOPLE = ("registration.accept", "registration.refuse", "registration.revoke")


def init_app(app: Flask) -> None:
    """Have the forms of rental housing notice what others change."""
    changes.add(app, "room", _room, acts=("room.",))
    changes.add(app, "stay", _stay, acts=_OF_STAYS)
    changes.add(app, "registration", _registration, acts=_OF_PEOPLE)
    changes.add(app, "building", _building, acts=("building.add", "building.change"))
    changes.add(app, "setting", _setting, acts=("housing.setting",))
    changes.add(app, "hazard", _hazard, acts=("hazard.",))
    changes.add(app, "appeal", _appeal, acts=("appeal.",))


def _room(session: Session, room_id: int) -> Shown:
    row = service.room_of(session, scope(), room_id)
    if row is None:
        return {}
    return {
        "name": (_("Room"), row.name),
        "landlord": (_("Landlord"), _landlord(session, row.landlord_id)),
        "box": (_("Box"), _box(session, row.box_id)),
        "state": (_("State"), Coded(row.kept, words.sign(words.ROOM_STATES, row.kept)[2])),
        "building": (_("House"), _house(session, row.building_id)),
        "floor": (_("Storey"), _number(row.floor)),
        "area": (_("Square metres"), "" if row.area is None else f"{row.area / 10:g}"),
        "bedrooms": (_("Bedrooms"), _number(row.bedrooms)),
        "beds": (_("Beds"), _number(row.beds)),
        "use": (_("Built as"), Coded(row.use, words.word(housing_words.USES, row.use))),
    }


def _stay(session: Session, stay_id: int) -> Shown:
    row = service.stay_of(session, scope(), stay_id)
    if row is None:
        return {}
    return {
        "first": (_("First day"), _day(row.begin)),
        "last": (_("Last day"), _day(row.until - 1)),
        "room": (_("Room"), row.room),
        "box": (_("Box"), _box(session, row.box_id)),
        "state": (_("State"), Coded(row.state, words.stay_state(row.state))),
    }


def _registration(session: Session, registration_id: int) -> Shown:
    row = service.person_of(session, scope(), registration_id)
    if row is None:
        return {}
    return {"state": (_("State"), Coded(row.state, words.sign(words.REGISTRATION_STATES, row.state)[2]))}


def _building(session: Session, building_id: int) -> Shown:
    row = views.building_of(session, scope(), building_id)
    if row is None:
        return {}
    place = place_of(session, row.place_id)
    return {
        "name": (_("What is it called?"), row.name),
        "address": (_("Address"), row.address),
        "place": (_("Where is it?"), place.name if place else ""),
        "landlord": (_("Whose is it?"), _landlord(session, row.landlord_id)),
        "agent": (_("Agency that lets it"), row.agent),
        "lowest": (_("Lowest storey"), _number(row.lowest)),
        "highest": (_("Highest storey"), _number(row.highest)),
        "stairs": (_("Staircases"), _number(row.stairs)),
        "shop": (_("There is a shop in the house"), _is_so(row.has_shop)),
        "kitchen": (_("Tenants share a kitchen"), _is_so(row.shares_kitchen)),
        "permit": (_("Self-built, without a building permit"), _is_so(row.is_self_built)),
        "appraised": (_("Day of its safety appraisal"), row.appraised_on or ""),
    }


def _setting(session: Session, name: str) -> Shown:
    holds = settings.load(session)
    now = {
        settings.CROWDING: Coded(holds.standard.name, words.word(housing_words.STANDARDS, holds.standard.name)),
        settings.TIERS: Coded(holds.scheme.name, words.word(housing_words.SCHEMES, holds.scheme.name)),
        settings.STAGED: holds.staged,
        settings.NO_SHOW: Coded(str(holds.no_show), words.word(housing_words.NO_SHOWS, str(holds.no_show))),
        settings.LEAVE_BY: Coded(str(holds.leave_by), words.word(housing_words.LEAVE_BYS, str(holds.leave_by))),
    }
    return {"value": (housing_words.SETTINGS[name], now[name])} if name in now else {}


def _hazard(session: Session, hazard_id: int) -> Shown:
    row = findings.hazard_of(session, scope(), hazard_id)
    return {} if row is None else {"state": (_("State"), Coded(row.state, housing_words.hazard_state(row.state)))}


def _appeal(session: Session, appeal_id: int) -> Shown:
    row = findings.appeal_of(session, scope(), appeal_id)
    if row is None:
        return {}
    return {"state": (_("State"), Coded(row.state, words.sign(housing_words.APPEAL_STATES, row.state)[2]))}


def _landlord(session: Session, landlord_id: int | None) -> str:
    return next((each.name for each in account.landlords(session) if each.id == landlord_id), "")


def _house(session: Session, building_id: int | None) -> str:
    row = None if building_id is None else views.building_of(session, scope(), building_id)
    return row.name if row else ""


def _number(number: int | None) -> str:
    return "" if number is None else str(number)


def _is_so(is_so: bool) -> Coded:
    return Coded("yes", _("yes")) if is_so else Coded("no", _("no"))


def _day(at: int) -> Coded:
    return Coded(f"{moments.local(at):%Y-%m-%d}", moments.day(at))


def _box(session: Session, box_id: int | None) -> str:
    """Its name and the beginning of its key: a box that takes the place of another may have the name, too."""
    found = next((box for box in edges.boxes(session) if box.id == box_id), None)
    return f"{found.name} ({found.thumbprint[:8]})" if found else ""
