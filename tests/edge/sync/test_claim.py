import pytest

from edge.errors import CentralRefused, CentralUnreachable
from edge.sync import claim
from tests.edge.sync.conftest import Box
from tests.fakes.central import Fault
from wire.problem import ProblemType

CODE = "K7QM-2RXD-94"


def test_a_code_makes_the_box_known(box: Box) -> None:
    box.central.rows.boxes.clear()
    box.central.allow(CODE)

    claimed = claim(box.link, "k7qm 2rxd 94", box.vault.public_key, "0.1.0")

    assert claimed.name == "Front gate"
    box.append("a")
    box.drain()
    assert box.names_at_central() == ["a"]


def test_a_wrong_code_is_refused_with_what_to_do(box: Box) -> None:
    with pytest.raises(CentralRefused, match="new code") as refused:
        claim(box.link, CODE, box.vault.public_key, "0.1.0")

    assert refused.value.problem.type == ProblemType.CLAIM_REFUSED


def test_a_claim_with_a_wrong_clock_is_made_by_centrals_time(box: Box) -> None:
    box.central.allow(CODE)
    box.wall -= 3 * 365 * 24 * 3600

    assert claim(box.link, CODE, box.vault.public_key, "0.1.0").box == "1"


def test_an_absent_central_is_said(box: Box) -> None:
    box.central.faults.append(Fault.SILENCE)

    with pytest.raises(CentralUnreachable, match="check the network"):
        claim(box.link, CODE, box.vault.public_key, "0.1.0")
