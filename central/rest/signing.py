"""The key that central signs webhooks by: made of the key that boxes seal for, by a derivation of its own.

So it is as secret as that one, the same on every host, and nothing more has to be kept or restored.
"""

import base64

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from central.edges import service as edges
from central.rest.models import KeyOfCentral, Keys
from wire.signature import thumbprint


def key_from(sealing_key: X25519PrivateKey) -> Ed25519PrivateKey:
    """The signing key that goes with a sealing key."""
    derived = HKDF(SHA256(), 32, salt=None, info=b"menlu webhook signature")
    return Ed25519PrivateKey.from_private_bytes(derived.derive(sealing_key.private_bytes_raw()))


def key() -> Ed25519PrivateKey:
    """That of the current app."""
    return key_from(edges.sealing_key())


def published() -> Keys:
    """The public half, for receivers."""
    public = key().public_key()
    x = base64.urlsafe_b64encode(public.public_bytes_raw()).rstrip(b"=").decode()
    return Keys(keys=[KeyOfCentral(kid=thumbprint(public), x=x)])
