"""What the forms of letting bring, checked: each complaint names the field it belongs to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flask_babel import lazy_gettext as _

from central.rental.forms import Complaints, day_typed, number
from central.rental.housing.forms import text_of
from central.rental.letting.agents import Business
from central.rental.letting.listings import Offer
from central.rental.letting.rules import MOST_RENT, AgentKind, Answers
from central.web.letters import length_complaint

NAME_LENGTH = 60
WORDS_LENGTH = 200


@dataclass(frozen=True)
class AgentForm:
    """An agent as it was filled in. contact: "" for the one that is known already, unless is_nobody to be called."""

    kind: str = AgentKind.AGENCY.value
    name: str = ""
    licence: str = ""
    contact: str = ""
    is_nobody: bool = False

    @classmethod
    def read(cls, form: Mapping[str, str]) -> "AgentForm":
        """From the fields of a request."""
        kind, name, licence, contact = (text_of(form, field) for field in ("kind", "name", "licence", "contact"))
        return cls(kind, name, licence, contact, "nobody" in form)

    def complaints(self) -> Complaints:
        """What must be mended."""
        found: Complaints = {}
        if self.kind not in set(AgentKind):
            found["kind"] = _("Choose what they are.")
        elif self.kind == AgentKind.AGENCY and not self.licence:
            found["licence"] = _("An agency has a licence: its number stands on the certificate of registration.")
        for name, least in (("name", 1), ("licence", 0), ("contact", 0)):
            if complaint := length_complaint(getattr(self, name), least, NAME_LENGTH):
                found[name] = complaint
        return found

    @property
    def keeps_contact(self) -> bool:
        """Whether nothing else is said of whom to call."""
        return not self.contact and not self.is_nobody

    @property
    def said(self) -> Business:
        """What is said; only without complaints."""
        return Business(AgentKind(self.kind), self.name, self.licence, self.contact)


@dataclass(frozen=True)
class MandateForm:
    """Who lets a room or a house, as it was filled in. agent: its number, 0 for none."""

    agent: int = 0
    answers: str = Answers.AGENT.value

    @classmethod
    def read(cls, form: Mapping[str, str]) -> "MandateForm":
        """From the fields of a request."""
        return cls(number(form.get("agent")), text_of(form, "answers"))

    def complaints(self) -> Complaints:
        """What must be mended."""
        found: Complaints = {} if self.agent else {"agent": _("Choose who lets it.")}
        return found if self.answers in set(Answers) else found | {"answers": _("Choose who answers for it.")}


@dataclass(frozen=True)
class OfferForm:
    """A listing as it was filled in."""

    free_from: str = ""
    rent: str = ""
    words: str = ""

    @classmethod
    def read(cls, form: Mapping[str, str]) -> "OfferForm":
        """From the fields of a request."""
        return cls(text_of(form, "free_from"), text_of(form, "rent"), text_of(form, "words"))

    @classmethod
    def of(cls, free_from: str, rent: int | None, words: str) -> "OfferForm":
        """As it is now."""
        return cls(free_from, "" if rent is None else str(rent), words)

    def complaints(self) -> Complaints:
        """What must be mended."""
        found: Complaints = {}
        if day_typed(self.free_from) is None:
            found["free_from"] = _("Choose a day.")
        if self.rent and not 0 < number(self.rent) <= MOST_RENT:
            found["rent"] = _("Whole yuan a month, at most %(most)s, or nothing.", most=MOST_RENT)
        if complaint := length_complaint(self.words, 0, WORDS_LENGTH):
            found["words"] = complaint
        return found

    @property
    def said(self) -> Offer:
        """What is said; only without complaints."""
        return Offer(date.fromisoformat(self.free_from), number(self.rent) or None, self.words)
