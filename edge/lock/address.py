"""A lock's address, read strictly: what is not understood is refused with what would be."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from edge.errors import LockError


class Options:
    """What follows the question mark of `url`; each is taken once by its name, then `refuse_others`."""

    def __init__(self, url: str, query: str) -> None:
        self.url = url
        pairs = parse_qsl(query, keep_blank_values=True)
        self._given = dict(pairs)
        self._known: list[str] = []
        for name, count in Counter(name for name, _ in pairs).items():
            if count > 1:
                raise LockError(f'the lock\'s address {url} says "{name}" {count} times: say it once')

    def number(self, name: str, *, default: int, among: Collection[int]) -> int:
        text = self._take(name, str(default))
        if not (text.isascii() and text.isdigit()) or int(text) not in among:
            raise self._refusal(name, text, _spoken(among))
        return int(text)

    def seconds(self, name: str) -> float:
        text = self._take(name, "0")
        try:
            value = float(text)
        except ValueError:
            value = -1.0
        if not 0 <= value <= 60:
            raise self._refusal(name, text, "seconds from 0 to 60")
        return value

    def flag(self, name: str, *, default: bool = False) -> bool:
        return self.choice(name, ("yes", "no") if default else ("no", "yes")) == "yes"

    def choice(self, name: str, among: Collection[str]) -> str:
        """One of `among`; the first is the default."""
        text = self._take(name, next(iter(among)))
        if text not in among:
            raise self._refusal(name, text, " or ".join(among))
        return text

    def refuse_others(self) -> None:
        """Raises LockError when something was given that nobody took."""
        for name in self._given:
            raise LockError(f'the lock\'s address {self.url} has no option "{name}": {", ".join(self._known)} are')

    def _take(self, name: str, default: str) -> str:
        self._known.append(name)
        return self._given.pop(name, default)

    def _refusal(self, name: str, value: str, accepted: str) -> LockError:
        return LockError(f'{name}="{value}" in the lock\'s address {self.url} is not {accepted}')


@dataclass(frozen=True)
class Address:
    """scheme:path?options"""

    scheme: str
    path: str
    options: Options


def split(url: str) -> Address:
    """The parts of `url`. Raises LockError when it has none."""
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise LockError(f"the lock's address \"{url}\" can't be read: write osdp:///dev/ttyUSB0") from error
    if parts.netloc or parts.fragment:
        raise LockError(f"the lock's address \"{url}\" can't be read: write three slashes, osdp:///dev/ttyUSB0")
    return Address(parts.scheme, parts.path, Options(url, parts.query))


def _spoken(numbers: Collection[int]) -> str:
    if isinstance(numbers, range):
        return f"a number from {numbers[0]} to {numbers[-1]}"
    return " or ".join(str(number) for number in numbers)
