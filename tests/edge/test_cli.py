"""`menlu-edge`: whatever is wrong is one sentence that says what to do, an exit code, and no traceback."""

import json
import re
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from edge.cli import main
from tests.fakes.notices import FIRST, NEXT, in_force
from wire import notice

NOWHERE = "http://127.0.0.1:1"
"""An address where nobody listens."""


class Terminal:
    """Runs commands on a configuration that a test changes."""

    def __init__(self, folder: Path, models: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.config = folder / "edge.toml"
        self.values = {
            "models": str(models),
            "url": NOWHERE,
            "camera": f"folder://{folder}/street",
            "lock": "simulated:",
            "embedder": "sface",
        }
        (folder / "street").mkdir()
        self._capsys = capsys

    def run(self, *words: str) -> tuple[int, str, str]:
        """Exit code, standard output, and the complaint (the log's lines left out)."""
        v = self.values
        self.config.write_text(
            f'data = "data"\nmodels = "{v["models"]}"\n[central]\nurl = "{v["url"]}"\n'
            f'[door]\nname = "front"\ncamera = "{v["camera"]}"\nlock = "{v["lock"]}"\n'
            f'[face]\nembedder = "{v["embedder"]}"\napproach = 0.08\n'
        )
        code = main(["--config", str(self.config), *words])
        told = self._capsys.readouterr()
        complaint = [line for line in told.err.splitlines() if line.startswith("menlu-edge: ")]
        assert "Traceback" not in told.err
        assert len(complaint) == (1 if code and complaint else 0)
        return code, told.out, "".join(complaint).removeprefix("menlu-edge: ")


@pytest.fixture
def terminal(tmp_path: Path, models: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[Terminal]:
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield Terminal(tmp_path, models, capsys)
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.parametrize(
    ("key", "value", "complaint"),
    [
        ("lock", "osdp:///dev/nowhere?baud=9600", "/dev/nowhere"),
        ("lock", "osdp:///dev/ttyS0?baud=fast", "fast"),
        ("lock", "bells:", "bells"),
        ("camera", "v4l2:///dev/video99", "/dev/video99"),
        ("camera", "folder:///nowhere/at/all", "/nowhere/at/all"),
        ("camera", "smell:///dev/nose", "smell"),
        ("embedder", "nobody", "nobody"),
    ],
)
def test_what_is_not_there_is_named_and_the_door_does_not_start(
    terminal: Terminal, key: str, value: str, complaint: str
) -> None:
    terminal.values[key] = value

    code, out, said = terminal.run("run")

    assert (code, out) == (1, "")
    assert complaint in said


def test_a_model_with_the_wrong_digest_is_refused_by_name(terminal: Terminal, models: Path, tmp_path: Path) -> None:
    for name in ("yunet", "sface"):
        (tmp_path / "models" / name).mkdir(parents=True)
        manifest = (models / name / "manifest.toml").read_text()
        (tmp_path / "models" / name / "manifest.toml").write_text(manifest)
        (tmp_path / "models" / name / f"{name}.onnx").write_bytes((models / name / f"{name}.onnx").read_bytes())
    with (tmp_path / "models" / "sface" / "sface.onnx").open("r+b") as file:
        file.write(b"\0")
    terminal.values["models"] = str(tmp_path / "models")

    code, _, said = terminal.run("run")

    assert code == 1
    assert "sface.onnx" in said
    assert "scripts/models" in said


def test_a_claim_without_central_says_so(terminal: Terminal) -> None:
    code, _, said = terminal.run("claim", "ABCDE-FGHJK")

    assert code == 1
    assert NOWHERE in said


def test_a_wrong_configuration_is_told_before_anything_else(terminal: Terminal) -> None:
    terminal.values["url"] = "town.example"

    code, _, said = terminal.run("run")

    assert code == 1
    assert "central.url = 'town.example': expected an address like https://town.example" in said


def test_check_tells_what_works_and_what_does_not(terminal: Terminal) -> None:
    code, out, _ = terminal.run("check", "--json")

    findings = {finding["part"]: finding for finding in json.loads(out)}
    assert code == 1
    assert {part: finding["works"] for part, finding in findings.items()} == {
        "models": True,
        "storage": True,
        "camera": True,
        "lock": True,
        "card reader": True,
        "central": False,
    }
    assert NOWHERE in findings["central"]["detail"]


def test_a_person_is_added_listed_changed_and_erased(terminal: Terminal, photographs: Path) -> None:
    terminal.run(
        "person", "add", "Wang", str(photographs / "obama.jpg"), "--consent", "signed", "--until", "2030-01-01"
    )
    [person] = json.loads(terminal.run("person", "list", "--json")[1])
    assert (person["name"], person["standing"], person["references"]) == ("Wang", "active", 1)

    terminal.run("person", "suspend", person["person"])
    [person] = json.loads(terminal.run("person", "list", "--json")[1])
    assert person["standing"] == "suspended"

    code, out, _ = terminal.run("person", "erase", person["person"], "--yes")
    assert code == 0
    assert json.loads(json.loads(out)["statement"])["erased"] == person["person"]
    assert "Nobody yet" in terminal.run("person", "list")[1]


def test_a_yes_given_on_paper_names_the_text_that_was_read(
    terminal: Terminal, photographs: Path, tmp_path: Path
) -> None:
    terminal.run("person", "add", "Wang", str(photographs / "obama.jpg"), "--consent", "signed", "--language", "vi")
    [person] = json.loads(terminal.run("person", "list", "--json")[1])
    with in_force(tmp_path / "notices", FIRST, NEXT):
        code, out, _ = terminal.run("person", "agree", person["person"], "--consent", "signed again")
        assert (code, "the door knows" in out) == (0, True)
        code, _, said = terminal.run("person", "agree", person["person"], "--consent", "x", "--language", "fr")
        assert (code, "name one of zh, en" in said) == (1, True)
        code, _, said = terminal.run("person", "agree", "nobody", "--consent", "signed")
        assert (code, "'nobody'" in said) == (1, True)


@pytest.mark.parametrize("language", ["zh", "en", "vi", "ug"])
def test_the_text_to_be_read_is_printed(language: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["notice", "--language", language]) == 0
    printed = capsys.readouterr().out
    for purpose in notice.Purpose:
        text = notice.notice(notice.current(), purpose, language)
        assert all(words in printed for words in (text.title, text.summary, *text.points))


def test_a_text_in_another_language_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["notice", "--language", "fr"]) == 1
    assert "name one of zh, en" in capsys.readouterr().err


def test_a_saved_proof_is_checked_on_any_machine(
    terminal: Terminal, photographs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    terminal.run("person", "add", "Wang", str(photographs / "obama.jpg"), "--consent", "signed")
    [person] = json.loads(terminal.run("person", "list", "--json")[1])
    shown = json.loads(terminal.run("keys", "show", "--json")[1])
    saved = tmp_path / "proof.json"

    _, printed, _ = terminal.run("person", "erase", person["person"], "--yes", "--proof", str(saved))

    assert saved.read_text() == printed
    assert main(["proof", "verify", str(saved), "--thumbprint", shown["thumbprint"]]) == 0
    in_words = terminal.run("keys", "show")[1]
    (read,) = re.findall(r"thumbprint  (.+)", in_words)
    assert [len(group) for group in read.split()] == [4] * 10 + [3]
    assert main(["proof", "verify", str(saved), "--thumbprint", read]) == 0
    assert f"everything kept of {person['person']}, 1 references" in capsys.readouterr().out
    for other in ("another", "-begins-with-a-dash"):
        assert main(["proof", "verify", str(saved), "--thumbprint", other]) == 1
        assert "not by" in capsys.readouterr().err
    saved.write_text(printed.replace(person["person"], "0" * 16))
    assert main(["proof", "verify", str(saved)]) == 1
    assert "altered" in capsys.readouterr().err


def test_a_proof_never_takes_the_place_of_a_file(terminal: Terminal, tmp_path: Path) -> None:
    code, _, said = terminal.run("person", "erase", "somebody", "--yes", "--proof", str(tmp_path / "edge.toml"))

    assert code == 1
    assert "nobody was erased" in said


def test_keys_are_told_about_and_never_shown(terminal: Terminal, tmp_path: Path) -> None:
    _, out, _ = terminal.run("keys", "show")

    assert "only their owner reads" in out
    assert "transform   1" in out
    assert (tmp_path / "data" / "keys" / "sealing.key").read_bytes().hex() not in out


def test_keys_are_renewed_and_nobody_enrols_again(terminal: Terminal, photographs: Path) -> None:
    terminal.run("person", "add", "Wang", str(photographs / "obama.jpg"), "--consent", "signed")

    code, out, _ = terminal.run("keys", "renew")

    assert (code, out.partition(" ")[0]) == (0, "1")
    assert json.loads(terminal.run("keys", "show", "--json")[1])["transform"] == 2
    [person] = json.loads(terminal.run("person", "list", "--json")[1])
    assert person["references"] == 1


def test_a_person_gets_a_room_and_weekly_hours(terminal: Terminal, photographs: Path) -> None:
    terminal.run("person", "add", "Wang", str(photographs / "obama.jpg"), "--consent", "signed")
    [person] = json.loads(terminal.run("person", "list", "--json")[1])

    assert terminal.run("person", "room", person["person"], "3-302")[0] == 0
    assert terminal.run("person", "hours", person["person"], "1-5 08:00-18:00", "6 09:00-12:00")[0] == 0
    code, _, said = terminal.run("person", "hours", person["person"], "mornings")

    [person] = json.loads(terminal.run("person", "list", "--json")[1])
    assert person["room"] == "3-302"
    assert (code, "1-5 08:00-18:00" in said) == (1, True)


def test_staff_help_somebody_who_lost_a_way(
    terminal: Terminal, photographs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("getpass.getpass", lambda prompt: "270916")
    terminal.run("person", "add", "Wang", str(photographs / "obama.jpg"), "--consent", "signed")
    [row] = json.loads(terminal.run("person", "list", "--json")[1])
    person = row["person"]
    assert "room" in terminal.run("person", "pin", person)[2]
    terminal.run("person", "room", person, "302")

    assert terminal.run("person", "pin", person, "--birth", "1990-03-05")[0] == 0
    assert terminal.run("person", "phone", person)[1].startswith(f"{NOWHERE}/door-code#secret=")
    assert terminal.run("person", "ways", person)[1] == "face, phone, pin\n"
    terminal.run("person", "forget", person, "phone")
    assert terminal.run("person", "ways", person)[1] == "face, pin\n"
    assert "Not the birthday" in terminal.run("person", "pin", person, "--birth", "2016-09-27")[2]


@pytest.mark.parametrize("words", [["open", "--by", "Li", "--reason", "a test"], ["ways"], ["ways", "allow", "pin"]])
def test_what_only_the_running_door_can_do_says_so(terminal: Terminal, words: list[str]) -> None:
    code, _, said = terminal.run(*words)

    assert code == 1
    assert "not running" in said


def test_an_unknown_person_is_named(terminal: Terminal) -> None:
    code, _, said = terminal.run("person", "revoke", "nobody")

    assert code == 1
    assert "'nobody'" in said


def test_erasing_without_a_terminal_wants_a_clear_yes(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with (tmp_path / "edge.toml").open("w+") as no_terminal:
        monkeypatch.setattr("sys.stdin", no_terminal)
        code, _, said = terminal.run("person", "erase", "somebody")

    assert code == 1
    assert "--yes" in said


@pytest.mark.parametrize("words", [["--help"], ["run", "--help"], ["person", "add", "--help"], ["check", "--help"]])
def test_every_command_explains_itself(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(words)

    assert ended.value.code == 0
    assert "usage: menlu-edge" in capsys.readouterr().out
