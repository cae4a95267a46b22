"""Puts rows into the log: with the transaction that they tell of, or not at all.

What is noted waits in its session until that commits, and is chained then. So the end of the log, which every writer
needs, is held no longer than the commit takes, and by nobody who waits for something else.
"""

from typing import Any, Final

from sqlalchemy import event, insert, select, text, update
from sqlalchemy.orm import Session, SessionTransaction

from central.audit.rules import FORM, GENESIS, Link, Told, following
from central.audit.tables import audit, audit_head

_WAITING: Final = "menlu-audit"
_BEGUN: Final = "menlu-audit-begun"

_FIRST = text(
    "INSERT INTO audit_head (id, seq, digest, archived, archived_digest)"
    " VALUES (1, 0, :digest, 0, :digest) ON CONFLICT DO NOTHING"
)


def wait_for_commit(session: Session, told: Told) -> None:
    """Have `told` written when `session` commits. Raises RuntimeError in a session that never will."""
    if not session.connection().get_execution_options().get("menlu_writes"):
        raise RuntimeError("a reading session keeps nothing: note what is read by `note_read`")
    if _WAITING not in session.info:
        session.info[_WAITING], session.info[_BEGUN] = [], {}
        event.listen(session, "before_commit", _write)
        event.listen(session, "after_transaction_create", _begin)
        event.listen(session, "after_soft_rollback", _take_back)
    session.info[_WAITING].append(told)


def head(session: Session) -> Link:
    """Where the log ends; nobody else goes on from there until the transaction is over."""
    chosen = select(audit_head.c.seq, audit_head.c.digest).with_for_update()
    row = session.execute(chosen).one_or_none()
    if row is None:
        session.execute(_FIRST, {"digest": GENESIS})
        row = session.execute(chosen).one()
    return Link(row.seq, row.digest)


def append(session: Session, waiting: list[Told]) -> None:
    """Chain these rows to the end of the log."""
    link = head(session)
    rows: list[dict[str, Any]] = []
    for told in waiting:
        before, link = link, following(link, told)
        place = {"seq": link.seq, "form": FORM, "prev": before.digest, "digest": link.digest}
        rows.append(place | vars(told))
    session.execute(insert(audit), rows)
    session.execute(update(audit_head).values(seq=link.seq, digest=link.digest))


def _write(session: Session) -> None:
    if session.in_nested_transaction():
        # A savepoint ends; what was noted in it waits for the whole.
        return
    waiting: list[Told] = session.info[_WAITING]
    if waiting:
        append(session, waiting)
        waiting.clear()


def _begin(session: Session, transaction: SessionTransaction) -> None:
    """Remember what was noted before a savepoint."""
    session.info[_BEGUN][transaction] = len(session.info[_WAITING])


def _take_back(session: Session, transaction: SessionTransaction) -> None:
    """What was noted in a savepoint that is undone was not done; nor was anything, when the whole is."""
    del session.info[_WAITING][session.info[_BEGUN].get(transaction, 0) :]
