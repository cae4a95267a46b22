"""One TOML file to one frozen Config; a complaint names file, key, value and what is accepted.

    data = "/var/lib/menlu"                # database and keys; the box writes nowhere else
    models = "/opt/menlu/models"

    [central]
    url = "https://town.example"

    [door]
    name = "front"
    camera = "v4l2:///dev/video0"
    lock = "osdp:///dev/ttyUSB0?baud=9600&address=1"

Everything else has a default; docs/configuration.md lists all keys. Relative paths start at the file's folder.
"""

import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal, get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec
from msgspec import Meta

from edge import hours
from edge.errors import ConfigError, EdgeError

DoorName = Annotated[
    str, Meta(pattern=r"^[a-z0-9][a-z0-9-]{0,31}$", description="1 to 32 of a-z, 0-9 and dashes, like front-gate")
]
InputNumber = Annotated[int, Meta(ge=0, le=255, description="the number of an input of the lock, from 0 to 255")]
Seconds = Annotated[float, Meta(ge=0.5, le=30, description="seconds from 0.5 to 30")]


class Section(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A table of the file: unknown keys are refused, so that a typing error is not taken for a default."""


class Central(Section, frozen=True):
    """Where records go. `ca`: PEM file of the authority that signed central's certificate, if not a public one."""

    url: Annotated[
        str,
        Meta(
            pattern=r"^(https://[^/\s]+|http://(localhost|127\.0\.0\.1|\[::1\])(:\d+)?)/?$",
            description="an address like https://town.example (http:// only for this machine)",
        ),
    ]
    ca: str | None = None


class Door(Section, frozen=True):
    """The door, its camera and its lock; `release`: how long the strike stays released, s.

    contact, exit, fire: the lock's inputs at which the door's contact, the button inside and the fire alarm hang.
    active_at_rest: inputs that are active while the leaf is closed, nobody presses, or nothing burns. held_open_after:
    how long the door may stand open, s. unlocked: hours of the week at which it is open to all.
    """

    name: DoorName
    camera: str
    lock: str
    release: Seconds = 5.0
    contact: InputNumber | None = None
    exit: InputNumber | None = None
    fire: InputNumber | None = None
    active_at_rest: Annotated[
        list[InputNumber], Meta(description="a list of numbers of the lock's inputs, like [0, 1]")
    ] = []
    unlocked: Annotated[list[str], Meta(description='a list of hours like ["1-5 08:00-18:00"]')] = []
    held_open_after: Annotated[float, Meta(ge=5, le=3600, description="seconds from 5 to 3600")] = 60.0


class Face(Section, frozen=True):
    """How faces are judged.

    embedder: folder of the model. threads: per inference. comparison: which threshold of the model's manifest counts,
    `identify` (1:N at FMR 1e-5) or `verify` (1:1 at FMR 1e-4, for a door with one resident). agreeing: frames that must
    name the same person within `window` s. approach: least width of the face as a share of the frame's.
    """

    embedder: Annotated[str, Meta(pattern=r"^[a-z0-9-]+$", description="the name of a folder in models")] = "sface"
    threads: Annotated[int, Meta(ge=1, le=16, description="a number from 1 to 16")] = 2
    comparison: Annotated[Literal["identify", "verify"], Meta(description='"identify" or "verify"')] = "identify"
    agreeing: Annotated[int, Meta(ge=1, le=10, description="a number from 1 to 10")] = 3
    window: Seconds = 2.0
    approach: Annotated[float, Meta(ge=0.05, le=0.9, description="a share from 0.05 to 0.9")] = 0.15


class Records(Section, frozen=True):
    """How long the box keeps records that central has, days, and how much room they may take, MB."""

    keep_days: Annotated[int, Meta(ge=1, le=3650, description="days from 1 to 3650")] = 30
    most_megabytes: Annotated[int, Meta(ge=10, le=100_000, description="megabytes from 10 to 100000")] = 2000


class Kiosk(Section, frozen=True):
    """The door's own page, for a screen beside it. listen: an address of this machine only; without one there is no
    page, and people enrol by their phones. provisional_hours: for how long somebody who enrols while central is away
    is let in.
    """

    listen: Annotated[
        str,
        Meta(
            pattern=r"^((127\.0\.0\.1|localhost|\[::1\]):\d{1,5})?$",
            description="an address of this machine, like 127.0.0.1:8030",
        ),
    ] = ""
    provisional_hours: Annotated[int, Meta(ge=1, le=720, description="hours from 1 to 720")] = 72


class Reader(Section, frozen=True):
    """The reader of identity cards, and what decodes the photograph in a card's chip (docs/documents.md)."""

    url: str = "none:"
    photo: str = "none:"


class Config(Section, frozen=True):
    """The whole file, checked; paths are absolute. zone: the town's, by whose clocks weekly hours are meant."""

    data: Path
    models: Path
    central: Central
    door: Door
    face: Face = Face()
    records: Records = Records()
    reader: Reader = Reader()
    kiosk: Kiosk = Kiosk()
    zone: Annotated[str, Meta(description="a time zone like Asia/Shanghai")] = "Asia/Shanghai"

    @property
    def outbox(self) -> Path:
        return self.data / "outbox.sqlite"

    @property
    def roster(self) -> Path:
        return self.data / "roster.sqlite"

    @property
    def control(self) -> Path:
        return self.data / "control"

    @property
    def keys(self) -> Path:
        return self.data / "keys"


def load(path: Path) -> Config:
    """The configuration in a TOML file. Raises ConfigError."""
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ConfigError(f"{path}: there is no such file; docs/configuration.md shows one to begin with") from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: can't be read: {error}") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: not TOML: {error}") from error
    return parse(values, path)


def parse(values: dict[str, Any], path: Path) -> Config:
    """The configuration in decoded TOML; `path` names it in complaints and is where relative paths start."""
    try:
        config = msgspec.convert(values, Config, dec_hook=_path)
    except msgspec.ValidationError as error:
        raise ConfigError(f"{path}: {_complaint(values, str(error))}") from error
    try:
        ZoneInfo(config.zone)
    except (ValueError, OSError, ZoneInfoNotFoundError) as error:
        raise ConfigError(f"{path}: zone = {config.zone!r}: expected a time zone like Asia/Shanghai") from error
    _check_door(config.door, path)
    home = path.resolve().parent
    return msgspec.structs.replace(config, data=home / config.data, models=home / config.models)


def _check_door(door: Door, path: Path) -> None:
    taken: dict[int, str] = {}
    for key, number in (("contact", door.contact), ("exit", door.exit), ("fire", door.fire)):
        if number is not None and (other := taken.setdefault(number, key)) != key:
            raise ConfigError(f"{path}: door.{key} = {number}: expected another input than that of door.{other}")
    for text in door.unlocked:
        try:
            hours.parse(text)
        except EdgeError as error:
            raise ConfigError(f"{path}: door.unlocked: {error}") from error


def _path(kind: type, value: Any) -> Any:
    if kind is Path and isinstance(value, str) and value:
        return Path(value)
    raise ValueError("expected a path in quotes")


def _complaint(values: dict[str, Any], message: str) -> str:
    """msgspec's message ("… - at `$.door.name`"), told with the key, its value, and what is accepted."""
    problem, _, place = message.partition(" - at `$")
    # What is wrong in a list is told with all of the list.
    keys = [key for key in place.rstrip("`").partition("[")[0].split(".") if key]
    quoted = problem.split("`")[1] if "`" in problem else ""
    if "unknown field" in problem:
        names = ", ".join(field.name for field in msgspec.structs.fields(_type_at(keys)))
        return f"{'.'.join([*keys, quoted])}: not a key; accepted here: {names}"
    if "missing required field" in problem:
        return f"{'.'.join([*keys, quoted])}: is missing"
    accepted = _description(_type_at(keys))
    value = _value_at(values, keys)
    return f"{'.'.join(keys)} = {value!r}: {'expected ' + accepted if accepted else problem[0].lower() + problem[1:]}"


def _type_at(keys: list[str]) -> Any:
    kind: Any = Config
    for key in keys:
        kind = next(field.type for field in msgspec.structs.fields(kind) if field.name == key)
    return kind


def _value_at(values: Any, keys: list[str]) -> Any:
    for key in keys:
        values = values[key]
    return values


def _description(kind: Any) -> str:
    """What a key's type accepts, in words."""
    if isinstance(kind, type) and issubclass(kind, Section):
        return f"a table: [{kind.__name__.lower()}]"
    words = {str: "text in quotes", Path: "a path in quotes"}.get(kind, "")
    metas = (meta for each in (kind, *get_args(kind)) for meta in getattr(each, "__metadata__", ()))
    return next((meta.description for meta in metas if meta.description), words)
