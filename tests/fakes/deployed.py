"""The template's resources on an emulated AWS, and its functions with exactly the environment that it gives them."""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from local.aws import Aws
from local.template import read
from local.wiring import Wiring, wire
from tests.fakes.moto_process import moto_server

ROOT = Path(__file__).resolve().parents[2]
INVOKE = Path(__file__).with_name("invoke_main.py")
ANSWERS_WITHIN_S = 60


class _Discord(BaseHTTPRequestHandler):
    """Knows where its gateway is, and nothing else; every interaction token has expired."""

    def do_GET(self) -> None:
        self._answer(200, {"url": "wss://gateway.invalid"}) if self.path.endswith("/gateway") else self._unknown()

    def _unknown(self) -> None:
        self.rfile.read(int(self.headers.get("content-length") or 0))
        if "/webhooks/" in self.path:
            self._answer(401, {"message": "Invalid Webhook Token", "code": 50027})
        else:
            self._answer(404, {"message": "Unknown", "code": 0})

    def do_POST(self) -> None:
        self._unknown()

    def do_PATCH(self) -> None:
        self._unknown()

    def _answer(self, status: int, document: Mapping[str, Any]) -> None:
        body = json.dumps(document).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name that the base class gives it
        """Say nothing."""


@contextmanager
def empty_discord() -> Iterator[str]:
    """Serve a Discord in which there is nothing; yield its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Discord)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/api/v10"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@dataclass(frozen=True)
class Deployed:
    """The template as deployed: its wiring, and the AWS that its functions talk to."""

    wiring: Wiring
    aws: Aws

    def invoke(self, function: str, events: list[Any], scratch: Path) -> list[Any]:
        """Return what a fresh process of the function answers to these events, one after another."""
        made = self.wiring.functions[function]
        given, taken = scratch / f"{function}-events.json", scratch / f"{function}-results.json"
        given.write_text(json.dumps(events), encoding="utf-8")
        command = [sys.executable, "-P", "-B", str(INVOKE), str(made.folder), str(given), str(taken)]
        settings = {**made.environment, **self.aws.environment()}
        done = subprocess.run(
            command, env=settings, capture_output=True, text=True, timeout=ANSWERS_WITHIN_S, check=False
        )
        assert done.returncode == 0, done.stderr
        return list(json.loads(taken.read_text("utf-8")))


@contextmanager
def deployed(parameters: Mapping[str, str], bot_token: str) -> Iterator[Deployed]:
    """Create what the template declares, with these parameters, beside an empty Discord."""
    with moto_server() as endpoint_url, empty_discord() as discord_url:
        template = read(ROOT / "template.yaml", {"DiscordApiBaseUrl": discord_url, **parameters})
        aws = Aws(endpoint_url)
        aws.create(template, {"DiscordSecret": json.dumps({"bot_token": bot_token})})
        yield Deployed(wire(template, {}), aws)
