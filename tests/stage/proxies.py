"""TLS proxies in front of central, as the samples in deploy/ have them, on ports of their own."""

import datetime
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from tests.stage.program import REPO

DEPLOY = REPO / "deploy"
STARTS_WITHIN = 20.0


def program(kind: str) -> str | None:
    """Where nginx or caddy is; None when it is not installed."""
    return shutil.which(kind, path="/usr/sbin:/usr/bin:/usr/local/bin")


class Front:
    """A proxy's place. port, plain: of HTTPS and HTTP. certificate: whom to believe."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port, self.plain = free_ports()
        self.certificate, self.key = folder / "town.pem", folder / "town.key"
        make_certificate(self.certificate, self.key)

    @property
    def address(self) -> str:
        return f"https://localhost:{self.port}"

    def context(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=str(self.certificate))


@contextmanager
def running(kind: str, front: Front, central: str) -> Iterator[None]:
    """The proxy of that kind before central at HOST:PORT, while the block lasts."""
    path = program(kind)
    assert path is not None
    command = {"nginx": _nginx, "caddy": _caddy}[kind](path, front, central)
    environment = {"HOME": str(front.folder), "XDG_DATA_HOME": str(front.folder), "PATH": "/usr/bin:/bin"}
    with (
        (front.folder / "proxy.log").open("wb") as log,
        subprocess.Popen(command, stdout=log, stderr=log, cwd=front.folder, env=environment) as process,
    ):
        try:
            _wait_for(front.port, process)
            yield
        finally:
            process.terminate()


def free_ports() -> tuple[int, int]:
    """Two ports nobody uses now."""
    with socket.create_server(("127.0.0.1", 0)) as one, socket.create_server(("127.0.0.1", 0)) as other:
        return one.getsockname()[1], other.getsockname()[1]


def make_certificate(file: Path, key_file: Path, host: str = "localhost") -> None:
    """For that host, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    begin = datetime.datetime.now(datetime.UTC) - datetime.timedelta(hours=1)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(begin + datetime.timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    file.write_bytes(made.public_bytes(Encoding.PEM))
    key_file.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))


def _nginx(path: str, front: Front, central: str) -> list[str]:
    sample = (DEPLOY / "nginx.conf").read_text("utf-8")
    for written, here in {
        "127.0.0.1:8080": central,
        "listen 80;": f"listen 127.0.0.1:{front.plain};",
        "listen 443 ssl;": f"listen 127.0.0.1:{front.port} ssl;",
        "town.example": "localhost",
        "/etc/ssl/menlu": str(front.folder),
        "/var/log/nginx": str(front.folder),
    }.items():
        assert written in sample
        sample = sample.replace(written, here)
    whole = front.folder / "nginx.conf"
    temporary = "".join(
        f"{kind}_temp_path {front.folder}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    events = "user root;\ndaemon off;\nworker_processes 1;\nevents { worker_connections 512; }\n"
    whole.write_text(f"{events}pid {front.folder}/pid;\nhttp {{\n{temporary}{sample}}}\n", "utf-8")
    return [path, "-p", str(front.folder), "-e", "stderr", "-c", str(whole)]


def _caddy(path: str, front: Front, central: str) -> list[str]:
    sample = (DEPLOY / "Caddyfile").read_text("utf-8")
    for written, here in {
        "127.0.0.1:8080": central,
        "town.example {": f"https://localhost:{front.port} {{\n\tbind 127.0.0.1",
        "# tls /etc/ssl/menlu/town.pem /etc/ssl/menlu/town.key": f"tls {front.certificate} {front.key}",
    }.items():
        assert written in sample
        sample = sample.replace(written, here)
    whole = front.folder / "Caddyfile"
    options = (
        f"{{\n\tadmin off\n\thttp_port {front.plain}\n\thttps_port {front.port}\n\tauto_https disable_redirects\n}}\n"
    )
    whole.write_text(options + sample, "utf-8")
    return [path, "run", "--adapter", "caddyfile", "--config", str(whole)]


def _wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + STARTS_WITHIN
    while process.poll() is None and time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError("the proxy did not start")
