"""Whatever is sent, the answer is one the OpenAPI document describes: schemathesis makes up the requests.

With a token and without; and none of the answers holds anything like an identity number.
"""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode

from central.accepted import SecondFactor
from central.app import create_app
from central.config import Config
from central.db import database_of
from central.rest import rules
from central.rest.catalogue import OPERATIONS
from central.rest.operations import Operation
from tests.central.rest.asking import ThirdParty, Town

EXAMPLES = 10
"""Requests made up for each operation, fitting and unfitting."""
IDENTITY_NUMBER = re.compile(r"(?<![0-9A-Za-z])[0-9]{17}[0-9Xx](?![0-9A-Za-z])")
FEW = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="module")
def town(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """One for all: what happens to it is no matter here."""
    file = tmp_path_factory.mktemp("any") / "central.db"
    shutil.copy(sqlite_template, file)
    app = create_app(Config(database=f"sqlite:///{file}", second_factor=SecondFactor.OFFERED))
    yield Town(app)
    database_of(app).close()


@pytest.fixture(scope="module")
def described(town: Town) -> schemathesis.BaseSchema:
    return schemathesis.openapi.from_wsgi("/rest/v1/openapi.json", town.app)


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["fitting", "unfitting"])
@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)
def test_any_request_is_answered_as_described(
    operation: Operation,
    mode: GenerationMode,
    described: schemathesis.BaseSchema,
    town: Town,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(rules, "PER_MINUTE", 10**9)
    asking: ThirdParty = town.third_party()
    # A tag that is made up fits its form, and nothing that was ever seen.
    seen = {"If-Match": "*"} if operation.matched and mode is GenerationMode.POSITIVE else {}

    @FEW
    @given(case=described[operation.path][operation.method].as_strategy(generation_mode=mode))
    def ask(case: schemathesis.Case) -> None:
        response = case.call(headers=asking.headers | seen)
        case.validate_response(response, headers=asking.headers | seen)
        assert not IDENTITY_NUMBER.search(response.text)
        stranger = case.call(headers={"Authorization": "Bearer menlu_" + "x" * 43})
        # 404: what was made up is no operation at all.
        assert stranger.status_code in (401, 404)

    ask()
