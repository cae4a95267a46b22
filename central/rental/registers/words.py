"""What columns, findings and states of registers are called on the pages (lazy translations)."""

from collections.abc import Mapping
from typing import Any, Final

from flask_babel import lazy_gettext as _

from central.rental.registers.checking import Finding, Remark, Wrong
from central.rental.registers.columns import Field, Kind
from central.rental.registers.comparing import Standing
from central.rental.registers.opened_file import Problem
from central.rental.registers.states import State

FIELDS: Final[Mapping[Field, Any]] = {
    Field.NAME: _("Name"),
    Field.NUMBER: _("Number of the document"),
    Field.HOUSE: _("House or address"),
    Field.ROOM: _("Room"),
    Field.SINCE: _("Lives there since"),
    Field.UNTIL: _("Means to leave on"),
    Field.SEX: _("Sex"),
    Field.BIRTH: _("Day of birth"),
    Field.PHONE: _("Phone"),
    Field.DOCUMENT: _("Document"),
    Field.HOME: _("Address of the household register"),
    Field.REASON: _("Reason for living here"),
    Field.WORK: _("Works at"),
    Field.LANDLORD: _("Landlord"),
    Field.ADDRESS: _("Address"),
    Field.VILLAGE: _("Village or grid"),
    Field.STOREYS: _("Number of storeys"),
    Field.FLOOR: _("On storey"),
    Field.AREA: _("Area, m²"),
    Field.BEDROOMS: _("Bedrooms"),
    Field.BEDS: _("Beds"),
    Field.USE: _("Built as"),
}
_OF_HOUSES: Final[Mapping[Field, Any]] = {Field.HOUSE: _("Name of the house")}
"""What a register of houses calls otherwise than one of residents."""
KINDS: Final[Mapping[Kind, Any]] = {
    Kind.RESIDENTS: _("Residents"),
    Kind.HOUSES: _("Houses, rooms and landlords"),
}
MADE: Final[Mapping[str, Any]] = {"landlord": _("Landlords"), "building": _("Houses"), "room": _("Rooms")}
"""What was made of a register of houses."""

FINDINGS: Final[Mapping[Wrong | Remark, Any]] = {
    Wrong.MISSING: _("is missing"),
    Wrong.LONG: _("is too long or holds signs that can't be printed: at most 120 signs"),
    Wrong.NUMBER_FORM: _("is no resident's number: 18 digits, the last may be X"),
    Wrong.NUMBER_BIRTH: _("holds no day of birth that can be: digits 7 to 14 are year, month, day"),
    Wrong.NUMBER_CHECK: _("was mistyped: its last sign does not follow from the others (GB 11643)"),
    Wrong.NUMBER_SHORT: _("is no document's number: at least 5 letters and digits"),
    Wrong.BIRTH_DIFFERS: _("is not the day that stands in the number"),
    Wrong.SEX_DIFFERS: _("is not what the number says"),
    Wrong.SEX: _("is neither 男 nor 女"),
    Wrong.DAY: _("is no day: write it as 2026-11-23"),
    Wrong.FUTURE: _("has not come yet"),
    Wrong.UNTIL_FIRST: _("is before the day they came"),
    Wrong.PHONE: _("is no phone number: 11 digits, or area code and number"),
    Wrong.NO_HOUSE: _("no house like that in this part of town"),
    Wrong.NO_ROOM: _("the house has no room of that name"),
    Wrong.ROOM_UNSAID: _("is not said, and the house has several"),
    Wrong.ROOMS_SEVERAL: _("several rooms are called so: write the house's whole address"),
    Wrong.TWO_NAMES: _("the same number stands in this file under another name"),
    Wrong.TWICE: _("the same person stands in this file already, further above"),
    Wrong.OTHER_NAME: _("the same number stands in the register under another name"),
    Wrong.NAME_AT_DOOR: _("somebody has registered at a door by this number, under another name"),
    Wrong.NAME_LONG: _("is too long: at most 60 signs, of a room 40, of an address 120"),
    Wrong.STOREYS: _("is no number of storeys from 1 to 60"),
    Wrong.FLOOR: _("is no storey of the house: 1 is the ground floor, -1 the one below"),
    Wrong.AREA: _("is no area: square metres from 1 to 999, with one decimal at most"),
    Wrong.COUNT: _("is no number from 1 to 200"),
    Wrong.USE: _("is none of: 卧室, 套房, 客厅, 宿舍, 厨房, 卫生间, 阳台, 地下室"),
    Wrong.HOUSE_DIFFERS: _("other rows describe this house in another way: its address, village or storeys"),
    Wrong.HOUSES_SEVERAL: _("several houses are called so in this part of town"),
    Wrong.NO_VILLAGE: _("no place of this name in this part of town"),
    Wrong.VILLAGES_SEVERAL: _("several places are called so in this part of town"),
    Wrong.ROOM_TWICE: _("this room stands in the file already, further above"),
    Wrong.NOT_A_LANDLORD: _("somebody who works here signs in by this name: add the village or a number"),
    Wrong.OTHER_LANDLORD: _("the room is another landlord's: change it on its page if it is theirs now"),
    Remark.TWO_CARDS: _("somebody of the same name, birth and phone has another number"),
    Remark.AT_DOOR: _("has registered at a door already"),
    Remark.OVER: _("is in the past"),
    Remark.DIFFERS: _("is known otherwise and stays so: change it on its page"),
}

PROBLEMS: Final[dict[str, Any]] = {
    Problem.NO_SPREADSHEET: _("This is no spreadsheet: bring an .xlsx, .xls or .ods file."),
    Problem.PROTECTED: _("The file is protected by a password: save it without one."),
    Problem.TOO_LARGE: _("The first sheet has more than 60,000 rows or 60 columns: divide it."),
    Problem.BROKE: _("The file can't be opened: it would take more memory than any register needs."),
    Problem.EMPTY: _("The first sheet is empty."),
    Problem.BUSY: _("Other files are being opened just now: bring it again in a minute."),
}

STANDINGS: Final[dict[str, tuple[str, str, Any]]] = {
    Standing.NEW: ("good", "granted", _("New")),
    Standing.CHANGED: ("doubtful", "waiting", _("Changed")),
    Standing.SAME: ("quiet", "granted", _("The same")),
    Standing.WRONG: ("bad", "warning", _("To be mended")),
}

STATES: Final[dict[str, tuple[str, str, Any]]] = {
    State.WAITING: ("doubtful", "waiting", _("Is being read")),
    State.UNREADABLE: ("bad", "warning", _("Could not be read")),
    State.UNMAPPED: ("doubtful", "requests", _("Say which column is what")),
    State.READY: ("doubtful", "requests", _("Waits to be taken over")),
    State.MAKING: ("doubtful", "waiting", _("Is being taken over")),
    State.UNMAKING: ("doubtful", "waiting", _("Is being taken back")),
    State.TAKEN: ("good", "granted", _("Taken over")),
    State.TAKEN_BACK: ("quiet", "waiting", _("Taken back")),
    State.PUT_AWAY: ("quiet", "waiting", _("Put away")),
}


def field(kind: Kind, each: Field) -> Any:
    """What a column of a register of that kind is called."""
    return _OF_HOUSES.get(each, FIELDS[each]) if kind is Kind.HOUSES else FIELDS[each]


def finding(kind: Kind, each: Finding) -> str:
    """What is wrong in a field of a register of that kind, as one sentence."""
    return f"{field(kind, each.field)}: {FINDINGS[each.what]}"


def column(number: int) -> str:
    """A column as spreadsheet programs call it: A, B, … Z, AA."""
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
