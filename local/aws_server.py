"""The emulated AWS as a process of its own: moto behind a lock, on loopback, in memory.

moto loses acknowledged writes beside failing transactions when requests overlap, so they pass one at a time. A receive
that waits for messages would hold the lock for its whole wait; it therefore waits without the lock until its queue has
something (`aws_queues`), woken by whatever else changes a queue, and then receives at once. A page in a browser has no
business here: a request that carries an `Origin` is refused, because moto itself would answer every website.
"""

import io
import json
import logging
import sys
import threading
import time
import urllib.parse
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
from werkzeug.serving import make_server

from local import aws_queues

type Environ = dict[str, Any]
type StartResponse = Callable[..., object]

RECHECK_S = 0.25
"""A waiting receive looks again at least this often: visibility and delays end by time alone."""
LONGEST_WAIT_S = 20


class _Handler(MotoRequestHandler):
    """Keeps connections open and sends an answer in one segment."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    def handle_expect_100(self) -> bool:
        """Say at once that a body may come: S3's client waits a second for it."""
        goes_on = super().handle_expect_100()
        self.wfile.flush()
        del self.headers["Expect"]
        return goes_on


class OneAtATime:
    """A WSGI application that passes requests on one at a time."""

    def __init__(self, application: Callable[[Environ, StartResponse], Iterable[bytes]]) -> None:
        self._application = application
        self._changed = threading.Condition(threading.Lock())

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        if "HTTP_ORIGIN" in environ:
            start_response("403 Forbidden", [("Content-Type", "text/plain"), ("Content-Length", "0")])
            return [b""]
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        wait_s, queue, body = _without_wait(environ, body)
        environ["CONTENT_LENGTH"] = str(len(body))
        deadline = time.monotonic() + wait_s
        with self._changed:
            answer = self._answer(environ, body)
            while wait_s and answer.is_empty and time.monotonic() < deadline:
                self._changed.wait(min(RECHECK_S, max(deadline - time.monotonic(), 0.001)))
                if aws_queues.is_ready(queue):
                    answer = self._answer(environ, body)
            if not wait_s and _is_about_queues(environ, body):
                self._changed.notify_all()
        start_response(answer.status, answer.headers)
        return [answer.body]

    def _answer(self, environ: Environ, body: bytes) -> "_Answer":
        answer = _Answer()
        parts = self._application({**environ, "wsgi.input": io.BytesIO(body)}, answer.start)
        answer.body = b"".join(parts)
        return answer


class _Answer:
    """One answer of moto, whole."""

    def __init__(self) -> None:
        self.status = ""
        self.headers: list[tuple[str, str]] = []
        self.body = b""

    def start(self, status: str, headers: list[tuple[str, str]], exc_info: object = None) -> None:
        """Take the status and the headers, as WSGI wants it."""
        del exc_info
        self.status, self.headers = status, headers

    @property
    def is_empty(self) -> bool:
        """True for a receive that found no message."""
        if not self.status.startswith("200"):
            return False
        if self.body.lstrip().startswith(b"{"):
            return not json.loads(self.body).get("Messages")
        return b"<Message>" not in self.body


def _without_wait(environ: Environ, body: bytes) -> tuple[float, str, bytes]:
    """How long a receive may wait, where, and the same receive without waiting; 0 and the body for all else."""
    if str(environ.get("HTTP_X_AMZ_TARGET", "")).endswith("SQS.ReceiveMessage"):
        request = json.loads(body)
        body = json.dumps({**request, "WaitTimeSeconds": 0}).encode()
    elif b"Action=ReceiveMessage" in body:
        request = dict(urllib.parse.parse_qsl(body.decode(), keep_blank_values=True))
        body = urllib.parse.urlencode({**request, "WaitTimeSeconds": "0"}).encode()
    else:
        return 0.0, "", body
    wait_s = float(request.get("WaitTimeSeconds") or 0)
    return min(wait_s, LONGEST_WAIT_S), str(request.get("QueueUrl") or environ.get("PATH_INFO")), body


def _is_about_queues(environ: Environ, body: bytes) -> bool:
    return "AmazonSQS." in str(environ.get("HTTP_X_AMZ_TARGET", "")) or body.startswith(b"Action=")


def main(argv: list[str]) -> None:
    """Serve until stopped, with queues by the clock file `argv[1]`; the first line of standard output says where."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    aws_queues.correct(Path(argv[1]) if argv[1:] else None)
    application = OneAtATime(DomainDispatcherApplication(create_backend_app))
    server = make_server("127.0.0.1", 0, application, threaded=True, request_handler=_Handler)
    print(json.dumps({"url": f"http://127.0.0.1:{server.server_port}"}), flush=True)  # noqa: T201  # the ready line
    server.serve_forever()


if __name__ == "__main__":
    main(sys.argv)
