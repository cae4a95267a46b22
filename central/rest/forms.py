"""The forms of tokens and webhooks, read and checked."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from central.events.service import Kind
from central.place.choosing import chosen_place
from central.rest import hooks, rules
from central.rest.rules import Scope
from central.web.grants import TOWN
from central.web.letters import length_complaint

Complaints = dict[str, str]
LIVES: Final = (30, 90, rules.LONGEST)
"""Days a token may be made for."""


@dataclass(frozen=True)
class TokenForm:
    """A token as it was filled in. place: 0 for none of those there are."""

    name: str = ""
    scopes: frozenset[str] = frozenset()
    place: int = TOWN
    days: int = LIVES[1]

    @classmethod
    def read(cls, form: MultiDict[str, str]) -> "TokenForm":
        """From the fields of a request."""
        scopes = frozenset(form.getlist("scope"))
        return cls(form.get("name", "").strip(), scopes, chosen_place(form), _number(form.get("days")))

    def complaints(self, places: Collection[int]) -> Complaints:
        """What must be mended."""
        found: Complaints = {}
        if complaint := length_complaint(self.name, 1, rules.NAME_LENGTH):
            found["name"] = complaint
        if self.place not in places:
            found["place"] = _("Choose one of the places.")
        if not self.scopes or not self.scopes <= set(Scope):
            found["scope"] = _("Choose what it is good for.")
        if self.days not in LIVES:
            found["days"] = _("Choose for how long.")
        return found

    @property
    def wanted(self) -> list[Scope]:
        """Its scopes, if they are ones."""
        return [scope for scope in Scope if scope.value in self.scopes]


@dataclass(frozen=True)
class WebhookForm:
    """A webhook as it was filled in."""

    url: str = ""
    kinds: frozenset[str] = frozenset()
    place: int = TOWN

    @classmethod
    def read(cls, form: MultiDict[str, str]) -> "WebhookForm":
        """From the fields of a request."""
        return cls(form.get("url", "").strip(), frozenset(form.getlist("kind")), chosen_place(form))

    def complaints(self, places: Collection[int], *, plain: bool) -> Complaints:
        """What must be mended. plain: http is taken, too."""
        found: Complaints = {}
        if not hooks.is_possible(self.url, plain=plain):
            found["url"] = _("Use an address that begins with https:// and holds no name, password or #.")
        if self.place not in places:
            found["place"] = _("Choose one of the places.")
        if not self.kinds or not self.kinds <= set(Kind):
            found["kind"] = _("Choose what it is told.")
        return found

    @property
    def wanted(self) -> list[Kind]:
        """What it is told, in order."""
        return [kind for kind in Kind if kind.value in self.kinds]


def _number(text: Any) -> int:
    return int(text) if isinstance(text, str) and text.isascii() and text.isdigit() and len(text) <= 18 else 0
