"""The sample rules for Prometheus and the page about metrics name what there is, and all of it."""

import re
import subprocess
from pathlib import Path

import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from central.app import create_app
from central.config import Config
from central.db import database_of
from tests.stage.program import REPO
from tests.stage.proxies import program

RULES = REPO / "deploy" / "prometheus" / "alerts.yml"
PAGE = REPO / "docs" / "operations.md"
NAME = re.compile(r"\bmenlu_[a-z_]+")


@pytest.fixture
def told(sqlite_url: str, tmp_path: Path) -> set[str]:
    """The names of all samples, those with labels that come only with use among them."""
    token = "t" * 24
    app = create_app(
        Config(sqlite_url, backups=str(tmp_path), metrics_token=token, audit_file=str(tmp_path / "audit.jsonl"))
    )
    client = app.test_client()
    client.get("/api/v1/cursor")
    shown = client.get("/metrics", headers={"Authorization": f"Bearer {token}"}).text
    database_of(app).close()
    families = text_string_to_metric_families(shown)
    return {sample.name for family in families for sample in family.samples if not sample.name.endswith("_created")}


def test_the_rules_ask_for_metrics_that_there_are(told: set[str]) -> None:
    rules = [rule for group in yaml.safe_load(RULES.read_text("utf-8"))["groups"] for rule in group["rules"]]

    asked = {name for rule in rules for name in NAME.findall(rule["expr"])}
    assert len(rules) >= 10
    assert asked <= told
    assert all(rule["annotations"]["summary"] for rule in rules)


def test_the_page_names_every_metric(told: set[str]) -> None:
    listed = set(re.findall(r"^\| `(menlu_[a-z_]+)", PAGE.read_text("utf-8"), re.MULTILINE))

    assert {re.sub(r"_(bucket|sum|count)$", "", name) for name in told} == listed


def test_prometheus_itself_takes_the_rules() -> None:
    promtool = program("promtool")
    if promtool is None:
        pytest.skip("promtool is not installed; `apt-get install prometheus` brings it")

    done = subprocess.run([promtool, "check", "rules", RULES], capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
