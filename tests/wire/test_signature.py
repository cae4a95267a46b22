"""The profile of RFC 9421 both sides use, and the RFC's own vectors through the library underneath."""

import base64
import hashlib
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from http_message_signatures import HTTPMessageSigner, HTTPMessageVerifier, MappingKeyResolver
from http_message_signatures.algorithms import ED25519
from hypothesis import given
from hypothesis import strategies as st

from wire.signature import (
    WINDOW,
    ClockWrong,
    SignatureError,
    SignatureMissing,
    SignatureWrong,
    Signed,
    UnknownKey,
    sign,
    thumbprint,
    verify,
)

NOW = 1_790_000_000
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = KEY.public_key()
URL = "https://central.example/api/v1/records"
BODY = b"\x1f\x8b some bytes"


@dataclass(frozen=True)
class Request:
    """A request as it arrives; the default is one that is right in every way."""

    method: str = "POST"
    path: str = "/api/v1/records"
    query: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = BODY

    def verified(self, now: int = NOW, key: Ed25519PublicKey | None = PUBLIC) -> Signed:
        def key_of(name: str) -> Ed25519PublicKey | None:
            return key if key and name == thumbprint(PUBLIC) else None

        return verify(self.method, self.path, self.query, dict(self.headers), self.body, key_of, now=now)

    def without(self, header: str) -> "Request":
        return replace(self, headers=tuple(h for h in self.headers if h[0] != header))

    def with_header(self, name: str, value: str) -> "Request":
        kept = self.without(name)
        return replace(kept, headers=(*kept.headers, (name, value)))


def signed_request(body: bytes = BODY, method: str = "POST", query: str = "") -> Request:
    url = URL + (f"?{query}" if query else "")
    headers = sign(method, url, body, KEY, created=NOW, nonce="n1")
    return Request(method, query=query, headers=tuple(headers.items()), body=body)


def signed_over(components: tuple[str, ...], body: bytes | None = BODY, **parameters: Any) -> Request:
    """Signed by the right key, but over other components or with other parameters than ours."""
    message = _Message("POST", URL, {})
    keys = MappingKeyResolver(public_keys={}, private_keys={thumbprint(PUBLIC): KEY})
    defaults = {"created": datetime.fromtimestamp(NOW, UTC), "nonce": "n1", "tag": "menlu", "body": body}
    arguments: dict[str, Any] = {"key_id": thumbprint(PUBLIC), "covered_component_ids": components}
    signer = HTTPMessageSigner(signature_algorithm=ED25519, key_resolver=keys)
    signer.sign(message, **(arguments | defaults | parameters))
    return Request(headers=tuple(message.headers.items()), body=body or b"")


@dataclass(frozen=True)
class _Message:
    method: str
    url: str
    headers: dict[str, str]


def test_a_signed_request_says_who_when_and_its_nonce() -> None:
    assert signed_request().verified() == Signed(thumbprint(PUBLIC), NOW, "n1")


def test_a_request_without_a_body_is_signed_over_its_query() -> None:
    request = signed_request(b"", "GET", "outbox=ab")

    assert request.verified().nonce == "n1"
    with pytest.raises(SignatureWrong):
        replace(request, query="outbox=cd").verified()


def test_the_signature_is_that_of_the_base_the_rfc_describes() -> None:
    headers = sign("POST", URL, BODY, KEY, created=NOW, nonce="n1")
    digest = base64.b64encode(hashlib.sha256(BODY).digest()).decode()
    parameters = headers["Signature-Input"].removeprefix("menlu=")
    base = (
        '"@method": POST\n"@path": /api/v1/records\n"@query": ?\n'
        f'"content-digest": sha-256=:{digest}:\n"@signature-params": {parameters}'
    )

    signature = base64.b64decode(headers["Signature"].removeprefix("menlu=:").removesuffix(":"))

    KEY.public_key().verify(signature, base.encode())
    assert parameters == (
        '("@method" "@path" "@query" "content-digest");created=1790000000;'
        f'keyid="{thumbprint(PUBLIC)}";alg="ed25519";nonce="n1";tag="menlu"'
    )


@pytest.mark.parametrize(
    "changed",
    [
        replace(signed_request(), method="PUT"),
        replace(signed_request(), path="/api/v1/claim"),
        replace(signed_request(), query="x=1"),
        replace(signed_request(), body=BODY + b"!"),
        replace(signed_request(), body=b""),
        replace(signed_request(b"", "GET"), body=b"smuggled"),
        signed_request().without("Content-Digest"),
        signed_request().with_header("Content-Digest", "sha-256=:AAAA:"),
        signed_request().with_header("Signature", "menlu=:AAAA:"),
        signed_request().with_header("Signature-Input", "menlu=()"),
        signed_request().with_header("Signature-Input", "~"),
    ],
)
def test_a_changed_request_is_refused(changed: Request) -> None:
    with pytest.raises(SignatureWrong):
        changed.verified()


@pytest.mark.parametrize("header", ["Signature", "Signature-Input"])
def test_an_unsigned_request_is_told_apart(header: str) -> None:
    with pytest.raises(SignatureMissing):
        signed_request().without(header).verified()


@pytest.mark.parametrize("missing", ["@method", "@path", "@query"])
def test_a_signature_that_leaves_a_part_open_is_refused(missing: str) -> None:
    components = tuple(c for c in ("@method", "@path", "@query") if c != missing)

    with pytest.raises(SignatureWrong):
        signed_over(components).verified()


def test_a_signature_that_leaves_the_body_open_is_refused() -> None:
    request = signed_over(("@method", "@path", "@query"), body=None)

    with pytest.raises(SignatureWrong):
        replace(request, body=BODY).verified()


@pytest.mark.parametrize(
    "parameters",
    [
        {"nonce": None},
        {"nonce": ""},
        {"nonce": "n" * 65},
        {"tag": None},
        {"tag": "other"},
        {"include_alg": False},
        {"expires": datetime.fromtimestamp(NOW, UTC)},
    ],
)
def test_a_signature_with_other_parameters_is_refused(parameters: dict[str, Any]) -> None:
    with pytest.raises(SignatureWrong):
        signed_over(("@method", "@path", "@query"), **parameters).verified()


def test_the_same_request_with_our_own_parameters_is_accepted() -> None:
    assert signed_over(("@method", "@path", "@query")).verified().nonce == "n1"


@pytest.mark.parametrize("late", [-WINDOW, 0, WINDOW])
def test_a_clock_may_be_a_little_wrong(late: int) -> None:
    assert signed_request().verified(now=NOW + late).created == NOW


@pytest.mark.parametrize("late", [-WINDOW - 1, WINDOW + 1, 10**9])
def test_a_clock_that_is_far_off_is_told_apart(late: int) -> None:
    with pytest.raises(ClockWrong):
        signed_request().verified(now=NOW + late)


def test_only_the_keys_holder_hears_about_the_time() -> None:
    forged = signed_request().with_header("Signature", "menlu=:" + base64.b64encode(bytes(64)).decode() + ":")

    with pytest.raises(SignatureWrong):
        forged.verified(now=NOW + 10**6)


def test_an_unknown_key_is_told_apart() -> None:
    with pytest.raises(UnknownKey):
        signed_request().verified(key=None)


def test_a_key_behind_the_right_name_must_be_the_right_one() -> None:
    with pytest.raises(SignatureWrong):
        signed_request().verified(key=Ed25519PrivateKey.generate().public_key())


def test_what_the_key_store_raises_is_not_taken_for_a_bad_signature() -> None:
    def broken(_: str) -> Ed25519PublicKey | None:
        raise OSError("the database is away")

    request = signed_request()
    with pytest.raises(OSError, match="away"):
        verify("POST", request.path, "", dict(request.headers), BODY, broken, now=NOW)


TEXT = st.text(st.characters(max_codepoint=0x2FF), max_size=80)


@given(signature_input=TEXT, signature=TEXT, digest=TEXT, path=TEXT, query=TEXT, body=st.binary(max_size=20))
def test_no_request_makes_it_stumble(
    signature_input: str, signature: str, digest: str, path: str, query: str, body: bytes
) -> None:
    headers = {"Signature-Input": signature_input, "signature": signature, "content-digest": digest}

    with pytest.raises(SignatureError):
        verify("POST", path, query, headers, body, lambda _: KEY.public_key(), now=NOW)


# RFC 9421 B.1.4 and the request of B.2. Only Ed25519 is ours, so these are the vectors that apply: B.2.6 and B.4.
RFC_KEY = Ed25519PrivateKey.from_private_bytes(base64.urlsafe_b64decode("n4Ni-HpISpVObnQMW0wOhCKROaIKqKtW_2ZYb2p9KcU="))
RFC_PUBLIC = base64.urlsafe_b64decode("JrQLj5P_89iXES9-vFgrIy29clF9CC_oPPsw3c5D0bs=")
RFC_KEYS = MappingKeyResolver(
    public_keys={"test-key-ed25519": RFC_KEY.public_key()}, private_keys={"test-key-ed25519": RFC_KEY}
)
RFC_BODY = b'{"hello": "world"}'
RFC_DIGEST = "WZDPaVn/7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+AbwAgBWnrIiYllu7BNNyealdVLvRwEmTHWXvJwew=="
RFC_REQUEST = _Message(
    "POST",
    "https://example.com/foo?param=Value&Pet=dog",
    {
        "Host": "example.com",
        "Date": "Tue, 20 Apr 2021 02:07:55 GMT",
        "Content-Type": "application/json",
        "Content-Digest": f"sha-512=:{RFC_DIGEST}:",
        "Content-Length": "18",
    },
)
RFC_COVERED = ("date", "@method", "@path", "@authority", "content-type", "content-length")
B26 = "wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw=="
B4 = "ZT1kooQsEHpZ0I1IjCqtQppOmIqlJPeo7DHR3SoMn0s5JZ1eRGS0A+vyYP9t/LXlh5QMFFQ6cpLt2m0pmj3NDA=="


def test_the_rfcs_key_is_what_it_says() -> None:
    assert RFC_KEY.public_key().public_bytes_raw() == RFC_PUBLIC


def test_signing_the_rfcs_request_gives_the_rfcs_signature() -> None:
    message = replace(RFC_REQUEST, headers=dict(RFC_REQUEST.headers))

    HTTPMessageSigner(signature_algorithm=ED25519, key_resolver=RFC_KEYS).sign(
        message,
        key_id="test-key-ed25519",
        created=datetime.fromtimestamp(1618884473, UTC),
        label="sig-b26",
        include_alg=False,
        use_existing_digest=True,
        covered_component_ids=RFC_COVERED,
    )

    assert message.headers["Signature"] == f"sig-b26=:{B26}:"


def test_the_rfcs_signed_request_is_verified_with_its_body() -> None:
    parameters = 'created=1618884473;keyid="test-key-ed25519"'
    components = '"date" "@method" "@path" "@authority" "content-type" "content-length"'
    signature = {"Signature-Input": f"sig-b26=({components});{parameters}", "Signature": f"sig-b26=:{B26}:"}
    message = replace(RFC_REQUEST, headers=RFC_REQUEST.headers | signature)
    verifier = HTTPMessageVerifier(signature_algorithm=ED25519, key_resolver=RFC_KEYS)

    (result,) = verifier.verify(message, max_age=None, require_components=RFC_COVERED)

    assert result.parameters["keyid"] == "test-key-ed25519"
    verifier.content_digest_class.verify(RFC_REQUEST.headers["Content-Digest"], RFC_BODY)


def test_the_rfcs_request_with_two_accept_lines_is_verified() -> None:
    parameters = 'created=1618884473;keyid="test-key-ed25519"'
    headers = {
        "Host": "example.org",
        "Date": "Fri, 15 Jul 2022 14:24:55 GMT",
        "Accept": "application/json, */*",
        "Signature-Input": f'transform=("@method" "@path" "@authority" "accept");{parameters}',
        "Signature": f"transform=:{B4}:",
    }
    message = _Message("GET", "https://example.org/demo?name1=Value1&Name2=value2", headers)

    (result,) = HTTPMessageVerifier(signature_algorithm=ED25519, key_resolver=RFC_KEYS).verify(message, max_age=None)

    assert result.covered_components['"accept"'] == "application/json, */*"


def test_the_digest_is_that_of_rfc_9530() -> None:
    headers = sign("POST", URL, b'{"hello": "world"}\n', KEY, created=NOW, nonce="n1")

    # RFC 9530 B.1.
    assert headers["Content-Digest"] == "sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:"
