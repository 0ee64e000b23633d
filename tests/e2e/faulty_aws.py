"""An AWS that has bad moments: a proxy in front of the emulated one, which a run is pointed at by `--aws`.

A trouble is for one operation and for requests that hold certain words, so that one turn meets it and others do not:

    throttled   nothing happens; DynamoDB says that it was too much, SQS likewise
    failed      nothing happens; 500
    lost        it takes effect, and the connection ends without an answer
"""

import json
import re
import select
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPResponse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Literal
from urllib.parse import urlsplit

from tests.e2e.system import ROOT, unmeasured

READY_S = 60.0
THROTTLED = {
    "__type": "com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException",
    "message": "The level of configured provisioned throughput for the table was exceeded.",
}
DOWN = {"__type": "InternalServerError", "message": "The request processing has failed because of an unknown error."}
_HOP_BY_HOP = frozenset({"connection", "content-length", "transfer-encoding", "keep-alive", "date", "server"})


@dataclass(eq=False)
class Trouble:
    """What goes wrong.

    Attributes:
        operation: What is asked, e.g. `UpdateItem` or `SendMessage`; a regular expression.
        about: A regular expression over the request's body.
        left: How often it still strikes.
        every: Which of the requests that fit it strikes: each, each second one …
        struck: How often it did.
    """

    operation: str
    about: str = ""
    left: int = 1
    every: int = 1
    kind: Literal["throttled", "failed", "lost"] = "throttled"
    struck: int = field(default=0, init=False)
    _met: int = field(default=0, init=False)

    def strikes(self, operation: str, body: str) -> bool:
        """Tell whether a request meets it, and count that."""
        if not (self.left and re.fullmatch(self.operation, operation) and re.search(self.about, body)):
            return False
        self._met += 1
        if self._met % self.every != (1 % self.every):
            return False
        self.left -= 1
        self.struck += 1
        return True


class FaultyAws:
    """The proxy and the troubles that were ordered of it."""

    def __init__(self, behind: str) -> None:
        self.behind = urlsplit(behind)
        self._troubles: list[Trouble] = []
        self._lock = threading.Lock()
        proxy = self

        class Handler(_Handler):
            aws = proxy

        self.server = _Server(("127.0.0.1", 0), Handler)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}"

    def order(self, operation: str, about: str = "", **more: object) -> Trouble:
        """Let requests of an operation go wrong: `left` times (1), in the way of `kind` (throttled)."""
        trouble = Trouble(operation, about, **more)  # type: ignore[arg-type]  # the dataclass's own names
        with self._lock:
            self._troubles.append(trouble)
        return trouble

    def clear(self) -> None:
        """Let everything go well again."""
        with self._lock:
            self._troubles.clear()

    def meets(self, operation: str, body: str) -> Trouble | None:
        """Return the trouble that a request meets."""
        with self._lock:
            return next((trouble for trouble in self._troubles if trouble.strikes(operation, body)), None)


class _Server(ThreadingHTTPServer):
    request_queue_size = 128


class _Handler(BaseHTTPRequestHandler):
    """One connection of a client, with one of its own to the AWS behind."""

    aws: FaultyAws
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    def setup(self) -> None:
        super().setup()
        self._behind = HTTPConnection(self.aws.behind.hostname or "", self.aws.behind.port, timeout=60)

    def finish(self) -> None:
        self._behind.close()
        super().finish()

    def handle(self) -> None:
        try:
            super().handle()
        except (ConnectionError, HTTPException):
            self.close_connection = True

    def _pass(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        operation = self.headers.get("X-Amz-Target", "").rpartition(".")[2]
        trouble = self.aws.meets(operation, body.decode("utf-8", "replace"))
        if trouble is not None and trouble.kind != "lost":
            self._refuse(trouble)
            return
        answer = self._asked(body)
        content = answer.read()
        if trouble is not None:
            self.close_connection = True
            return
        told = [(name, value) for name, value in answer.getheaders() if name.lower() not in _HOP_BY_HOP]
        self._answer(answer.status, told, content)

    do_POST = do_GET = do_PUT = do_HEAD = do_DELETE = _pass  # noqa: N815 - the names that http.server calls

    def _asked(self, body: bytes) -> HTTPResponse:
        headers = {name: value for name, value in self.headers.items() if name.lower() not in _HOP_BY_HOP}
        if self._behind.sock is not None and select.select([self._behind.sock], [], [], 0)[0]:
            self._behind.close()
        self._behind.request(self.command, self.path, body, headers)
        return self._behind.getresponse()

    def _refuse(self, trouble: Trouble) -> None:
        content = json.dumps(THROTTLED if trouble.kind == "throttled" else DOWN).encode()
        told = [("Content-Type", "application/x-amz-json-1.0")]
        self._answer(400 if trouble.kind == "throttled" else 500, told, content)

    def _answer(self, status: int, headers: list[tuple[str, str]], content: bytes) -> None:
        self.send_response_only(status)
        for name, value in (*headers, ("Content-Length", str(len(content)))):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)
        self.wfile.flush()


@contextmanager
def faulty_aws() -> Iterator[FaultyAws]:
    """Run an emulated AWS with the proxy in front of it until the block ends."""
    command = [sys.executable, "-m", "local.aws_server"]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=unmeasured()
    ) as process:
        try:
            assert process.stdout is not None
            assert select.select([process.stdout], [], [], READY_S)[0], "the emulated AWS did not start"
            aws = FaultyAws(json.loads(process.stdout.readline())["url"])
            thread = threading.Thread(target=aws.server.serve_forever, name="faulty-aws", daemon=True)
            thread.start()
            try:
                yield aws
            finally:
                aws.server.shutdown()
                aws.server.server_close()
                thread.join()
        finally:
            process.terminate()
