"""What the forms of housing bring, checked: each complaint names the field it belongs to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _

from central.place.choosing import chosen_place
from central.rental.choosing import LANDLORD
from central.rental.forms import Complaints, number
from central.rental.housing.buildings import (
    ADDRESS_LENGTH,
    DEEPEST,
    MOST_STOREYS,
    NAME_LENGTH,
    Description,
    Seat,
)
from central.rental.housing.crowding import Measures
from central.rental.housing.findings import HazardRow
from central.rental.housing.hazards import ITEMS, WORDS_LENGTH, Purpose
from central.rental.housing.inspecting import Found, Look
from central.rental.housing.room_states import Use
from central.rental.housing.views import BuildingRow
from central.rental.views import RoomRow
from central.web.choosing import UNCLEAR
from central.web.letters import length_complaint

MOST_BEDS = 200
MOST_AREA = 9999
"""Tenths of a square metre."""


@dataclass(frozen=True)
class BuildingForm:
    """A building as it was filled in."""

    name: str = ""
    place: str = ""
    address: str = ""
    landlord: str = ""
    agent: str = ""
    lowest: str = "1"
    highest: str = "1"
    stairs: str = "1"
    appraised_on: str = ""
    has_shop: bool = False
    shares_kitchen: bool = False
    is_self_built: bool = False

    @classmethod
    def read(cls, form: Mapping[str, str]) -> "BuildingForm":
        """From the fields of a request."""
        texts: dict[str, Any] = {name: text_of(form, name) for name in _TEXTS}
        chosen = {"place": str(chosen_place(form)), "landlord": str(LANDLORD.chosen(form))}
        return cls(**texts | chosen | {name: name in form for name in _TICKS})

    @classmethod
    def of(cls, row: BuildingRow) -> "BuildingForm":
        """As it is now."""
        same = ("name", "address", "agent", "lowest", "highest", "stairs")
        values: dict[str, Any] = {name: str(getattr(row, name)) for name in same}
        values |= {"place": str(row.place_id), "landlord": str(row.landlord_id or "")}
        values |= {name: getattr(row, name) for name in _TICKS} | {"appraised_on": row.appraised_on or ""}
        return cls(**values)

    def complaints(self) -> Complaints:
        """What must be mended."""
        found = _too_long(
            {
                "name": (self.name, 1, NAME_LENGTH),
                "address": (self.address, 0, ADDRESS_LENGTH),
                "agent": (self.agent, 0, NAME_LENGTH),
            }
        )
        if not number(self.place):
            found["place"] = _("Choose one of the places.")
        if self.landlord == str(UNCLEAR):
            found["landlord"] = _("Choose one of the landlords, or none.")
        lowest, highest = _storey(self.lowest), _storey(self.highest)
        if lowest is None or highest is None or highest < lowest:
            found["highest"] = _("Storeys from %(least)s to %(most)s; there is no 0.", least=DEEPEST, most=MOST_STOREYS)
        if not 0 <= _count(self.stairs, -1) <= 20:
            found["stairs"] = _("Between 0 and 20 stairs.")
        if self.appraised_on and _day(self.appraised_on) is None:
            found["appraised_on"] = _("Choose a day.")
        return found

    @property
    def said(self) -> Description:
        """What is said; only without complaints."""
        return Description(
            name=self.name,
            place_id=number(self.place),
            address=self.address,
            landlord_id=number(self.landlord) or None,
            agent=self.agent,
            lowest=int(self.lowest),
            highest=int(self.highest),
            stairs=int(self.stairs),
            has_shop=self.has_shop,
            shares_kitchen=self.shares_kitchen,
            is_self_built=self.is_self_built,
            appraised_on=day.isoformat() if (day := _day(self.appraised_on)) else None,
        )


_TICKS = ("has_shop", "shares_kitchen", "is_self_built")
_TEXTS = tuple(each.name for each in fields(BuildingForm) if each.name not in _TICKS)


@dataclass(frozen=True)
class SeatForm:
    """Where a room is and how large, as it was filled in; "" for what nobody knows."""

    building: str = ""
    floor: str = ""
    area: str = ""
    bedrooms: str = ""
    beds: str = ""
    use: str = Use.BEDROOM.value

    @classmethod
    def read(cls, form: Mapping[str, str]) -> "SeatForm":
        """From the fields of a request."""
        return cls(**{each.name: text_of(form, each.name) for each in fields(cls)})

    @classmethod
    def of(cls, row: RoomRow) -> "SeatForm":
        """As it is now."""
        area = "" if row.area is None else f"{row.area / 10:g}"
        own = {name: _shown(getattr(row, name)) for name in ("floor", "bedrooms", "beds")}
        return cls(building=_shown(row.building_id), area=area, use=row.use, **own)

    def complaints(self) -> Complaints:
        """What must be mended."""
        found: Complaints = {}
        if self.floor and _storey(self.floor) is None:
            found["floor"] = _("Storeys from %(least)s to %(most)s; there is no 0.", least=DEEPEST, most=MOST_STOREYS)
        if self.area and _area(self.area) is None:
            found["area"] = _("Square metres from 1 to %(most)s, with one decimal at most.", most=MOST_AREA // 10)
        for name in ("bedrooms", "beds"):
            if getattr(self, name) and not 1 <= _count(getattr(self, name), 0) <= MOST_BEDS:
                found[name] = _("A number from 1 to %(most)s, or nothing.", most=MOST_BEDS)
        if self.use not in set(Use):
            found["use"] = _("Choose what the room was built as.")
        return found

    @property
    def seat(self) -> Seat:
        """What is said; only without complaints."""
        return Seat(
            number(self.building) or None,
            _storey(self.floor),
            Measures(Use(self.use), _area(self.area), _count(self.bedrooms, 0) or None),
            _count(self.beds, 0) or None,
        )


@dataclass(frozen=True)
class LookForm:
    """An inspection as it was filled in: what is wrong now, each with words, and what is gone."""

    purpose: str = Purpose.ROUTINE.value
    note: str = ""
    found: tuple[Found, ...] = ()
    gone: tuple[int, ...] = ()
    storeys: tuple[int, ...] = ()

    @classmethod
    def read(cls, form: Mapping[str, str], open_now: Iterable[HazardRow]) -> "LookForm":
        """From the fields of a request. Names of fields: found-ITEM, words-ITEM, room-ITEM, gone-HAZARD."""
        found = (
            Found(code, text_of(form, f"words-{code}"), number(form.get(f"room-{code}")) or None)
            for code in ITEMS
            if f"found-{code}" in form
        )
        gone = tuple(row.id for row in open_now if f"gone-{row.id}" in form)
        storeys = tuple(number for number in range(DEEPEST, MOST_STOREYS + 1) if number and f"storey{number}" in form)
        return cls(form.get("purpose", ""), text_of(form, "note"), tuple(found), gone, storeys)

    def complaints(self) -> Complaints:
        """What must be mended."""
        lengths = {f"words-{each.item}": (each.words, 0, WORDS_LENGTH) for each in self.found}
        found = _too_long({"note": (self.note, 0, WORDS_LENGTH), **lengths})
        if self.purpose not in set(Purpose):
            found["purpose"] = _("Choose what it was for.")
        return found

    @property
    def look(self) -> Look:
        """What was seen; only without complaints."""
        return Look(Purpose(self.purpose), self.note, self.found, self.gone, self.storeys)


def text_of(form: Mapping[str, str], name: str) -> str:
    """What a field says, on one line: breaks and wide spaces become single ones."""
    return " ".join(form.get(name, "").split())


def why_complaints(why: str, name: str = "why") -> Complaints:
    """What must be mended in a reason."""
    return _too_long({name: (why, 1, WORDS_LENGTH)})


def _too_long(texts: Mapping[str, tuple[str, int, int]]) -> Complaints:
    found = {name: length_complaint(text, least, most) for name, (text, least, most) in texts.items()}
    return {name: complaint for name, complaint in found.items() if complaint is not None}


def _shown(value: Any) -> str:
    return "" if value is None else str(value)


def _storey(text: str) -> int | None:
    sign, digits = (-1, text[1:]) if text.startswith("-") else (1, text)
    storey = sign * _count(digits, 0)
    return storey if storey and DEEPEST <= storey <= MOST_STOREYS else None


def _count(text: str, otherwise: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 6 else otherwise


def _area(text: str) -> int | None:
    whole, _dot, tenths = text.replace(",", ".").partition(".")
    area = 10 * _count(whole, -1) + _count(tenths or "0", -100)
    return area if len(tenths) <= 1 and 10 <= area <= MOST_AREA else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
