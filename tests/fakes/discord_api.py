"""Discord's objects in their least form, and a Discord that answers what it is told."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import httpx
from pydantic import JsonValue

from guildhall.discord.budget import Budget
from guildhall.discord.governor import Governor
from guildhall.discord.permissions import Permission
from guildhall.discord.ratelimit import RateLimiter
from guildhall.discord.rest import DiscordRest, open_client
from guildhall.discord.sender import Sender
from guildhall.discord.types.channel import Channel
from guildhall.discord.types.guild import Guild, Member

GUILD, OWNER, BOT = "100", "7", "8"
TOKEN = "MTAwMDAwMDAw.canary.bot-token-that-nobody-may-see"
BASE_URL = "https://discord.test/api/v10"
FROM_DISCORD = {"Via": "1.1 google"}


def role(
    role_id: str, permissions: Permission | int = 0, *, position: int = 1, **more: JsonValue
) -> dict[str, JsonValue]:
    """Return a role as Discord sends it."""
    name = "@everyone" if role_id == GUILD else f"role {role_id}"
    return {"id": role_id, "name": name, "permissions": str(int(permissions)), "position": position, **more}


def overwrite(target: str, kind: int, *, allow: int = 0, deny: int = 0) -> dict[str, JsonValue]:
    """Return an overwrite as Discord sends it."""
    return {"id": target, "type": kind, "allow": str(int(allow)), "deny": str(int(deny))}


def guild(*roles: dict[str, JsonValue], everyone: Permission | int = 0, owner: str = OWNER) -> Guild:
    """Return a guild with @everyone and these roles."""
    data = {"id": GUILD, "name": "Guild", "owner_id": owner, "roles": [role(GUILD, everyone, position=0), *roles]}
    return Guild.model_validate(data)


def member(user_id: str, *roles: str, timeout_until: str | None = None) -> Member:
    """Return a member with these roles."""
    data = {"user": {"id": user_id, "username": f"user{user_id}"}, "roles": list(roles)}
    return Member.model_validate(data | {"communication_disabled_until": timeout_until})


def channel(*overwrites: dict[str, JsonValue], kind: int = 0, channel_id: str = "20", **more: object) -> Channel:
    """Return a channel of the guild with these overwrites."""
    data = {"id": channel_id, "type": kind, "guild_id": GUILD, "permission_overwrites": list(overwrites)}
    return Channel.model_validate(data | more)


def message(message_id: int, content: str = "hello", channel_id: str = "20") -> dict[str, JsonValue]:
    """Return a message as Discord sends it."""
    return {
        "id": str(message_id),
        "channel_id": channel_id,
        "author": {"id": "9", "username": "ada"},
        "content": content,
        "timestamp": "2026-11-20T12:00:00+00:00",
        "type": 0,
    }


def answer(status: int = 200, body: JsonValue = None, **headers: str) -> httpx.Response:
    """Return an answer of Discord's; underscores in header names become dashes."""
    told = FROM_DISCORD | {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.Response(status, headers=told, json=body) if body is not None else httpx.Response(status, headers=told)


def limited(retry_after_s: float, *, scope: str = "user", remaining: int = 0) -> httpx.Response:
    """Return a 429 of Discord's own."""
    body: JsonValue = {
        "message": "You are being rate limited.",
        "retry_after": retry_after_s,
        "global": scope == "global",
    }
    told = {"X_RateLimit_Scope": scope}
    if scope != "global":
        told |= bucket(remaining=remaining, reset_after_s=retry_after_s)
    return answer(429, body, **told)


def bucket(name: str = "abc", *, limit: int = 5, remaining: int = 4, reset_after_s: float = 1.0) -> dict[str, str]:
    """Return a bucket's headers, for `answer`."""
    return {
        "X_RateLimit_Bucket": name,
        "X_RateLimit_Limit": str(limit),
        "X_RateLimit_Remaining": str(remaining),
        "X_RateLimit_Reset_After": str(reset_after_s),
    }


type Scripted = httpx.Response | Exception | Callable[[httpx.Request], httpx.Response]


@dataclass
class ScriptedDiscord:
    """Answers each request with the next entry of a script and remembers what was asked; only waiting takes time."""

    script: Sequence[Scripted]
    asked: list[httpx.Request] = field(default_factory=list)
    waits_s: list[float] = field(default_factory=list)
    now_s: float = 1000.0
    token: str = TOKEN

    def __post_init__(self) -> None:
        """Connect a sender to the script."""
        self._left = list(self.script)
        self.client = open_client(BASE_URL, httpx.MockTransport(self._answered))
        self.governor = Governor(clock=self.clock)
        self.limiter = RateLimiter(requests_per_s=1000, clock=self.clock)
        self.sender = Sender(self.client, self.limiter, self.governor, lambda: 0.0)

    def clock(self) -> float:
        """Return the seconds of this Discord's time."""
        return self.now_s

    def sleep(self, seconds: float) -> None:
        """Let time pass."""
        self.waits_s.append(round(seconds, 3))
        self.now_s += seconds

    def budget(self, seconds: float = 12.0) -> Budget:
        """Return a budget in this Discord's time."""
        return Budget.of(seconds, clock=self.clock, sleep=self.sleep)

    def rest(self, budget_s: float = 12.0) -> DiscordRest:
        """Return the bot's way to this Discord."""
        return DiscordRest(self.sender, lambda: self.token, self.budget(budget_s))

    def bodies(self) -> list[JsonValue]:
        """Return the JSON bodies that were sent."""
        return [json.loads(request.content) if request.content else None for request in self.asked]

    def _answered(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        scripted = self._left.pop(0)
        if isinstance(scripted, Exception):
            raise scripted
        return scripted(request) if callable(scripted) else scripted
