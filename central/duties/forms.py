"""What the forms of the duties bring, checked: each complaint names the field it belongs to."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _
from werkzeug.datastructures import MultiDict

from central.duties import assessing, handing, happening
from central.duties.asking import Complaints
from central.duties.assessing import Purpose
from central.duties.assessments import Answered
from central.duties.handing import Asker, Handed, Way
from central.duties.happening import Facts, Group, Kind, Level
from central.place.choosing import chosen_place
from central.web.grants import TOWN
from central.web.letters import length_complaint

MOST_PEOPLE = 10_000_000
EARLIEST = date(2000, 1, 1)
"""A day before that is a typing error."""
_NO_DAY = _("Choose a day.")
_CHOOSE = _("Choose one.")


def text_of(form: Mapping[str, str], name: str) -> str:
    """What a field says, on one line: breaks and wide spaces become single ones."""
    return " ".join(form.get(name, "").split())


def _complaints(**found: Any) -> Complaints:
    return {name: complaint for name, complaint in found.items() if complaint is not None}


@dataclass(frozen=True)
class AssessmentForm:
    """An assessment as it was filled in."""

    purpose: Purpose
    answers: Mapping[str, str] = field(default_factory=dict)
    until: str = ""
    place_id: int = TOWN

    @classmethod
    def read(cls, purpose: Purpose, form: Mapping[str, str]) -> "AssessmentForm":
        """From the fields of a request."""
        answers = {each.code: text_of(form, each.code) for each in assessing.questions(purpose)}
        return cls(purpose, answers, form.get("until", ""), chosen_place(form))

    def complaints(self, today: date, places: Collection[int]) -> Complaints:
        """What must be mended. places: that there are."""
        most = assessing.ANSWER_LENGTH
        found = {code: length_complaint(answer, 1, most) for code, answer in self.answers.items()}
        if self.place_id not in places:
            found["place"] = _("Choose a place.")
        until = _day(self.until)
        last = today + timedelta(days=assessing.LONGEST)
        if until is None or not today < until <= last:
            found["until"] = _("A day after today, at most three years ahead.")
        return _complaints(**found)

    @property
    def answered(self) -> Answered:
        """What was answered; only without complaints."""
        return Answered(self.purpose, self.answers, date.fromisoformat(self.until), self.place_id)


@dataclass(frozen=True)
class HandoverForm:
    """An entry of the register as it was filled in. file: the log's row of a file it is about."""

    asker: str = ""
    office: str = ""
    reference: str = ""
    ground: str = ""
    fields: str = ""
    people: str = ""
    way: str = ""
    approved_by: str = ""
    handed_on: str = ""
    file: str = ""

    @classmethod
    def read(cls, form: Mapping[str, str]) -> "HandoverForm":
        """From the fields of a request."""
        return cls(**{name: text_of(form, name) for name in cls.__dataclass_fields__})

    @property
    def export_seq(self) -> int | None:
        """The log's row of the file; None where it was none."""
        return int(self.file) if self.file.isascii() and self.file.isdigit() and len(self.file) < 16 else None

    def complaints(self, today: date, approvers: Collection[str]) -> Complaints:
        """What must be mended. approvers: who may say yes to it."""
        most, texts = handing.WORDS_LENGTH, ("office", "reference", "ground", "fields")
        found = {name: length_complaint(getattr(self, name), 1, most) for name in texts}
        if self.approved_by not in approvers:
            found["approved_by"] = _("Choose somebody who works here, and not who hands it over.")
        day = _day(self.handed_on)
        return _complaints(
            asker=None if self.asker in set(Asker) else _CHOOSE,
            way=None if self.way in set(Way) else _CHOOSE,
            people=_people_complaint(self.people, least=1),
            handed_on=None if day and EARLIEST <= day <= today else _("A day that has come."),
            **found,
        )

    def handed(self, zone: ZoneInfo) -> Handed:
        """What was handed over; only without complaints."""
        day = datetime.fromisoformat(self.handed_on).replace(tzinfo=zone)
        words = self.office, self.reference, self.ground, self.fields, int(self.people)
        return Handed(
            Asker(self.asker), *words, Way(self.way), self.approved_by, int(day.timestamp() * 1000), self.export_seq
        )


@dataclass(frozen=True)
class IncidentForm:
    """An incident as it was filled in. found_on, found_at: day and time of the discovery, on the town's clocks."""

    kind: str = ""
    level: str = Level.LARGER.value
    words: str = ""
    measures: str = ""
    groups: tuple[str, ...] = ()
    people: str = ""
    found_on: str = ""
    found_at: str = ""
    is_drill: bool = False

    @classmethod
    def read(cls, form: MultiDict[str, str]) -> "IncidentForm":
        """From the fields of a request."""
        texts = {name: text_of(form, name) for name in ("words", "measures", "people", "found_on", "found_at")}
        chosen = tuple(form.getlist("groups"))
        return cls(form.get("kind", ""), form.get("level", ""), groups=chosen, is_drill="is_drill" in form, **texts)

    def complaints(self, now: int, zone: ZoneInfo) -> Complaints:
        """What must be mended."""
        most = happening.WORDS_LENGTH
        found = self._found(zone)
        return _complaints(
            kind=None if self.kind in set(Kind) else _CHOOSE,
            level=None if self.level in set(Level) else _CHOOSE,
            words=length_complaint(self.words, 1, most),
            measures=length_complaint(self.measures, 0, most),
            groups=None if set(self.groups) <= set(Group) else _CHOOSE,
            people=_people_complaint(self.people, least=0),
            found_on=None if found is not None and found <= now else _("A moment that has come."),
        )

    def facts(self, zone: ZoneInfo) -> Facts:
        """What is known of it; only without complaints."""
        groups = tuple(Group(code) for code in dict.fromkeys(self.groups))
        told = self.words, self.measures, groups, int(self.people), self._found(zone) or 0, self.is_drill
        return Facts(Kind(self.kind), Level(self.level), *told)

    def _found(self, zone: ZoneInfo) -> int | None:
        try:
            moment = datetime.fromisoformat(f"{self.found_on}T{self.found_at}")
        except ValueError:
            return None
        if moment.date() < EARLIEST:
            return None
        return int(moment.replace(tzinfo=zone).timestamp() * 1000)


def _people_complaint(text: str, least: int) -> Any:
    is_number = text.isascii() and text.isdigit() and len(text) < 9 and least <= int(text) <= MOST_PEOPLE
    return None if is_number else _("A whole number from %(least)s on.", least=least)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
