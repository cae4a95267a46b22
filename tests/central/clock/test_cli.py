"""`menlu-central calendar`: what it prints, what it changes, and what it refuses in one sentence."""

import json

import pytest

from central import cli, schema
from central.clock.service import changes
from tests.central.clock.conftest import CALENDAR, at

NEXT = str(CALENDAR.last_year + 1)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], sqlite_url: str) -> "Run":
    return Run(capsys, sqlite_url)


class Run:
    """Commands on one database."""

    def __init__(self, capsys: pytest.CaptureFixture[str], url: str) -> None:
        self.capsys, self.url = capsys, url

    def __call__(self, *arguments: str) -> tuple[int, str, str]:
        code = cli.main(["calendar", *arguments, "--database", self.url])
        told = self.capsys.readouterr()
        return code, told.out, told.err


def test_a_year_is_shown(run: Run) -> None:
    code, out, _ = run("show", "2026")

    assert code == 0
    assert out.splitlines()[1] == "2026-02       . ooooo.. ooooowh hhhhhhh hoooow           16 worked"
    assert "h holiday" in out.splitlines()[12]


def test_a_year_that_is_not_announced_says_so(run: Run) -> None:
    assert "provisional" in run("show", NEXT)[1]


def test_a_year_as_json(run: Run) -> None:
    told = json.loads(run("show", "2026", "--json")[1])

    assert (told["year"], told["announced"], len(told["days"])) == (2026, True, 365)
    assert told["table_ends"] == CALENDAR.last_year
    day = {"day": "2026-02-14", "kind": "make-up", "working": True, "name": "spring_festival"}
    assert told["days"][44] == day | {"why": "", "provisional": False}


@pytest.mark.parametrize(("day", "warns"), [("2026-09-01", False), ("2026-11-23", True)])
def test_the_end_of_the_table_is_told_in_time(run: Run, monkeypatch: pytest.MonkeyPatch, day: str, warns: bool) -> None:
    years_on = CALENDAR.last_year - 2026
    now = at(f"{day} 12:00") + years_on * 365 * 24 * 3_600_000
    monkeypatch.setattr("central.clock.cli._now", lambda: now)

    assert ("calendar notice" in run("show", "2026")[1]) == warns


def test_a_day_is_changed_and_taken_back(run: Run) -> None:
    added = run("override", "add", "2026-03-04", "free", "--why", "typhoon")
    shown = json.loads(run("show", "2026", "--json")[1])["days"][62]
    removed = run("override", "remove", "2026-03-04", "--why", "over")

    assert (added[0], removed[0]) == (0, 0)
    assert (shown["kind"], shown["why"]) == ("made-free", "typhoon")
    with schema.current_database(run.url) as database, database.reading() as session:
        assert all(row.by.startswith("terminal: ") for row in changes(session))


def test_a_notice_is_added(run: Run) -> None:
    code, out, _ = run("notice", NEXT, "--free", "01-01,10-01..10-05", "--source", "a test")

    assert (code, "6 days off, 0 worked" in out) == (0, True)
    assert json.loads(run("show", NEXT, "--json")[1])["announced"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["show", "1999"], "2004 to 2100"),
        (["override", "add", "4 March", "free", "--why", "x"], "YYYY-MM-DD"),
        (["override", "add", "2026-03-04", "free", "--why", " "], "1 to 300"),
        (["override", "remove", "2026-03-04", "--why", "x"], "nothing else was said"),
        (["notice", NEXT, "--free", "soon", "--source", "x"], "02-15..02-23"),
        (["notice", "2026", "--free", "01-01", "--source", "x"], "announced already"),
        (["notice", NEXT, "--free", "01-01", "--make-up", "01-01", "--source", "x"], "both off and worked"),
    ],
)
def test_whatever_is_wrong_is_one_sentence(run: Run, arguments: list[str], words: str) -> None:
    code, out, err = run(*arguments)

    assert (code, out, err.count("\n")) == (1, "", 1)
    assert words in err
