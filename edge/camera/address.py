"""The address of a camera: a URL whose query holds the driver's options, read strictly."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Self
from urllib.parse import parse_qsl, unquote, urlsplit

from edge.errors import ConfigError

SWITCH = {"yes": True, "no": False}


@dataclass(frozen=True)
class Address:
    """One camera's address.

    url: as it was given, with its password. shown: the same for people, password masked.
    path: the path of a local device, file or folder.
    """

    url: str = field(repr=False)
    shown: str
    scheme: str
    host: str
    path: str
    query: str

    @classmethod
    def parse(cls, url: str, accepted: str) -> Self:
        """Take `url` apart; raises ConfigError saying what is `accepted`."""
        try:
            parts = urlsplit(url)
            host = parts.hostname or ""
            parts.port  # noqa: B018 - reading it is the check
        except ValueError as error:
            raise ConfigError(f"camera address is not a URL ({error}); accepted are {accepted}") from error
        if not parts.scheme:
            raise ConfigError(f"camera {url!r} has no scheme; accepted are {accepted}")
        shown = url.replace(f":{parts.password}@", ":***@", 1) if parts.password else url
        return cls(url, shown, parts.scheme, host, unquote(parts.path), parts.query)

    @cached_property
    def options(self) -> dict[str, str]:
        """The query as the driver's options."""
        return dict(parse_qsl(self.query, keep_blank_values=True))

    def local_path(self) -> str:
        """The absolute path of a local address; raises ConfigError when it names a host or no path."""
        if self.host or not self.path.startswith("/") or self.path == "/" or "\0" in self.path:
            raise ConfigError(f"camera {self.shown!r}: give an absolute path, as in {self.scheme}:///path")
        return self.path

    def allow(self, names: Iterable[str]) -> None:
        """Refuse options other than `names`, so that a misspelt one is not passed over, and options given twice."""
        accepted = sorted(names)
        given = [name for name, _ in parse_qsl(self.query, keep_blank_values=True)]
        for name in given:
            if given.count(name) > 1:
                raise ConfigError(f"camera {self.shown!r}: {name} is given twice; once is accepted")
        for name in self.options:
            if name not in accepted:
                raise ConfigError(f"camera {self.shown!r}: no option {name!r}; accepted are {', '.join(accepted)}")

    def number(self, name: str, default: float, least: float, most: float) -> float:
        """The option as a number from `least` to `most`."""
        text = self.options.get(name)
        if text is None:
            return default
        try:
            value = float(text)
        except ValueError:
            value = float("nan")
        if not least <= value <= most:
            raise ConfigError(f"camera {self.shown!r}: {name} is {text!r}; accepted is {least:g} to {most:g}")
        return value

    def switch(self, name: str, default: bool) -> bool:
        """The option as yes or no."""
        text = self.options.get(name)
        if text is None:
            return default
        if text not in SWITCH:
            raise ConfigError(f"camera {self.shown!r}: {name} is {text!r}; accepted is yes or no")
        return SWITCH[text]
