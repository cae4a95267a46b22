"""A proof of erasure is checked by anyone, and by nobody who altered it."""

import base64

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from wire.erasure import Proof, ProofWrong, Statement, proof_of, prove, verified
from wire.signature import thumbprint

KEY = Ed25519PrivateKey.from_private_bytes(b"\x01" * 32)
STATEMENT = Statement("5f3a", "face", 1_760_000_000_000, ["d" * 64])
PROOF = prove(STATEMENT, KEY.public_key().public_bytes_raw(), KEY.sign)


def test_a_proof_survives_a_file_and_names_its_box() -> None:
    assert verified(proof_of(PROOF.encoded())) == (STATEMENT, thumbprint(KEY.public_key()))


def test_the_signed_bytes_are_these() -> None:
    assert PROOF.statement == '{"erased":"5f3a","what":"face","at":1760000000000,"references":["' + "d" * 64 + '"]}'


@pytest.mark.parametrize("field", ["statement", "public_key", "signature"])
def test_an_altered_proof_is_refused(field: str) -> None:
    value = getattr(PROOF, field)
    altered = value.replace("5f3a", "5f3b") if field == "statement" else value[:-4] + "AAAA"

    with pytest.raises(ProofWrong):
        verified(msgspec.structs.replace(PROOF, **{field: altered}))


def test_a_signature_over_something_else_is_no_proof() -> None:
    request = b'"@method": POST'
    signature = base64.urlsafe_b64encode(KEY.sign(request)).rstrip(b"=").decode()

    with pytest.raises(ProofWrong, match="no proof"):
        verified(Proof(request.decode(), PROOF.public_key, signature))


@given(content=st.binary(max_size=200))
def test_bytes_that_are_no_proof_are_refused(content: bytes) -> None:
    with pytest.raises(ProofWrong):
        proof_of(content)
