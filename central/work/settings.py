"""The numbers of rules: what is usual, until the office has chosen another, with its reason."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from central.audit import service as audit
from central.work.tables import work_setting

_CHOOSE = text(
    # Two may choose at once where nothing was chosen before: the later one holds.
    "INSERT INTO work_setting (name, value, why, made_at, made_by) VALUES (:name, :value, :why, :made_at, :made_by)"
    " ON CONFLICT (name) DO UPDATE SET value = excluded.value, why = excluded.why, made_at = excluded.made_at,"
    " made_by = excluded.made_by"
)


@dataclass(frozen=True)
class Chosen:
    """A number somebody has chosen; at: Unix ms."""

    value: int
    by: str
    at: int
    why: str


def chosen(session: Session) -> Mapping[str, Chosen]:
    """Rule → what the office has chosen for it."""
    rows = session.execute(select(work_setting))
    return {row.name: Chosen(row.value, row.made_by, row.made_at, row.why) for row in rows}


def number(session: Session, name: str, usual: int) -> int:
    """The number that holds for a rule."""
    found = session.scalar(select(work_setting.c.value).where(work_setting.c.name == name))
    return usual if found is None else found


def choose(session: Session, name: str, value: int, *, by: str, why: str, now: int) -> None:
    """Let this number hold from now on."""
    before = session.scalar(select(work_setting.c.value).where(work_setting.c.name == name))
    row = {"name": name, "value": value, "why": why, "made_at": now, "made_by": by}
    session.execute(_CHOOSE, row)
    detail = {"value": value, "value before": before}
    audit.note(session, act="work.rule", of=f"rule:{name}", why=why, detail=detail)
