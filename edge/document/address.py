"""The address of a card reader or of a photograph decoder, read strictly."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Self
from urllib.parse import parse_qsl, unquote, urlsplit

from edge.errors import ConfigError


@dataclass(frozen=True)
class Address:
    """scheme:path?options, of a `what` that messages name; `accepted` is what they offer instead."""

    what: str
    accepted: str
    url: str
    scheme: str
    host: str
    path: str
    options: tuple[tuple[str, str], ...]

    @classmethod
    def parse(cls, url: str, *, what: str, accepted: str) -> Self:
        """Take `url` apart. Raises ConfigError."""
        try:
            parts = urlsplit(url)
            parts.port  # noqa: B018 - reading it is the check
        except ValueError as error:
            raise ConfigError(f"{what} {url!r} is not an address ({error}); accepted are {accepted}") from error
        options = tuple(parse_qsl(parts.query, keep_blank_values=True))
        return cls(what, accepted, url, parts.scheme, parts.hostname or "", unquote(parts.path), options)

    def refusal(self, reason: str) -> ConfigError:
        return ConfigError(f"{self.what} {self.url!r}: {reason}")

    def unknown(self) -> ConfigError:
        return self.refusal(f"no driver for {self.scheme!r}; accepted are {self.accepted}")

    def allow(self, *names: str) -> None:
        """Refuse options other than `names`, and one that is given twice."""
        given = [name for name, _ in self.options]
        for name in given:
            if name not in names:
                raise self.refusal(f"no option {name!r}; accepted are {', '.join(names) or 'none'}")
            if given.count(name) > 1:
                raise self.refusal(f"{name} is given twice; once is accepted")

    def choice(self, name: str, among: Collection[str]) -> str:
        """One of `among`; the first is the default."""
        value = dict(self.options).get(name, next(iter(among)))
        if value not in among:
            raise self.refusal(f"{name} is {value!r}; accepted is {' or '.join(among)}")
        return value

    def local_path(self) -> str:
        """The absolute path. Raises ConfigError when there is none, or a host."""
        if self.host or not self.path.startswith("/") or self.path == "/" or "\0" in self.path:
            raise self.refusal(f"give an absolute path, as in {self.scheme}:///path")
        return self.path
