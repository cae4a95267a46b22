"""One request to a receiver: never to the inside, never endlessly."""

import socket
import ssl
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from central.rest import sending
from central.rest.sending import Undelivered, may_be_reached, send
from tests.fakes.webhook_receiver import Receiver, receiving
from wire.signature import sign

KEY = Ed25519PrivateKey.from_private_bytes(b"c" * 32)
HERE = [ip_network("127.0.0.1/32"), ip_network("::1/128")]
ONE_DAY = timedelta(days=1)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving(KEY.public_key()) as made:
        yield made


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A key and a certificate for localhost that vouches for itself."""
    key, name = (
        ec.generate_private_key(ec.SECP256R1()),
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")]),
    )
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now - ONE_DAY, now + ONE_DAY)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("tls") / "localhost.pem"
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file.write_bytes(private + made.public_bytes(Encoding.PEM))
    return file


@pytest.fixture
def secure(certificate: Path) -> Iterator[Receiver]:
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate)
    with receiving(KEY.public_key(), tls) as made:
        yield made


def test_by_tls_whoever_shows_the_certificate_of_the_name_is_told(
    secure: Receiver, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "_trusted", lambda: ssl.create_default_context(cafile=str(certificate)))
    headers = sign("POST", secure.url, b"{}", KEY, created=int(time.time()), nonce="n")

    assert send(secure.url, b"{}", headers, HERE) == 204
    assert secure.refused == []


def test_by_tls_nobody_else_is_told(secure: Receiver, certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Undelivered, match="certificate"):
        send(secure.url, b"{}", {}, HERE)
    monkeypatch.setattr(sending, "_trusted", lambda: ssl.create_default_context(cafile=str(certificate)))
    with pytest.raises(Undelivered, match="certificate"):
        # Trusted, but for another name.
        send(secure.url.replace("localhost", "127.0.0.1"), b"{}", {}, HERE)
    assert secure.heard == []


def test_by_tls_a_receiver_that_never_ends_is_left(
    secure: Receiver, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "_trusted", lambda: ssl.create_default_context(cafile=str(certificate)))
    monkeypatch.setattr(sending, "ANSWERS_WITHIN", 0.5)
    secure.answer = "drip"
    with pytest.raises(Undelivered, match="in time"):
        send(secure.url, b"{}", {}, HERE)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1%eth0",
        "fd00::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "2001:0:7f00:1::",
    ],
)
def test_nothing_goes_inside(address: str) -> None:
    assert not may_be_reached(address, [], plain=False)


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946"])
def test_what_anybody_may_reach_is_reached_with_tls_only(address: str) -> None:
    assert may_be_reached(address, [], plain=False)
    assert not may_be_reached(address, [], plain=True)


def test_a_network_that_is_named_is_reached() -> None:
    assert may_be_reached("10.1.2.3", [ip_network("10.1.2.0/24")], plain=True)
    assert may_be_reached("::ffff:10.1.2.3", [ip_network("10.1.2.0/24")], plain=True)
    assert not may_be_reached("10.1.3.3", [ip_network("10.1.2.0/24")], plain=True)


def test_one_inner_address_among_a_names_addresses_is_enough_to_refuse(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [(0, 0, 0, "", (address, 443)) for address in ("93.184.216.34", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    with pytest.raises(Undelivered, match="inside"):
        sending.addresses_of("rebound.example", 443, [], plain=False)


def test_the_connection_goes_to_the_address_that_was_looked_at(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that answers otherwise the second time leads nowhere else: it is asked once."""
    asked: list[str] = []

    def look_up(host: str, port: int, **_: object) -> list[object]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1" if len(asked) == 1 else "127.0.0.2", port))]

    real = socket.getaddrinfo
    monkeypatch.setattr(
        socket,
        "getaddrinfo",
        lambda host, port, *a, **k: look_up(host, port) if host == "name.example" else real(host, port, *a, **k),
    )
    send(receiver.url.replace("127.0.0.1", "name.example"), b"{}", {}, HERE)
    assert asked == ["name.example"]


def test_the_status_of_the_answer_comes_back(receiver: Receiver) -> None:
    # Nobody has signed it.
    assert send(receiver.url, b"{}", {}, HERE) == 401


def test_a_receiver_that_hangs_up_has_not_answered(receiver: Receiver) -> None:
    receiver.answer = "hang up"
    with pytest.raises(Undelivered, match="connection failed"):
        send(receiver.url, b"{}", {}, HERE)


@pytest.mark.parametrize("answer", ["wait", "drip"])
def test_a_receiver_that_never_ends_is_left(receiver: Receiver, answer: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "ANSWERS_WITHIN", 0.5)
    receiver.answer = answer
    with pytest.raises(Undelivered, match="in time"):
        send(receiver.url, b"{}", {}, HERE)


def test_a_certificate_nobody_vouches_for_is_refused(receiver: Receiver) -> None:
    with pytest.raises(Undelivered, match="certificate"):
        send(receiver.url.replace("http:", "https:"), b"{}", {}, HERE)


def test_a_name_nobody_knows_is_said() -> None:
    with pytest.raises(Undelivered, match="name"):
        send("https://nobody.invalid/", b"{}", {}, [])
