"""The legal deadlines of letting and registering, as data with source and date; and the rule called "135". Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from central.clock.service import Rule, Span, Unit
from central.rental.housing.hazards import ASSUMED

_REGISTRATION: Final = "浙江省流动人口居住登记条例"
_IN_FORCE: Final = date(2016, 7, 1)
_DAY: Final = (Span(1, Unit.WORKING_DAYS),)
_PERMIT: Final = "permit-may-be-asked"


def _by_law(
    name: str,
    en: str,
    zh: str,
    term: Span,
    article: str,
    reminders: tuple[Span, ...] = _DAY,
    escalations: tuple[Span, ...] = _DAY,
) -> Rule:
    return Rule(
        name=f"rental.{name}",
        en=en,
        zh=zh,
        term=term,
        source=f"{_REGISTRATION} {article}",
        dated=_IN_FORCE,
        reminders=reminders,
        escalations=escalations,
    )


_THREE: Final = Span(3, Unit.WORKING_DAYS)

LEGAL: Final[Sequence[Rule]] = (
    _by_law("landlord-reports-letting", "Landlord reports a tenant", "出租人报告承租人信息", _THREE, "9"),
    _by_law("landlord-reports-end", "Landlord reports the end of letting", "出租人报告终止租赁关系", _THREE, "9"),
    _by_law("employer-reports", "Employer reports employees", "用人单位报告用工信息", _THREE, "8"),
    _by_law("property-firm-reports", "Property firm reports residents", "物业服务企业报告", _THREE, "10"),
    _by_law("agent-reports", "Agent reports what it let", "房屋中介报告", _THREE, "11"),
    _by_law(
        "relatives-register",
        "Relatives who stay longer than this register",
        "探亲居住超过此期限应登记",
        Span(30, Unit.NATURAL_DAYS),
        "12",
    ),
    _by_law(
        "tenant-changes-address",
        "Tenant reports another address",
        "流动人口变更居住地址登记",
        Span(10, Unit.NATURAL_DAYS),
        "13",
    ),
    _by_law(
        _PERMIT,
        "A residence permit may be asked for",
        "可申领居住证",
        Span(6, Unit.MONTHS),
        "16",
        (Span(15, Unit.NATURAL_DAYS),),
        (),
    ),
    _by_law("permit-issued", "Residence permit is issued", "签发居住证", Span(15, Unit.NATURAL_DAYS), "18"),
    _by_law(
        "permit-endorsed",
        "Residence permit is endorsed, within the month before",
        "居住证签注（期满前一个月内）",
        Span(12, Unit.MONTHS),
        "19",
        (Span(1, Unit.MONTHS),),
        (),
    ),
    Rule(
        name="rental.listing-taken-down",
        en="Agent takes a listing down",
        zh="中介撤下房源",
        term=Span(2, Unit.WORKING_DAYS),
        source="嘉兴市住房租赁管理若干规定 9",
        dated=date(2018, 8, 1),
    ),
)
"""Each runs from the day that what it names has happened; `central.rental.reporting` starts those that stays and
registrations bring about. The page of the rules tells of all.
"""
_NAMED: Final = {rule.name: rule for rule in LEGAL}
LETTING: Final = _NAMED["rental.landlord-reports-letting"]
END: Final = _NAMED["rental.landlord-reports-end"]
ADDRESS: Final = _NAMED["rental.tenant-changes-address"]
TAKEN_DOWN: Final = _NAMED["rental.listing-taken-down"]
RELATIVES: Final = _NAMED["rental.relatives-register"]
PERMIT: Final = _NAMED[f"rental.{_PERMIT}"]


@dataclass(frozen=True)
class Staged:
    """A rule of three deadlines, in working days. Nobody has told us what its numbers stand for."""

    days: tuple[int, int, int]

    @classmethod
    def read(cls, text: str) -> "Staged | None":
        """From 1/3/5; None for what is no such rule: three numbers from 1 to 99, none smaller than the one before."""
        parts = text.split("/")
        if len(parts) != 3 or not all(part.isascii() and part.isdigit() and len(part) <= 2 for part in parts):
            return None
        first, second, third = map(int, parts)
        return cls((first, second, third)) if 0 < first <= second <= third else None

    def __str__(self) -> str:
        return "/".join(map(str, self.days))


STAGED: Final = Staged((1, 3, 5))
"""The rental rule "135" of 2020: report within 1, register within 3, put right within 5 – an assumption."""
REPORT, REGISTER = "rental.135-report", "rental.135-register"
"""Names of the rules that are made of its first two numbers; the third is for hazards."""


def report(staged: Staged) -> Rule:
    """By when somebody of a stay that has begun is known by name."""
    return _staged(REPORT, "Report a tenant (“135”)", "报告承租人（“135”）", staged.days[0])


def register(staged: Staged) -> Rule:
    """By when a registration that was begun has all it needs."""
    return _staged(REGISTER, "Complete a registration (“135”)", "完成登记（“135”）", staged.days[1])


def _staged(name: str, en: str, zh: str, days: int) -> Rule:
    term = Span(days, Unit.WORKING_DAYS)
    reminders = _DAY if days > 1 else ()
    dated = date(2020, 1, 1)
    return Rule(name, en, zh, term, ASSUMED, dated, reminders=reminders, escalations=_DAY)
