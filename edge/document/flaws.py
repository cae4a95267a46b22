"""What is wrong with a document that could be read: its number, its dates, its holder's age."""

from datetime import date
from enum import Enum, unique

from edge.document import Document, Sex
from edge.document.number import fits_type, has_right_check_digit, names_birth, sex_of
from edge.words import Words

OF_AGE = 14
"""Below this age a guardian registers (Personal Information Protection Law, article 31)."""


@unique
class Flaw(Enum):
    """A reason not to take a document as it is; the value is stable, `words` are for the person."""

    NUMBER_FORM = "number-form"
    CHECK_DIGIT = "check-digit"
    BIRTH_DIFFERS = "birth-differs"
    BIRTH_IN_FUTURE = "birth-in-future"
    SEX_DIFFERS = "sex-differs"
    EXPIRED = "expired"
    NOT_YET_VALID = "not-yet-valid"
    UNDER_AGE = "under-age"

    @property
    def words(self) -> Words:
        return _WORDS[self]


_WORDS = {
    Flaw.NUMBER_FORM: Words(
        "证件号码的位数或字符不对，请核对后重新读取。",
        "The number does not look like one of this kind of document: read it again.",
    ),
    Flaw.CHECK_DIGIT: Words(
        "证件号码的校验码不对，请核对后重新读取。",
        "The number's check digit is wrong: read it again.",
    ),
    Flaw.BIRTH_DIFFERS: Words(
        "证件上的出生日期与号码中的不一致，请联系工作人员。",
        "The birth date is not the one in the number: ask staff.",
    ),
    Flaw.BIRTH_IN_FUTURE: Words(
        "出生日期晚于今天，请核对后重新读取。",
        "The birth date is later than today: read it again.",
    ),
    Flaw.SEX_DIFFERS: Words(
        "证件上的性别与号码中的不一致，请联系工作人员。",
        "The sex is not the one in the number: ask staff.",
    ),
    Flaw.EXPIRED: Words(
        "证件已过有效期，请使用有效证件或联系工作人员。",
        "The document has expired: use a valid one or ask staff.",
    ),
    Flaw.NOT_YET_VALID: Words(
        "证件尚未生效，请使用有效证件或联系工作人员。",
        "The document is not valid yet: use a valid one or ask staff.",
    ),
    Flaw.UNDER_AGE: Words(
        "未满十四周岁，请由监护人办理登记。",
        "The holder is under 14: a guardian registers them.",
    ),
}


def flaws(document: Document, today: date) -> tuple[Flaw, ...]:
    """All that is wrong with `document` on `today`, in the order of Flaw. Empty: nothing is."""
    found = {*_number_flaws(document), *_date_flaws(document, today)}
    return tuple(flaw for flaw in Flaw if flaw in found)


def age(document: Document, today: date) -> int:
    """Full years on `today`; who was born on 29 February is a year older on 1 March where there is no such day."""
    had_birthday = (today.month, today.day) >= (document.birth.month, document.birth.day)
    return today.year - document.birth.year - (not had_birthday)


def _number_flaws(document: Document) -> list[Flaw]:
    if not fits_type(document):
        return [Flaw.NUMBER_FORM]
    found = []
    if not has_right_check_digit(document):
        found.append(Flaw.CHECK_DIGIT)
    if not names_birth(document, document.birth):
        found.append(Flaw.BIRTH_DIFFERS)
    if {sex_of(document), document.sex} == {Sex.MALE, Sex.FEMALE}:
        found.append(Flaw.SEX_DIFFERS)
    return found


def _date_flaws(document: Document, today: date) -> list[Flaw]:
    found = []
    if document.birth > today:
        found.append(Flaw.BIRTH_IN_FUTURE)
    elif age(document, today) < OF_AGE:
        found.append(Flaw.UNDER_AGE)
    if document.valid_until is not None and document.valid_until < today:
        found.append(Flaw.EXPIRED)
    if document.valid_from is not None and document.valid_from > today:
        found.append(Flaw.NOT_YET_VALID)
    return found
