"""Clients for tests of, and against, the simulated Discord: one speaks as the bot, one turns the controls."""

import base64
import contextlib
from collections.abc import Iterator
from typing import Any

import httpx

from local.discord.errors import Json
from local.discord.rest.generic import PNG
from local.discord.schema_complete import Completer
from local.discord.simulator import running
from local.discord.spec import JSON_TYPE, MULTIPART_TYPE, OperationSpec, Spec

USER_AGENT = "DiscordBot (https://guildhall.example, 1.0)"
MEDIA = {
    "image": f"data:image/png;base64,{base64.b64encode(PNG).decode()}",
    "sound": f"data:audio/ogg;base64,{base64.b64encode(b'OggS').decode()}",
}
"""Fields that Discord takes nothing but a file in."""


def bot_client(endpoints: Json, **headers: str) -> httpx.Client:
    """Return an HTTP client with the bot's headers; paths are relative, such as ``users/@me``."""
    defaults = {"Authorization": f"Bot {endpoints['bot_token']}", "User-Agent": USER_AGENT}
    return httpx.Client(base_url=endpoints["rest_url"] + "/", headers=defaults | headers, trust_env=False)


def token_client(endpoints: Json) -> httpx.Client:
    """Return an HTTP client for routes that carry their token in the path."""
    headers = {"User-Agent": USER_AGENT}
    return httpx.Client(base_url=endpoints["rest_url"] + "/", headers=headers, trust_env=False)


def control_client(endpoints: Json) -> httpx.Client:
    """Return an HTTP client of the control API."""
    return httpx.Client(base_url=endpoints["control_url"], timeout=10.0, trust_env=False)


class Sampler:
    """Make a plain valid request for any operation."""

    def __init__(self, endpoints: Json, spec: Spec) -> None:
        self._endpoints = endpoints
        self._spec = spec
        self._completer = Completer(spec, lambda: str(endpoints["users"]["member"]))
        self.known: dict[str, str] = {}

    def path(self, operation: OperationSpec) -> str:
        """Return the operation's path with real ids where the world has them."""
        ids = {
            "application_id": self._endpoints["application_id"],
            "guild_id": self._endpoints["guild_id"],
            "channel_id": self._endpoints["channels"]["general"],
            "user_id": self._endpoints["users"]["member"],
            "emoji_name": "%F0%9F%91%8D",
        }
        segments = [
            (ids | self.known).get(part[1:-1], self._endpoints["users"]["newcomer"]) if part.startswith("{") else part
            for part in operation.template.strip("/").split("/")
        ]
        return "/".join(segments)

    def query(self, operation: OperationSpec) -> dict[str, str]:
        """Return the required query parameters."""
        return {p.name: str(self._completer.complete(p.schema)) for p in operation.query if p.required}

    def content(self, operation: OperationSpec) -> dict[str, Any]:
        """Return the ``json`` or ``files`` argument of a request with the operation's required fields."""
        if JSON_TYPE in operation.bodies:
            body = self._completer.complete({"$ref": operation.bodies[JSON_TYPE]})
            if isinstance(body, dict):
                body |= {name: uri for name, uri in MEDIA.items() if name in body}
            return {"json": body}
        if MULTIPART_TYPE in operation.bodies:
            form = self._completer.complete({"$ref": operation.bodies[MULTIPART_TYPE]})
            texts = {name: text for name, text in form.items() if name != "file"}
            return {"files": {"file": ("sample.png", PNG, "image/png")}, "data": texts}
        return {}


class Lab:
    """A running simulated Discord with everything a test needs to talk to it."""

    def __init__(self, endpoints: Json) -> None:
        self.endpoints = endpoints
        self.bot = bot_client(endpoints)
        self.tokens = token_client(endpoints)
        self.control = control_client(endpoints)
        self.guild_id: str = endpoints["guild_id"]
        self.channels: dict[str, str] = endpoints["channels"]
        self.users: dict[str, str] = endpoints["users"]
        self.names: dict[str, str] = self.control.get("/state").json()["names"]

    def reset(self, **settings: Any) -> None:
        """Bring the seeded state back, forget commands, and turn rate limits off unless asked for."""
        self.order("/reset", commands=True)
        self.order("/settings", **{"rate_limits": False, "interactions_url": None, "events_url": None} | settings)

    def order(self, path: str, **body: Any) -> Any:
        """Post to the control API and return the JSON answer.

        Raises:
            AssertionError: the control API refused; the message says why.
        """
        response = self.control.post(path, json=body)
        if response.is_error:
            raise AssertionError(response.text)
        return response.json()

    def fault(self, **order: Any) -> None:
        """Order one fault."""
        self.control.post("/faults", json=[order]).raise_for_status()

    def say(self, content: str, channel: str = "general", author: str = "member", **more: Any) -> Json:
        """Speak as a person and return the message."""
        return dict(self.order("/messages", channel_id=channel, author_id=author, content=content, **more))

    def send(self, body: Json, channel: str = "general") -> httpx.Response:
        """Send a message as the bot."""
        return self.bot.post(f"channels/{self.channels[channel]}/messages", json=body)

    def use(self, name: str, user: str = "owner", channel: str = "general", **more: Any) -> Json:
        """Use a slash command as a person and return the delivery's report, with ``interaction_id``."""
        order = {"kind": "command", "user_id": user, "channel_id": channel, "name": name} | more
        return dict(self.order("/interactions", **order))

    def outcome(self, done: Json) -> Json:
        """Return what became of an interaction."""
        return dict(self.control.get(f"/interactions/{done['interaction_id']}").json())

    def register(self, commands: list[Json]) -> None:
        """Replace the guild's commands.

        Raises:
            AssertionError: they were refused; the message says why.
        """
        place = f"applications/{self.endpoints['application_id']}/guilds/{self.guild_id}/commands"
        response = self.bot.put(place, json=commands)
        if response.is_error:
            raise AssertionError(response.text)

    def allow(self, channel: str, target: str, *, allow: int = 0, deny: int = 0) -> None:
        """Set a permission overwrite as an administrator would."""
        body = {"channel_id": channel, "id": target, "allow": str(int(allow)), "deny": str(int(deny))}
        self.control.put("/overwrites", json=body).raise_for_status()

    def requests(self) -> list[Json]:
        """Return every recorded request of the bot."""
        return list(self.control.get("/requests").json())

    def violations(self) -> list[str]:
        """Return where answers were not what Discord's document declares."""
        return list(self.control.get("/violations").json())

    def close(self) -> None:
        """Close the clients."""
        for client in (self.bot, self.tokens, self.control):
            client.close()


@contextlib.contextmanager
def laboratory(**settings: object) -> Iterator[Lab]:
    """Run a simulated Discord and yield the lab around it."""
    with running(None, 0, **settings) as discord:
        lab = Lab(discord.endpoints())
        try:
            yield lab
        finally:
            lab.close()
