"""The programs of the cluster: Debian's PostgreSQL, etcd and HAProxy, and Patroni in an environment of its own."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.fakes import postgres
from tests.stage.program import REPO

PATRONI = "patroni[etcd3,psycopg3]==4.1.5"
"""Debian 12's 3.0.2 loses acknowledged records when a frozen primary thaws (docs/scaling.md)."""
ENVIRONMENT = REPO / ".cache" / "patroni-venv"
PACKAGES = {"etcd": "etcd-server", "haproxy": "haproxy", "initdb": "postgresql"}
"""Program → the Debian package that brings it."""


def missing() -> str | None:
    """A sentence that says what is not there; None when the cluster can be brought up."""
    absent = [package for program, package in PACKAGES.items() if found(program) is None]
    if absent:
        return f"not installed: {', '.join(absent)}; run: apt-get install --no-install-recommends {' '.join(absent)}"
    return None


def found(program: str) -> Path | None:
    """Where a program lies; also those that Debian puts off the path."""
    if program == "initdb":
        folder = postgres.programs()
        return folder / program if folder else None
    path = shutil.which(program, path=f"{os.environ['PATH']}:/usr/sbin:/sbin")
    return Path(path) if path else None


def patroni() -> Path:
    """Patroni's command; it is installed at the first call."""
    stamp = ENVIRONMENT / "menlu-installed"
    if not stamp.exists() or stamp.read_text("utf-8") != PATRONI:
        # Debian's, for whoever PostgreSQL runs as must be able to read it; root's own may lie where nobody else can.
        python = shutil.which("python3", path="/usr/bin") or sys.executable
        subprocess.run([python, "-m", "venv", "--clear", ENVIRONMENT], check=True)
        pip: list[str | Path] = [ENVIRONMENT / "bin" / "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, PATRONI, "psycopg[binary]"], check=True, stdout=sys.stderr)
        stamp.write_text(PATRONI, "utf-8")
    return ENVIRONMENT / "bin" / "patroni"
