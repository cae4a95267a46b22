"""A row of the register of houses: what it says, what is wrong with it, and with rows beside each other. Pure."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Final

import msgspec

from central.rental.housing.buildings import ADDRESS_LENGTH, DEEPEST, MOST_STOREYS, NAME_LENGTH
from central.rental.housing.forms import MOST_AREA, MOST_BEDS
from central.rental.housing.room_states import Use
from central.rental.registers import cells
from central.rental.registers.checking import Checked, Finding, Wrong
from central.rental.registers.columns import Field, Mapped
from central.rental.rooms import NAME_LENGTH as ROOM_LENGTH

LANDLORD_LENGTH: Final = 60
LONGEST: Final[Mapping[Field, int]] = {
    Field.HOUSE: NAME_LENGTH,
    Field.LANDLORD: LANDLORD_LENGTH,
    Field.ROOM: ROOM_LENGTH,
    Field.ADDRESS: ADDRESS_LENGTH,
    Field.VILLAGE: NAME_LENGTH,
}
"""Signs."""

USES: Final[Mapping[str, Use]] = {
    **dict.fromkeys(("卧室", "单间", "房间", "居住", "住宅", "bedroom"), Use.BEDROOM),
    **dict.fromkeys(("套房", "套间", "整套", "公寓", "flat"), Use.FLAT),
    **dict.fromkeys(("客厅", "起居室", "living room"), Use.LIVING_ROOM),
    **dict.fromkeys(("宿舍", "集体宿舍", "dormitory"), Use.DORMITORY),
    **dict.fromkeys(("厨房", "kitchen"), Use.KITCHEN),
    **dict.fromkeys(("卫生间", "浴室", "厕所", "bathroom"), Use.BATHROOM),
    **dict.fromkeys(("阳台", "balcony"), Use.BALCONY),
    **dict.fromkeys(("地下室", "地下储藏室", "储藏室", "车库", "cellar"), Use.CELLAR),
}
"""What a room was built as, as sheets say it."""


class HouseEntry(msgspec.Struct, frozen=True, kw_only=True):
    """What a row says of a house and of a room in it. area: tenths of a square metre; None and "": it does not say."""

    house: str
    landlord: str
    room: str = ""
    address: str = ""
    village: str = ""
    storeys: int | None = None
    lowest: int = 1
    floor: int | None = None
    area: int | None = None
    bedrooms: int | None = None
    beds: int | None = None
    use: str = ""

    @property
    def house_key(self) -> str:
        """By what rows are of one house."""
        return cells.place_key(self.house)

    @property
    def room_key(self) -> str:
        """By what rows are of one room; "" of none."""
        return cells.place_key(self.room)

    @property
    def of_house(self) -> tuple[object, ...]:
        """What all rows of a house say alike."""
        return self.address, self.village, self.storeys


def check(row: int, said: Sequence[str], columns: Mapped) -> Checked[HouseEntry]:
    """A row, its cells in the order of the sheet."""
    texts = {of: cells.words(said[column] if column < len(said) else "") for of, column in columns.items()}
    reading = _Reading(texts)
    return Checked(row, reading.entry(), reading.findings)


def compare(rows: Sequence[Checked[HouseEntry]]) -> None:
    """Add what the rows of one file say of each other: a room twice, a house that most rows describe otherwise.

    A house of which no row says how many storeys it has reaches as far as its rooms do.
    """
    said: dict[str, Counter[tuple[object, ...]]] = defaultdict(Counter)
    for each in rows:
        said[each.entry.house_key][each.entry.of_house] += 1
    usual = {house: counted.most_common(1)[0][0] for house, counted in said.items()}
    rooms: set[tuple[str, str]] = set()
    for each in rows:
        entry = each.entry
        if entry.house_key and usual[entry.house_key] != entry.of_house:
            each.add(Field.HOUSE, Wrong.HOUSE_DIFFERS)
        if entry.room and (entry.house_key, entry.room_key) in rooms:
            each.add(Field.ROOM, Wrong.ROOM_TWICE)
        rooms.add((entry.house_key, entry.room_key))
    _reach(rows)


def _reach(rows: Sequence[Checked[HouseEntry]]) -> None:
    floors: dict[str, set[int]] = {}
    for each in rows:
        floors.setdefault(each.entry.house_key, {1}).add(each.entry.floor or 1)
    for each in rows:
        of_house = floors[each.entry.house_key]
        storeys = each.entry.storeys or max(of_house)
        each.entry = msgspec.structs.replace(each.entry, storeys=storeys, lowest=min(1, *of_house))


class _Reading:
    """The cells of one row, and what is found in them."""

    def __init__(self, texts: Mapping[Field, str]) -> None:
        self._texts = texts
        self.findings: list[Finding] = []

    def entry(self) -> HouseEntry:
        """What they say."""
        storeys = self._number(Field.STOREYS, Wrong.STOREYS, _whole(1, MOST_STOREYS), ("层楼", "层", "楼"))
        floor = self._number(Field.FLOOR, Wrong.FLOOR, _storey, ("层楼", "层", "楼"))
        if floor and storeys and floor > storeys:
            self.findings.append(Finding(Field.FLOOR, Wrong.FLOOR))
        return HouseEntry(
            house=self._words(Field.HOUSE, is_needed=True),
            landlord=self._words(Field.LANDLORD, is_needed=True),
            room=self._words(Field.ROOM),
            address=self._words(Field.ADDRESS),
            village=self._words(Field.VILLAGE),
            storeys=storeys,
            floor=floor,
            area=self._number(Field.AREA, Wrong.AREA, _tenths, ("平方米", "平米", "m2")),
            bedrooms=self._number(Field.BEDROOMS, Wrong.COUNT, _whole(1, MOST_BEDS), ("间", "室")),
            beds=self._number(Field.BEDS, Wrong.COUNT, _whole(1, MOST_BEDS), ("张床", "个床位", "张", "个", "床")),
            use=self._use(),
        )

    def _words(self, of: Field, *, is_needed: bool = False) -> str:
        found = self._texts.get(of, "")
        if is_needed and not found:
            self.findings.append(Finding(of, Wrong.MISSING))
        if len(found) > LONGEST[of] or not (found.isprintable() or not found):
            self.findings.append(Finding(of, Wrong.NAME_LONG))
        return found

    def _number(self, of: Field, wrong: Wrong, read: Callable[[str], int | None], units: Sequence[str]) -> int | None:
        """units: what may stand behind it, a longer one before those that it ends with."""
        text = self._texts.get(of, "")
        unit = next(filter(text.casefold().endswith, units), "")
        found = read(text[: len(text) - len(unit)].rstrip()) if text else None
        if text and found is None:
            self.findings.append(Finding(of, wrong))
        return found

    def _use(self) -> str:
        text = self._texts.get(Field.USE, "").casefold()
        if text and text not in USES:
            self.findings.append(Finding(Field.USE, Wrong.USE))
            return ""
        return USES[text].value if text else ""


def _whole(least: int, most: int) -> Callable[[str], int | None]:
    def read(text: str) -> int | None:
        number = int(text) if text.isascii() and text.isdigit() and len(text) <= 6 else least - 1
        return number if least <= number <= most else None

    return read


def _storey(text: str) -> int | None:
    """The ground floor is 1, the one below it -1; there is no 0."""
    is_below, digits = text.startswith("-"), text.removeprefix("-")
    found = _whole(1, -DEEPEST if is_below else MOST_STOREYS)(digits)
    return -found if found and is_below else found


def _tenths(text: str) -> int | None:
    """Square metres with at most one decimal that is not 0, in tenths."""
    whole, _dot, decimals = text.partition(".")
    decimals = decimals.rstrip("0")
    metres = _whole(0, MOST_AREA)(whole)
    if metres is None or len(decimals) > 1 or (decimals and not (decimals.isascii() and decimals.isdigit())):
        return None
    area = 10 * metres + int(decimals or 0)
    return area if 10 <= area <= MOST_AREA else None
