"""What the account forms bring, checked: each complaint names the field it belongs to."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _

from central.account.rules import (
    LONGEST_READ,
    NAME_LENGTH,
    PASSWORD_LONGEST,
    PASSWORD_SHORTEST,
    PasswordRefusal,
    name_key,
    password_refusal,
)
from central.place.choosing import chosen_place
from central.web.grants import Grant
from central.web.letters import length_complaint, strange_sign
from central.web.roles import Role

Complaints = Mapping[str, Any]
"""Field → what is wrong with it (a lazy translation)."""

PASSWORD_WORDS = {
    PasswordRefusal.TOO_SHORT: _("Use at least %(number)s characters.", number=PASSWORD_SHORTEST),
    PasswordRefusal.TOO_LONG: _("Use at most %(number)s characters.", number=PASSWORD_LONGEST),
    PasswordRefusal.TOO_COMMON: _("This is easy to guess. Take a sentence that only you would think of."),
}


@dataclass(frozen=True)
class FirstRun:
    """The first-run form as it was filled in."""

    code: str
    name: str
    password: str

    @classmethod
    def read(cls, form: Mapping[str, str]) -> "FirstRun":
        """From the fields of a request; the password exactly as it was typed."""
        return cls(form.get("code", "").strip(), form.get("name", "").strip(), form.get("password", ""))

    def complaints(self) -> Complaints:
        """What must be mended before the code is looked at."""
        found: dict[str, Any] = {}
        if not self.code:
            found["code"] = _("Type the code that the terminal shows.")
        complaint = name_complaint(self.name)
        if complaint is not None:
            found["name"] = complaint
        refusal = password_refusal(self.password, self.name)
        if refusal is not None:
            found["password"] = PASSWORD_WORDS[refusal]
        return found


@dataclass(frozen=True)
class Join:
    """The form of somebody who was invited, as it was filled in."""

    code: str
    password: str

    @classmethod
    def read(cls, form: Mapping[str, str]) -> "Join":
        """From the fields of a request; the password exactly as it was typed."""
        return cls(form.get("code", "").strip(), form.get("password", ""))

    def complaints(self) -> Complaints:
        """What must be mended before the code is looked at."""
        found: dict[str, Any] = {}
        if not self.code:
            found["code"] = _("Type the code that the office gave you.")
        refusal = password_refusal(self.password, "")
        if refusal is not None:
            found["password"] = PASSWORD_WORDS[refusal]
        return found


def name_complaint(name: str) -> Any | None:
    """What is wrong with a name to sign in with; None if nothing is."""
    if strange := strange_sign(name):
        return strange
    # Of what is far too long the key is only that of its beginning.
    return length_complaint(name if len(name) > LONGEST_READ else name_key(name), 1, NAME_LENGTH)


@dataclass(frozen=True)
class GrantForm:
    """A role and how far it reaches, as it was filled in; "" and 0 where nothing was chosen."""

    role: str = ""
    place: int = 0
    case: str = ""

    @classmethod
    def read(cls, form: Mapping[str, str]) -> "GrantForm":
        """From the fields of a request."""
        return cls(form.get("role", ""), chosen_place(form), form.get("case", "").strip()[:64])

    def complaints(self) -> Complaints:
        """What must be mended before it is looked at whether the role can be held."""
        return {} if self.role in {role.value for role in Role} else {"role": _("Choose a role.")}

    def grant(self) -> Grant:
        """What is meant: a case goes before a place; a landlord's rooms are their own, wherever they are."""
        role = Role(self.role)
        if self.case:
            return Grant(role, case=self.case)
        return Grant(role) if role is Role.LANDLORD else Grant(role, self.place or None)
