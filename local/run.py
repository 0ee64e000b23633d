"""One run, from the first child to the last: start in parallel, seed, publish the endpoints, wait, stop in order."""

import json
import os
import signal
import threading
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

from rich.console import Console

from local import console as terminal
from local import discord_choice, shifted
from local.aws import Aws
from local.children import Child
from local.cloud import Cloud, Surroundings
from local.endpoints import endpoints
from local.errors import LaptopError
from local.leash import Leash
from local.logs import Logs
from local.maker import Maker
from local.pages import PREFIX, playground
from local.reload import Watch
from local.seed import seed
from local.server import HOST, bind
from local.simulated import introduce, is_heard
from local.state import State
from local.template import Template, read

ROOT = Path(__file__).resolve().parent.parent
REAL_MODEL_URL = "https://api.anthropic.com"
SCRIPTED_KEY = "scripted"
"""What the scripted model takes for a key; it takes any."""
LISTENING_WITHIN_S = 10.0
LOOK_EVERY_S = 0.5
CODE = ("shared", "functions")
"""The folders beside the template whose edits functions meet at once."""
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass(frozen=True)
class Options:
    """What the command line chose; `level` is quiet, normal or verbose."""

    port: int = 8000
    state: Path = Path(".local")
    aws: str | None = None
    discord: str = "simulated"
    level: str = "normal"
    reload: bool = True
    template: Path = ROOT / "template.yaml"
    environment: Mapping[str, str] = field(default_factory=dict)


class _Stopped(BaseException):
    """A stop signal arrived while the run was starting."""


class Stop:
    """Ctrl-C, a termination or a closed terminal: interrupts the start, ends the wait, is ignored while stopping."""

    def __init__(self) -> None:
        self.event = threading.Event()
        self._interrupts = True
        for number in STOP_SIGNALS:
            signal.signal(number, self._arrive)

    def _arrive(self, number: int, frame: FrameType | None) -> None:
        del number, frame
        self.event.set()
        if self._interrupts:
            self._interrupts = False
            raise _Stopped

    def started(self) -> None:
        """From now on a signal sets the event only."""
        self._interrupts = False


class Run:
    """A run in the making; `start` brings it up, its exit stack takes it down."""

    def __init__(self, options: Options, console: Console, stack: ExitStack) -> None:
        self.options = options
        self._stack = stack
        self._console = console
        self._children: list[Child] = []
        self._maker = Maker(options.environment)
        self._leash = Leash()
        stack.callback(self._leash.close)

    def start(self) -> Mapping[str, Any]:
        """Bring everything up and publish the endpoints.

        Raises:
            LaptopError: something is missing, taken or refused.
        """
        options = self.options
        template = read(options.template)
        state = self._stack.enter_context(State(options.state))
        listener = bind(options.port)
        self._stack.callback(listener.close)
        api_url = f"http://{HOST}:{listener.getsockname()[1]}"

        said = self._start_children(state)
        aws = Aws(said["aws"]["url"], _credentials(options))
        discord = dict(said["discord"])
        settings = _settings(options, api_url, discord, said["model"]["url"])
        secrets = _secrets(options, discord)
        config: dict[str, Any] = {}
        around = Surroundings(self._leash, state, Logs(state.logs, self._console, options.level))
        cloud = self._stack.enter_context(Cloud(aws, around, settings, secrets, {PREFIX: playground(config)}))
        cloud.deploy(template)
        cloud.listen(listener)
        if discord.get("control_url"):
            introduce(discord["control_url"], api_url)
        keys = seed(template, aws, discord, state.path)
        self._wait_for_the_gateway(discord.get("control_url"), cloud)
        addresses = {
            "api_url": api_url,
            "playground_url": f"{api_url}{PREFIX}/",
            "model_url": said["model"]["url"],
            "aws_endpoint_url": aws.endpoint_url,
        }
        config.update(endpoints(os.getpid(), addresses, keys, discord))
        if options.reload:
            self._watch(cloud, template)
        state.publish(config)
        return config

    def _wait_for_the_gateway(self, control_url: str | None, cloud: Cloud) -> None:
        if control_url and not is_heard(control_url, cloud.services, LISTENING_WITHIN_S):
            self._say("nobody listens to the gateway yet: mentions wait until the gateway task does", "yellow")

    def _watch(self, cloud: Cloud, template: Template) -> None:
        """Serve edits of the template and of the code."""

        def redeploy() -> None:
            try:
                cloud.deploy(read(template.path))
            except LaptopError as problem:
                self._say(f"{problem}; the previous template is still served", "bold red")
            else:
                self._say(f"{template.path.name} changed and is served", "dim")

        def recycle() -> None:
            cloud.recycle()
            self._say("code changed: functions meet it on their next call", "dim")

        watch = Watch(template.path, [template.root / name for name in CODE], redeploy, recycle)
        self._stack.callback(watch.stop)
        watch.start()

    def _say(self, text: str, style: str) -> None:
        if self.options.level != "quiet":
            self._console.print(f"  {text}", style=style, soft_wrap=True, highlight=False, markup=False)

    def _start_children(self, state: State) -> dict[str, Mapping[str, Any]]:
        """Start the services side by side and wait for all of them."""
        options = self.options
        started: dict[str, Child] = {}
        said: dict[str, Mapping[str, Any]] = {}
        if options.aws:
            said["aws"] = {"url": options.aws.rstrip("/")}
        else:
            started["aws"] = self._child("local.aws_server", (str(state.path / shifted.FILE),), state)
        if options.discord == "real":
            said["discord"] = discord_choice.real(options.environment)
        else:
            started["discord"] = self._child("local.discord", ("--state-dir", str(state.path)), state)
        if options.environment.get("ANTHROPIC_API_KEY"):
            said["model"] = {"url": options.environment.get("ANTHROPIC_BASE_URL", REAL_MODEL_URL)}
        else:
            started["model"] = self._child("local.model", (), state)
        said |= {name: child.ready() for name, child in started.items()}
        return said

    def _child(self, module: str, arguments: tuple[str, ...], state: State) -> Child:
        child = Child(self._leash, module, arguments, state.logs / f"{module.removeprefix('local.')}.log")
        self._stack.callback(child.stop)
        self._stack.callback(child.terminate)
        self._children.append(child)
        return child

    def wait(self, stop: threading.Event) -> None:
        """Stay until asked to stop.

        Raises:
            LaptopError: a service ended by itself.
        """
        while not stop.wait(LOOK_EVERY_S) and not self._maker.has_stopped():
            for child in self._children:
                if child.process.poll() is not None:
                    raise LaptopError(f"{child.module} ended unexpectedly (exit code {child.process.returncode})")


def _credentials(options: Options) -> dict[str, str] | None:
    """Credentials for an endpoint that somebody else runs; moto takes any."""
    names = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")
    given = {name: options.environment[name] for name in names if options.environment.get(name)}
    return given if options.aws and len(given) > 1 else None


def _settings(options: Options, api_url: str, discord: Mapping[str, Any], model_url: str) -> dict[str, str]:
    """The laptop's values for the environment variables that the template names.

    A run has few processes, most of them idle, so each may send nearly all that a bot may; and it ends or starts a task
    within seconds.
    """
    return {
        "DISCORD_APPLICATION_ID": discord["application_id"],
        "DISCORD_PUBLIC_KEY": discord["public_key"],
        "DISCORD_API_BASE_URL": discord["rest_url"],
        "DISCORD_REQUESTS_PER_S": "45",
        "DISCORD_GATEWAY_URL": discord["gateway_url"],
        "GATEWAY_HEALTH_FILE": str(options.state.resolve() / "gateway-health"),
        "GATEWAY_STOP_S": "0",
        "GATEWAY_LEASE_S": "3",
        "MODEL_PROVIDER": "anthropic",
        "MODEL_ID": options.environment.get("MODEL_ID", ""),
        "ANTHROPIC_BASE_URL": model_url,
        "PUBLIC_URL": api_url,
    }


def _secrets(options: Options, discord: Mapping[str, Any]) -> dict[str, str]:
    """What an operator puts into the secrets."""
    return {
        "DiscordSecret": json.dumps({"bot_token": discord["bot_token"]}),
        "ModelSecret": json.dumps({"api_key": options.environment.get("ANTHROPIC_API_KEY") or SCRIPTED_KEY}),
    }


def run(options: Options, console: Console) -> int:
    """Start, wait, stop; returns the exit code."""
    stop = Stop()
    try:
        with ExitStack() as stack:
            running = Run(options, console, stack)
            published = running.start()
            stop.started()
            terminal.announce(console, published, options.state, _notes(options, published))
            running.wait(stop.event)
            console.print("stopping", style="dim")
    except _Stopped:
        console.print("stopped while starting", style="dim")
    except LaptopError as problem:
        console.print(f"error: {problem}", style="bold red", soft_wrap=True, highlight=False, markup=False)
        return 1
    return 0


def _notes(options: Options, published: Mapping[str, Any]) -> list[str]:
    notes = []
    if not options.aws:
        notes.append("AWS is emulated in memory: data ends with this run")
    if options.discord == "real":
        notes.append(discord_choice.tunnel_note(published["api_url"]))
    return notes
