"""What third parties read and write, as Pydantic models: what is not described here is neither given nor taken.

No model has a place for a name, a number or a face of a person.
"""

from datetime import date
from typing import Annotated, Any, ClassVar, Generic, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter

from central.clock.service import State, When
from central.place.service import Kind
from central.rental.service import RegistrationState, RoomState, StayState
from central.rest.words import mark as _

LARGEST = 2**63 - 1
"""What the database's numbers reach."""
MOST = 100
"""Things on one page."""


def _is_date(text: str) -> str:
    date.fromisoformat(text)
    return text


def _whole(value: Any) -> Any:
    """A number in an address: digits and nothing else (Pydantic would take 1_000, too)."""
    if isinstance(value, str):
        if not (value.isascii() and value.isdigit() and len(value) <= 19):
            raise ValueError("a whole number")
        return int(value)
    return value


def _integral(value: Any) -> Any:
    """To JSON, 17.0 is a whole number, too."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


Number = Annotated[int, Field(ge=1, le=LARGEST), BeforeValidator(_integral)]
Moment = Annotated[str, Field(json_schema_extra={"format": "date-time"}, examples=["2026-11-23T08:00:00.000+08:00"])]
Day = Annotated[
    str,
    Field(
        pattern="^20[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$",
        json_schema_extra={"format": "date"},
        examples=["2026-11-23"],
    ),
    AfterValidator(_is_date),
]
Said = Annotated[str, Field(json_schema_extra={"format": "date"}, examples=["2026-11-23"])]
"""A day in an answer."""
Limit = Annotated[int, Field(ge=1, le=MOST), BeforeValidator(_whole)]
Position = Annotated[
    list[float], Field(min_length=2, max_length=2, description=_("Longitude and latitude, degrees of WGS 84."))
]
Ring = Annotated[list[Position], Field(min_length=4, description=_("The last position is the first one again."))]
Cursor = Annotated[str, Field(pattern="^[0-9]{1,18}(-[0-9]{1,18})?$")]


class Model(BaseModel):
    """What all have in common: nothing is guessed, nothing is let through."""

    model_config: ClassVar[ConfigDict] = ConfigDict(extra="forbid", frozen=True, strict=True, use_enum_values=True)


class Place(Model):
    """A place of the town: the town itself, an area, a grid or a building."""

    id: Number
    kind: Kind
    name: str = Field(description=_("Empty for the town until somebody names it."))
    parent_id: Number | None = Field(description=_("The place it stands in; none for the town."))


class Point(Model):
    """A place of which only the middle is known."""

    type: Literal["Point"]
    coordinates: Position


class Polygon(Model):
    """A place in one piece: its border, then those of its holes."""

    type: Literal["Polygon"]
    coordinates: list[Ring]


class MultiPolygon(Model):
    """A place in several pieces."""

    type: Literal["MultiPolygon"]
    coordinates: list[list[Ring]]


Geometry = Annotated[Point | Polygon | MultiPolygon, Field(discriminator="type")]
GEOMETRY: TypeAdapter[Geometry] = TypeAdapter(Geometry)


class Outline(Model):
    """Where a place lies."""

    type: Literal["Feature"] = "Feature"
    id: Number = Field(description=_("The place's number."))
    geometry: Geometry
    properties: Place


class Box(Model):
    """A box beside a house's door."""

    id: Number
    name: str
    place_id: Number
    version: str
    claimed_at: Moment
    last_seen: Moment | None
    is_silent: bool = Field(description=_("It should have spoken by now, and has not."))
    is_shut_out: bool


class Door(Model):
    """A door of a box."""

    id: Number
    box_id: Number
    place_id: Number
    name: str
    lock_state: str | None = Field(description=_("None until the box has reported its lock."))
    lock_since: Moment | None


class EntryCount(Model):
    """Passages of one hour at a door or place; fewer than five are null, as are a place's that would tell a door's."""

    hour: Moment = Field(description=_("When the hour began."))
    door_id: Number | None
    place_id: Number | None
    granted: int | None = Field(ge=5, description=_("None: fewer than five, nobody, or not told for another reason."))
    denied: int | None = Field(ge=5, description=_("None: fewer than five, nobody, or not told for another reason."))


class Room(Model):
    """A room that is let."""

    id: Number
    name: str
    box_id: Number | None = Field(description=_("The box at the house's door; none until there is one."))
    state: RoomState
    running: int = Field(ge=0, description=_("Stays that run now."))
    planned: int = Field(ge=0, description=_("Stays that have not begun."))
    until: Moment | None = Field(description=_("When the first of the stays that run ends."))


class Stay(Model):
    """A stay in a room; of those who stay only how many."""

    id: Number
    room_id: Number
    box_id: Number | None
    state: StayState
    first: Said = Field(description=_("The first day."))
    last: Said = Field(description=_("The last day."))
    places: int = Field(ge=1, description=_("For how many people."))
    registered: int = Field(ge=0, description=_("How many of them have registered at the door."))
    made_at: Moment
    ended_at: Moment | None


class NewStay(Model):
    """A stay to be made, with an invitation."""

    room_id: Number
    first: Day = Field(description=_("The first day."))
    last: Day = Field(description=_("The last day."))
    places: Annotated[int, Field(ge=1, le=20), BeforeValidator(_integral)] = Field(
        default=1, description=_("For how many people.")
    )
    minors: bool = Field(default=False, description=_("Whether there are children under 14, with their guardian."))


class Invited(Model):
    """A stay that was made, and the code its people register with: said only here."""

    stay: Stay
    code: str = Field(examples=["ABCD-EFGH-JK"])


class Registration(Model):
    """That somebody has registered at a door, and how it stands; not who."""

    id: Number
    box_id: Number
    stay_id: Number | None
    state: RegistrationState
    registered_at: Moment
    changed_at: Moment


class Clock(Model):
    """A deadline."""

    id: Number
    rule: str = Field(description=_("The rule's name."), examples=["rental.registration"])
    en: str = Field(description=_("What people call it, in English."))
    zh: str = Field(description=_("What people call it, in Chinese."))
    subject: str = Field(description=_("What it is about."), examples=["registration:17"])
    state: State
    started_at: Moment
    due_at: Moment
    ended_at: Moment | None
    is_late: bool
    is_provisional: bool = Field(description=_("It was counted on days that are not announced yet."))


class Matter(Model):
    """Something staff should look at."""

    id: Number
    box_id: Number
    door_id: Number | None
    code: str
    level: str
    times: int = Field(ge=1, description=_("How often it was told."))
    since: Moment
    last_at: Moment
    looked_at: Moment | None = Field(description=_("When somebody has looked, or it was over by itself."))


class Nothing(Model):
    """Nothing is said, or nothing has to be."""


Item = TypeVar("Item", bound=Model)


class Listing(Model, Generic[Item]):
    """One page of a list."""

    items: list[Item]
    next: Cursor | None = Field(description=_("Send it as `after` for the next page; none at the end."))

    @classmethod
    def model_parametrized_name(cls, params: tuple[Any, ...]) -> str:
        """RoomList, not Listing_Room_."""
        return f"{params[0].__name__}List"


class Paged(Model):
    """Which page of a list."""

    after: Cursor | None = Field(default=None, description=_("`next` of the page before."))
    limit: Limit = Field(default=50, description=_("How many at most."))


class OfDay(Paged):
    """Which day's counts."""

    day: Day = Field(description=_("On the town's calendar."))
    by: Annotated[str, Field(pattern="^(door|place)$")] = Field(default="door", description=_("door or place."))


class OfClocks(Paged):
    """Which of the lists of clocks."""

    show: Annotated[When, Field(strict=False)] = Field(default=When.OVERDUE, description=_("How pressing they are."))


class KeyOfCentral(BaseModel):
    """A public key that central signs by (RFC 8037)."""

    kty: str = "OKP"
    crv: str = "Ed25519"
    use: str = "sig"
    kid: str = Field(description=_("The key's name in signatures: SHA-256 of the key."))
    x: str


class Keys(BaseModel):
    """What central signs by (RFC 7517)."""

    keys: list[KeyOfCentral]
