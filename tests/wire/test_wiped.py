"""What a wiped box says last is checked by anyone, and taken for no proof about a person."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from wire import erasure, wiped
from wire.erasure import ProofWrong, Statement, prove
from wire.signature import thumbprint
from wire.wiped import Wiped

KEY = Ed25519PrivateKey.from_private_bytes(b"\x01" * 32)
STATED = Wiped("front", "pi", 1, 2, 3, 4, 5, 6)
PROOF = prove(STATED, KEY.public_key().public_bytes_raw(), KEY.sign)


def test_what_was_signed_is_read_again_with_its_box() -> None:
    assert wiped.states_wipe(PROOF)
    assert wiped.verified(PROOF) == (STATED, thumbprint(KEY.public_key()))


def test_neither_statement_passes_for_the_other() -> None:
    person = prove(Statement("5f3a", "all", 1, []), KEY.public_key().public_bytes_raw(), KEY.sign)

    with pytest.raises(ProofWrong):
        erasure.verified(PROOF)
    with pytest.raises(ProofWrong):
        wiped.verified(person)
    assert not wiped.states_wipe(person)
