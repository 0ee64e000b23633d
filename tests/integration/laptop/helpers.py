"""A cloud of the small template for tests: started on loopback, stopped with all its processes."""

import contextlib
import http.client
import json
import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console

from local.aws import Aws
from local.children import Child
from local.cloud import Cloud, Surroundings
from local.leash import Leash
from local.logs import Logs
from local.server import bind
from local.state import State
from local.template import Physical, read

TEMPLATE = Path(__file__).with_name("template.yaml")
PATIENCE_S = 20.0


def until[T](ask: Callable[[], T], what: str, within_s: float = PATIENCE_S) -> T:
    """Ask until the answer is true, and return it."""
    deadline = time.monotonic() + within_s
    while not (answer := ask()):
        assert time.monotonic() < deadline, f"not within {within_s} s: {what}"
        with contextlib.suppress(InterruptedError):
            time.sleep(0.01)
    return answer


def is_running(pid: int) -> bool:
    """Whether a process exists and is more than a body waiting to be buried."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{pid}/stat")
    return not status.exists() or status.read_text(encoding="utf-8").rsplit(")", 1)[1].split()[0] != "Z"


@dataclass(frozen=True)
class Answer:
    """One HTTP answer."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    def header(self, name: str) -> str | None:
        return next((value for key, value in self.headers if key.lower() == name), None)


def ask(
    port: int, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
) -> Answer:
    """Send one request over a socket of its own."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=40)
    with contextlib.closing(connection):
        connection.request(method, path, body, dict(headers or {}))
        answer = connection.getresponse()
        return Answer(answer.status, answer.getheaders(), answer.read())


@dataclass(frozen=True)
class Laptop:
    """A running cloud."""

    cloud: Cloud
    state: State
    port: int

    def ask(
        self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        return ask(self.port, method, path, body, headers)

    def behave(self, how: str, **arguments: Any) -> Answer:
        text = json.dumps(arguments).encode()
        return self.ask("POST", f"/behave/{how}", text, {"content-type": "application/json"})

    def physical(self, logical_id: str) -> Physical:
        assert self.cloud.template is not None
        return self.cloud.template.physical[logical_id]

    def log(self, function: str) -> list[dict[str, Any]]:
        path = self.state.logs / f"{function}.log"
        return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []


@contextmanager
def emulated_aws(folder: Path, *arguments: str) -> Iterator[Aws]:
    """The emulated AWS as its own process."""
    with ExitStack() as stack:
        leash = Leash()
        stack.callback(leash.close)
        child = Child(leash, "local.aws_server", arguments, folder / "aws.log")
        stack.callback(child.stop)
        yield Aws(child.ready()["url"])


@contextmanager
def laptop(aws: Aws, folder: Path, template: Path = TEMPLATE) -> Iterator[Laptop]:
    """The small template, served."""
    with ExitStack() as stack:
        leash = Leash()
        stack.callback(leash.close)
        state = stack.enter_context(State(folder))
        listener = bind(0)
        stack.callback(listener.close)
        with (folder / "console.txt").open("w", encoding="utf-8") as output:
            logs = Logs(state.logs, Console(file=output), "verbose")
            around = Surroundings(leash, state, logs)
            settings, secrets = {"REST_URL": "http://rest"}, {"Token": '{"bot_token": "t"}'}
            cloud = stack.enter_context(Cloud(aws, around, settings, secrets, {}))
            cloud.deploy(read(template))
            cloud.listen(listener)
            yield Laptop(cloud, state, listener.getsockname()[1])
            stack.close()
