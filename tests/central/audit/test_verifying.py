"""Every way to tamper with the log shows, with the first row that is not as it was written."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.orm import Session

from central import cli
from central.audit import verifying
from central.audit.lines import line_of
from central.audit.rules import Link, Told, following
from central.audit.tables import audit, audit_head
from central.audit.verifying import Comparison, Fault, compare, verify
from central.db import Database
from central.errors import CentralError
from tests.central.audit.log import AT, note, rows
from tests.central.audit.tampering import tampering

COUNT = 25


@pytest.fixture
def log(database: Database, monkeypatch: pytest.MonkeyPatch) -> Database:
    """A log of COUNT rows that are read a few at a time."""
    monkeypatch.setattr(verifying, "AT_ONCE", 7)
    note(database, *(f"act.{number}" for number in range(COUNT)), why="a purpose", detail={"n": 1})
    return database


def fault(database: Database, since: int | None = None) -> Fault | None:
    return verify(database, lambda done, of: None, since)


def tampered(database: Database, change: Callable[[Session], object]) -> Fault | None:
    with tampering(database) as session:
        change(session)
    return fault(database)


def lines(database: Database) -> list[bytes]:
    return [line_of(row) for row in rows(database)]


def rewrite(session: Session, seq: int, **changed: object) -> None:
    """Change a row and make the whole chain behind it anew, as somebody would who knows how."""
    kept = session.execute(select(audit).where(audit.c.seq >= seq).order_by(audit.c.seq)).all()
    link = Link(seq - 1, kept[0].prev)
    for row in kept:
        values = {name: getattr(row, name) for name in Told.__dataclass_fields__}
        told = Told(**(values | (changed if row.seq == seq else {})))
        before, link = link, following(link, told)
        news = vars(told) | {"prev": before.digest, "digest": link.digest}
        session.execute(update(audit).where(audit.c.seq == row.seq).values(news))
    session.execute(update(audit_head).values(digest=link.digest))


def test_a_log_as_it_was_written_has_no_fault(log: Database) -> None:
    told: list[tuple[int, int]] = []

    assert verify(log, lambda done, of: told.append((done, of))) is None
    assert told[-1] == (COUNT, COUNT)


def test_an_empty_log_has_no_fault(database: Database) -> None:
    assert fault(database) is None


@pytest.mark.parametrize("field", ["form", "at", "by", "act", "of", "why", "origin", "detail", "prev", "digest"])
def test_a_row_that_was_altered_is_named(log: Database, field: str) -> None:
    value = {"form": 2, "at": AT + 1, "prev": bytes(32), "digest": bytes(32)}.get(field, "{}x")

    found = tampered(log, lambda s: s.execute(update(audit).where(audit.c.seq == 9).values({field: value})))

    assert found == Fault(9, "it does not say what was written")


@pytest.mark.parametrize("value", ["x'ff'", "NULL OR 1", "3.5"])
def test_sqlite_s_file_may_hold_anything_in_the_place_of_a_text(log: Database, value: str) -> None:
    if log.engine.dialect.name == "postgresql":
        pytest.skip("PostgreSQL keeps a column's type")

    found = tampered(log, lambda s: s.execute(text(f"UPDATE audit SET why = CAST({value} AS TEXT) WHERE seq = 9")))

    assert found == Fault(9, "it does not say what was written")


def test_rows_that_were_taken_out_are_named(log: Database) -> None:
    found = tampered(log, lambda s: s.execute(delete(audit).where(audit.c.seq.between(8, 10))))

    assert found == Fault(8, "it is missing, with those up to 10")


def test_a_row_that_was_taken_out_and_the_rest_moved_up_is_named(log: Database) -> None:
    def close_the_gap(session: Session) -> None:
        session.execute(delete(audit).where(audit.c.seq == 8))
        for seq in range(9, COUNT + 1):
            session.execute(update(audit).where(audit.c.seq == seq).values(seq=seq - 1))

    assert tampered(log, close_the_gap) == Fault(8, "it does not say what was written")


def test_a_row_with_a_digest_of_its_own_does_not_go_on_from_the_one_before(log: Database) -> None:
    def put_another_in_its_place(session: Session) -> None:
        row = session.execute(select(audit).where(audit.c.seq == 9)).one()
        told = Told(AT, "staff:1", "nothing", "", "", "", "{}")
        link = following(Link(8, bytes(32)), told)
        session.execute(delete(audit).where(audit.c.seq == 9))
        news = vars(told) | {"prev": bytes(32), "digest": link.digest}
        session.execute(insert(audit), row._asdict() | news)

    found = tampered(log, put_another_in_its_place)

    assert found == Fault(9, "it does not go on from row 8: one of the two was put in another's place")


def test_a_row_that_was_put_in_behind_the_end_is_named(log: Database) -> None:
    def put_in(session: Session) -> None:
        last = session.execute(select(audit).where(audit.c.seq == COUNT)).one()
        told = Told(AT, "staff:1", "nothing", "", "", "", "{}")
        link = following(Link(COUNT, last.digest), told)
        news = {"seq": link.seq, "prev": last.digest, "digest": link.digest}
        session.execute(insert(audit), last._asdict() | vars(told) | news)

    assert tampered(log, put_in) == Fault(COUNT + 1, "it was put in behind the end of the log")


def test_a_tail_that_was_cut_is_named(log: Database) -> None:
    found = tampered(log, lambda s: s.execute(delete(audit).where(audit.c.seq > 20)))

    assert found == Fault(21, f"the log was cut here; it went on to row {COUNT}")


def test_a_log_whose_end_is_gone_has_a_fault(log: Database) -> None:
    assert tampered(log, lambda s: s.execute(delete(audit_head))) == Fault(1, "it was put in behind the end of the log")


def test_a_tail_that_was_cut_with_its_end_shows_against_a_copy(log: Database) -> None:
    copy = lines(log)

    def cut(session: Session) -> None:
        session.execute(delete(audit).where(audit.c.seq > 20))
        last = session.execute(select(audit).where(audit.c.seq == 20)).one()
        session.execute(update(audit_head).values(seq=20, digest=last.digest))

    assert tampered(log, cut) is None
    found = compare(log, copy)
    assert found.fault == Fault(21, "the copy has it, and the log ends with row 20: it was cut")
    assert (found.compared, found.reaches) == (20, 20)


def test_a_chain_that_was_made_anew_shows_against_a_copy(log: Database) -> None:
    copy = lines(log)

    assert tampered(log, lambda s: rewrite(s, 9, why="another")) is None
    assert compare(log, copy).fault == Fault(9, "the copy has another row in its place")
    assert compare(log, copy[-1:]).fault == Fault(COUNT, "the copy has another row in its place")


def test_a_row_that_only_the_copy_has_is_named(log: Database) -> None:
    copy = lines(log)
    tampered(log, lambda s: s.execute(delete(audit).where(audit.c.seq == 9)))

    assert compare(log, copy).fault == Fault(9, "the copy has it, and it is missing here")


def test_a_copy_that_was_altered_is_named_too(log: Database) -> None:
    copy = lines(log)
    copy[8] = copy[8].replace(b"a purpose", b"no purpose")

    assert compare(log, copy).fault == Fault(9, "the copy does not say what was written")


def test_a_copy_may_repeat_rows_lack_some_and_have_torn_lines(log: Database) -> None:
    copy = lines(log)
    collected = [b"<110>1 2026-11-23T07:43:14Z host menlu-central - audit - " + line for line in copy[3:12]]

    found = compare(log, [*copy[:5], copy[5][:40], b"\n", *collected, *copy[2:14], copy[-1]])

    assert found == Comparison(None, 5 + 9 + 12 + 1, COUNT, 1)


def test_verifying_may_begin_with_any_row(log: Database) -> None:
    tampered(log, lambda s: s.execute(update(audit).where(audit.c.seq == 9).values(why="x")))

    assert fault(log, since=10) is None
    assert fault(log, since=9) == Fault(9, "it does not say what was written")
    for nowhere in (0, COUNT + 1):
        with pytest.raises(CentralError, match=f"rows 1 to {COUNT}"):
            fault(log, since=nowhere)


def run(*arguments: str) -> int:
    return cli.main(["audit", *arguments])


def test_the_command_names_the_first_broken_row_and_fails(
    log: Database, url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("verify", "--database", url) == 0
    assert capsys.readouterr().out == f"Rows 1 to {COUNT} are as they were written.\n"

    tampered(log, lambda s: s.execute(update(audit).where(audit.c.seq == 9).values(why="x")))

    assert run("verify", "--database", url, "--json") == 1
    answer = capsys.readouterr()
    assert json.loads(answer.out)["fault"] == {"seq": 9, "what": "it does not say what was written"}
    assert "row 9 of the log" in answer.err


def test_the_command_holds_an_anchor_against_the_log(
    log: Database, url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("anchor", "--database", url) == 0
    anchor = tmp_path / "anchor"
    anchor.write_text(capsys.readouterr().out)
    note(log, "one.more")

    assert run("verify", "--database", url, "--against", str(anchor)) == 0
    assert f"up to row {COUNT}, are those of the log" in capsys.readouterr().out

    tampered(log, lambda s: rewrite(s, 9, why="another"))
    assert run("verify", "--database", url, "--against", str(anchor)) == 1
    assert run("verify", "--database", url, "--against", str(tmp_path / "none")) == 1
    assert "none can't be read" in capsys.readouterr().err


@pytest.mark.parametrize("text", ["", "root:x:0:0\n", "{}\n"])
def test_a_file_without_a_row_proves_nothing(
    log: Database, url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    (tmp_path / "emptied").write_text(text)

    assert run("verify", "--database", url, "--against", str(tmp_path / "emptied")) == 1
    assert "holds no row of a log" in capsys.readouterr().err
