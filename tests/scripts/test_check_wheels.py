"""The wheel check names what a Raspberry Pi could not install, on a package index made for the test."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "scripts" / "check-wheels"
SETUP_CFG = """
[options]
install_requires =
    frame
[options.extras_require]
edge =
    strike[beep]>=1
"""


def put_wheel(index: Path, name: str, tag: str, *requires: str) -> None:
    """A wheel that holds nothing but its metadata."""
    metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\nProvides-Extra: beep\n"
    metadata += "".join(f"Requires-Dist: {requirement}\n" for requirement in requires)
    with zipfile.ZipFile(index / f"{name}-1.0-{tag}.whl", "w") as wheel:
        wheel.writestr(f"{name}-1.0.dist-info/METADATA", metadata)
        wheel.writestr(f"{name}-1.0.dist-info/WHEEL", f"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: {tag}\n")
        wheel.writestr(f"{name}-1.0.dist-info/RECORD", "")


@pytest.fixture
def index(tmp_path: Path) -> Path:
    """Holds `frame`, pure Python, and `strike`, which is built for the box."""
    (tmp_path / "setup.cfg").write_text(SETUP_CFG)
    put_wheel(tmp_path, "frame", "py3-none-any")
    put_wheel(tmp_path, "strike", "cp37-abi3-manylinux_2_28_aarch64")
    return tmp_path


def check(index: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    offline = {"PIP_CONFIG_FILE": os.devnull, "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(index), "PIP_CONSTRAINT": ""}
    command = [sys.executable, str(SCRIPT), "--setup-cfg", str(index / "setup.cfg")]
    return subprocess.run(
        command, env=os.environ | offline | environment, capture_output=True, text=True, check=False, timeout=120
    )


def test_wheels_for_the_box_and_for_everything_will_do(index: Path) -> None:
    answer = check(index)

    assert answer.returncode == 0, answer.stderr
    assert [line.split()[:3] for line in answer.stdout.splitlines()[1:]] == [
        ["frame", "1.0", "any"],
        ["strike", "1.0", "manylinux_2_28_aarch64"],
    ]


def test_a_package_without_a_wheel_for_the_box_is_named(index: Path) -> None:
    put_wheel(index, "frame", "py3-none-any", "reader")
    put_wheel(index, "reader", "cp311-cp311-manylinux_2_28_x86_64")
    (index / "reader-1.0.tar.gz").write_bytes(b"only sources")

    answer = check(index)

    assert answer.returncode == 1
    assert "CPython 3.13" in answer.stderr
    assert "No matching distribution found for reader" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_a_wheel_for_a_newer_system_than_the_box_has_will_not_do(index: Path) -> None:
    (index / "strike-1.0-cp37-abi3-manylinux_2_28_aarch64.whl").unlink()
    put_wheel(index, "strike", "cp37-abi3-manylinux_2_39_aarch64")

    assert "for strike" in check(index).stderr


def test_a_package_that_lacks_one_python_only_is_told_with_that_python(index: Path) -> None:
    put_wheel(index, "frame", "py3-none-any", "reader")
    for python in ("cp311", "cp312"):
        put_wheel(index, "reader", f"{python}-{python}-manylinux2014_aarch64")

    complaints = [line for line in check(index).stderr.splitlines() if line.startswith("CPython")]

    assert len(complaints) == 1
    assert complaints[0].startswith("CPython 3.13")


@pytest.mark.parametrize("marker", ['platform_machine == "aarch64"', 'extra == "beep"', 'python_version >= "3.13"'])
def test_what_only_the_box_needs_is_checked_too(index: Path, marker: str) -> None:
    put_wheel(index, "strike", "cp37-abi3-manylinux_2_28_aarch64", f"buzzer; {marker}")

    assert "for buzzer" in check(index).stderr


def test_what_the_box_does_not_need_is_not_asked_for(index: Path) -> None:
    put_wheel(index, "frame", "py3-none-any", 'colorama; sys_platform == "win32"', 'sphinx; extra == "docs"')

    assert check(index).returncode == 0


def test_without_a_network_it_says_so(index: Path) -> None:
    answer = check(index, PIP_NO_INDEX="0", PIP_FIND_LINKS="", PIP_INDEX_URL="http://127.0.0.1:9/simple")

    assert answer.returncode == 2
    assert answer.stderr.splitlines()[-1] == "the package index does not answer: check-wheels needs the network"
