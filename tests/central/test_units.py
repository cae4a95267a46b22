"""The samples in deploy/ for systemd: units it takes, that give away little, and settings that central takes."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from central import config as settings
from central.accepted import READERS
from tests.stage.program import REPO

SYSTEMD = REPO / "deploy" / "systemd"
UNITS = ("menlu-central.service", "menlu-central-backup.service")
EXPOSED = 1.5
"""What `systemd-analyze security` may find at most; 10 is all, below 2 it says OK."""


def needs_systemd() -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd is not installed")


@pytest.mark.parametrize("unit", UNITS)
def test_a_unit_gives_away_little(unit: str) -> None:
    needs_systemd()
    command = ["systemd-analyze", "security", "--offline=yes", f"--threshold={EXPOSED * 10:.0f}", str(SYSTEMD / unit)]

    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if "--offline" in done.stderr:
        pytest.skip("this systemd is too old to look at a unit that is not installed")

    assert done.returncode == 0, done.stdout.splitlines()[-1]


def test_systemd_takes_the_units(tmp_path: Path) -> None:
    needs_systemd()
    # As installed: the programs are there, and the drop-in lies beside its unit.
    for file in SYSTEMD.iterdir():
        place = tmp_path / "menlu-central.service.d" if file.name == "several.conf" else tmp_path
        place.mkdir(exist_ok=True)
        text = re.sub(r"/opt/menlu/bin/\S+", "/bin/true", file.read_text("utf-8"))
        (place / file.name).write_text(text.replace("User=menlu", "User=root"), "utf-8")
    units = [str(file) for file in tmp_path.iterdir() if file.suffix in (".service", ".timer")]

    done = subprocess.run(["systemd-analyze", "verify", *units], capture_output=True, text=True, check=False)

    ours = [line for line in done.stderr.splitlines() if str(tmp_path) in line or "menlu" in line]
    assert len(units) == 3
    assert ours == []


def test_credentials_are_named_like_settings() -> None:
    named = re.findall(r"^#?LoadCredential=(\w+):", (SYSTEMD / UNITS[0]).read_text("utf-8"), re.MULTILINE)

    assert set(named) == {"sealing_key", "metrics_token", "database"}
    assert set(named) <= set(READERS)


def test_the_sample_of_settings_is_taken_with_credentials(tmp_path: Path) -> None:
    (tmp_path / "metrics_token").write_text("t" * 40 + "\n", "utf-8")
    (tmp_path / "sealing_key").write_text("a key", "utf-8")

    config = settings.load(REPO / "deploy" / "central.toml", {"CREDENTIALS_DIRECTORY": str(tmp_path)}, {})

    assert config.secure
    assert (config.proxy, config.listen.host, config.metrics_token) == ("127.0.0.1", "127.0.0.1", "t" * 40)
    assert config.sealing_key == str(tmp_path / "sealing_key")
