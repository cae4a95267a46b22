"""What a person is told before they register, and before their face is used: versioned text, the same on both sides.

Each version is a file wire/notices/DATE.toml, never changed once it was shown. A consent names the version and the
digest of the very words that were seen, so that what somebody agreed to can be shown to them years later.
"""

import hashlib
import tomllib
from enum import StrEnum, unique
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

import msgspec


@unique
class Purpose(StrEnum):
    """What is asked for; each has its own text and its own yes."""

    REGISTRATION = "registration"
    FACE = "face"


class Notice(msgspec.Struct, frozen=True, omit_defaults=True):
    """One text in one language. decline: words for no, where no is possible."""

    title: str
    summary: str
    points: list[str]
    agree: str
    decline: str = ""

    @property
    def digest(self) -> str:
        """SHA-256 of the words, 64 hex digits."""
        return hashlib.sha256(msgspec.json.encode(self)).hexdigest()


@cache
def versions() -> tuple[str, ...]:
    """All versions, oldest first; each is the date from which it is shown, YYYY-MM-DD."""
    return tuple(sorted(file.name.removesuffix(".toml") for file in _folder().iterdir() if file.name.endswith(".toml")))


def current() -> str:
    """The version in force."""
    return versions()[-1]


def languages(version: str) -> tuple[str, ...]:
    """The languages a version is there in, Chinese first."""
    return tuple(_texts(version)[Purpose.REGISTRATION])


def spoken(version: str, wish: str) -> str:
    """The language a person who wishes `wish` reads a version in: Chinese where it is not there in theirs."""
    known = languages(version)
    return wish if wish in known else known[0]


def notice(version: str, purpose: Purpose, language: str) -> Notice:
    """The text. Raises KeyError for a version or a language there is not."""
    return _texts(version)[purpose][language]


@cache
def _texts(version: str) -> dict[Purpose, dict[str, Notice]]:
    if version not in versions():
        raise KeyError(version)
    content = tomllib.loads((_folder() / f"{version}.toml").read_text("utf-8"))
    return msgspec.convert(content, dict[Purpose, dict[str, Notice]])


def _folder() -> Traversable:
    return files("wire") / "notices"
