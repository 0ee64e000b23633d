"""The fetcher over TLS: it connects to an IP address, and the certificate has to be the host's all the same."""

import ssl
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from guildhall.clock import utc_now
from guildhall.fetch import Fetcher, FetchFailed

HOST, URL = "cdn.discordapp.com", "https://cdn.discordapp.com/attachments/1/2/a.txt"
PUBLIC = "162.159.130.233"


class Redirected(httpx.BaseTransport):
    """Takes what goes to the public address to a port on this machine, with everything else as it is."""

    def __init__(self, port: int, trusted: Path) -> None:
        self._inner = httpx.HTTPTransport(verify=ssl.create_default_context(cafile=str(trusted)))
        self._port = port

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        assert request.url.host == PUBLIC
        assert request.url.port is None
        request.url = request.url.copy_with(host="127.0.0.1", port=self._port)
        return self._inner.handle_request(request)

    def close(self) -> None:
        self._inner.close()


class OneFile(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = self.headers["Host"].encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None: ...


def certificate(folder: Path, host: str) -> Path:
    """A certificate that signs itself, with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    now = utc_now()
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = folder / f"{host}.pem"
    path.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.fixture
def fetcher(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Fetcher]:
    """A fetcher whose public address is a server with a certificate for the host of the test's parameter."""
    file = certificate(tmp_path, request.param)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    with HTTPServer(("127.0.0.1", 0), OneFile) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield Fetcher(resolve=lambda host, port: [PUBLIC], transport=Redirected(server.server_port, file))
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.parametrize("fetcher", [HOST], indirect=True)
def test_a_certificate_of_the_host_is_taken_though_an_address_is_connected_to(fetcher: Fetcher) -> None:
    assert fetcher.get(URL, limit_bytes=100, within_s=5) == HOST.encode()


@pytest.mark.parametrize("fetcher", ["evil.example"], indirect=True)
def test_a_certificate_of_another_host_is_refused(fetcher: Fetcher) -> None:
    with pytest.raises(FetchFailed, match="could not be fetched"):
        fetcher.get(URL, limit_bytes=100, within_s=5)
