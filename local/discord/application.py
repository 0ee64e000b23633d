"""A tiny application for tests: it verifies what the simulated Discord sends and answers what the test wants."""

import contextlib
import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey

from local.discord.errors import Json

OK, UNAUTHORIZED = 200, 401
Reply = Callable[[Json], Any]


@dataclass
class Application:
    """What came in, whether its signature held, and what is answered.

    Attributes:
        reply: makes the JSON answer from the payload; a tuple is ``(status, body)``.
        delay_s: how long it thinks before it answers.
    """

    public_key: str = ""
    url: str = ""
    reply: Reply = field(default=lambda _payload: {"type": 5})
    delay_s: float = 0.0
    received: list[Json] = field(default_factory=list)

    def verified(self, headers: dict[str, str], body: bytes) -> bool:
        """Check the signature over timestamp and raw body."""
        signed = headers.get("x-signature-timestamp", "").encode() + body
        try:
            key = VerifyKey(bytes.fromhex(self.public_key))
            key.verify(signed, bytes.fromhex(headers.get("x-signature-ed25519", "")))
        except (BadSignatureError, ValueError):
            return False
        return True


@contextlib.contextmanager
def application() -> Iterator[Application]:
    """Serve an application on loopback while the block lasts."""
    app = Application()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", "0")))
            headers = {name.lower(): value for name, value in self.headers.items()}
            status, answer = UNAUTHORIZED, None
            if app.verified(headers, body):
                payload = json.loads(body)
                app.received.append(payload)
                found = app.reply(payload)
                status, answer = found if isinstance(found, tuple) else (OK, found)
            time.sleep(app.delay_s)
            data = b"" if answer is None else json.dumps(answer).encode()
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name of the base class
            """Stay silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    app.url = f"http://127.0.0.1:{server.server_port}/discord/interactions"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield app
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
