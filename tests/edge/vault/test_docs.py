"""docs/keys.md says what there is: key files, credentials, commands, and a statement as it is signed."""

import re

import pytest

from edge.vault.folder import KINDS
from edge.vault.wrapping import CREDENTIAL, OLD_CREDENTIAL
from tests.conftest import REPO
from wire.erasure import Statement

PAGE = (REPO / "docs" / "keys.md").read_text("utf-8")


@pytest.mark.parametrize("kind", KINDS)
def test_every_key_file_stands_in_the_page(kind: str) -> None:
    name = kind.replace("transform-*", "transform-N").replace("lock-*", "lock-NAME")

    assert f"| `{name}` |" in PAGE


@pytest.mark.parametrize(
    "words", [CREDENTIAL, OLD_CREDENTIAL, "menlu-edge keys show", "menlu-edge keys renew", "menlu-edge proof verify"]
)
def test_every_credential_and_command_stands_in_the_page(words: str) -> None:
    assert words in PAGE


def test_the_statement_in_the_page_is_one() -> None:
    [shown] = re.findall(r'^\{"erased.*\}$', PAGE, re.MULTILINE)

    statement = Statement("7d9dedb86dc90c20", "all", 1_760_000_000_000, ["9f86d081884c…"])

    assert statement.encoded().decode() == shown
