"""`menlu-central doctor`."""

import argparse
import json
from dataclasses import asdict
from typing import Any

from central.config import Config
from central.errors import CentralError


def add_commands(commands: Any, common: argparse.ArgumentParser) -> None:
    """Add this group's command to `menlu-central`; `common` holds the options of all."""
    doctor = commands.add_parser("doctor", parents=[common], help="say what works, and what to do about the rest")
    doctor.add_argument("--json", action="store_true", help="print JSON")
    doctor.set_defaults(run=_doctor)


def _doctor(config: Config, given: argparse.Namespace) -> None:
    from central.doctor.examining import examine
    from central.doctor.finding import State

    findings = []
    for finding in examine(config):
        findings.append(finding)
        if not given.json:
            print(f"{finding.state:<4} {finding.part}: {finding.detail}", flush=True)
    if given.json:
        print(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False))
    failing = [finding.part for finding in findings if finding.state is State.FAIL]
    if failing:
        raise CentralError(f"somebody has to do something about: {', '.join(failing)}")
