"""What a box that is wiped says last, signed before its keys are destroyed."""

import msgspec

from wire.erasure import Proof, ProofWrong, signer


class Wiped(msgspec.Struct, frozen=True):
    """The door's name, who wiped the box, and when that began and came so far (Unix ms).

    people, references: how many were erased; each person has a proof of their own. records: how many the box kept.
    lost: how many of them central does not have. They are None for a box whose keys no longer opened anything.
    """

    wiped: str
    by: str
    begun: int
    at: int
    people: int | None = None
    references: int | None = None
    records: int | None = None
    lost: int | None = None

    def encoded(self) -> bytes:
        """The bytes that are signed: JSON, the fields in this order, no spaces."""
        return msgspec.json.encode(self)


def states_wipe(proof: Proof) -> bool:
    """Whether the proof is about a whole box."""
    return proof.statement.startswith('{"wiped":')


def verified(proof: Proof) -> tuple[Wiped, str]:
    """What the proof states, and the thumbprint of the box that signed it. Raises ProofWrong."""
    signed_by = signer(proof)
    try:
        return msgspec.json.decode(proof.statement, type=Wiped), signed_by
    except msgspec.DecodeError as error:
        raise ProofWrong(f"no report of a wipe: {error}") from error
