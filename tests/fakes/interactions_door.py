"""An interactions door for tests: it verifies, defers every command, and keeps the tokens that it was sent."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import Queue
from threading import Event, Thread
from typing import Any

from guildhall.discord.signature import SIGNATURE_HEADER, TIMESTAMP_HEADER, verify

_PATIENCE_S = 10


@dataclass
class DeferringDoor:
    """Answers interactions with type 5, as soon as `may_answer` is set."""

    public_key: str
    url: str = ""
    tokens: "Queue[str]" = field(default_factory=Queue)
    may_answer: Event = field(default_factory=Event)

    def answered(self, headers: Any, body: bytes) -> tuple[int, dict[str, Any]]:
        """Return status and body for a request."""
        if not verify(self.public_key, headers[SIGNATURE_HEADER], headers[TIMESTAMP_HEADER], body):
            return 401, {}
        self.tokens.put(json.loads(body)["token"])
        self.may_answer.wait(_PATIENCE_S)
        return 200, {"type": 5}


@contextmanager
def deferring_door(public_key: str) -> Iterator[DeferringDoor]:
    """Serve such a door on loopback while the block lasts."""
    door = DeferringDoor(public_key)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            status, answer = door.answered(self.headers, self.rfile.read(int(self.headers["Content-Length"])))
            content = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        door.url = f"http://127.0.0.1:{server.server_address[1]}/discord/interactions"
        try:
            yield door
        finally:
            door.may_answer.set()
            server.shutdown()
            thread.join()
