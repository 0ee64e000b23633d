"""Discord's REST API as the bot: `DiscordRest` adds the token, the address and a budget to each request.

    rest = DiscordRest(open_client("https://discord.com/api/v10"), token=secret.bot_token)
    rest.send(Request(route=GET_CHANNEL, path={"channel_id": "41771983423143937"}))

The token is read when the first request goes out and never shown. The network library writes addresses to its log, and
an interaction's address is a secret: `open_client` silences it.
"""

import logging
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import httpx
from pydantic import JsonValue

from guildhall.discord import USER_AGENT
from guildhall.discord.budget import Budget
from guildhall.discord.governor import Governor
from guildhall.discord.ratelimit import RateLimiter
from guildhall.discord.reasons import audit_reason
from guildhall.discord.requests import Request
from guildhall.discord.sender import Sender
from guildhall.errors import ConfigurationError

__all__ = ["USER_AGENT", "DiscordRest", "audit_reason", "open_client"]

_TOKEN = re.compile(r"[\x21-\x7e]+", re.ASCII)
_DEFAULT_BUDGET_S = 12.0
_IDLE_CONNECTION_S = 5.0
_LOUD_LOGGERS = ("httpx", "httpcore")


def open_client(base_url: str, transport: httpx.BaseTransport | None = None) -> httpx.Client:
    """Return a connection pool to Discord's API, e.g. at `https://discord.com/api/v10`.

    Proxies of the environment are used for `https` only: plain `http` is a simulated Discord on this machine.
    """
    for name in _LOUD_LOGGERS:
        logging.getLogger(name).setLevel(logging.WARNING)
    return httpx.Client(
        base_url=base_url,
        headers={"User-Agent": USER_AGENT, "Accept": "application/json"},
        transport=transport,
        trust_env=base_url.startswith("https://"),
        limits=httpx.Limits(keepalive_expiry=_IDLE_CONNECTION_S),
    )


@dataclass(frozen=True, slots=True)
class DiscordRest:
    """The bot's way to Discord.

    Attributes:
        sender: Connection pool, limits and fuse of this process.
        token: Gives the bot token; called for each request, so it should remember.
        budget: The time that this call of ours has for Discord; None = 12 s for each request.
    """

    sender: Sender = field(repr=False)
    token: Callable[[], str] = field(repr=False)
    budget: Budget | None = None

    @classmethod
    def over(
        cls, client: httpx.Client, token: Callable[[], str], *, requests_per_s: float | None = None
    ) -> "DiscordRest":
        """Return a way over a connection pool, with limits of its own.

        Args:
            client: From `open_client`.
            token: Gives the bot token.
            requests_per_s: This process's share of Discord's 50 requests per second; None = nearly all of them.
        """
        limiter = RateLimiter() if requests_per_s is None else RateLimiter(requests_per_s=requests_per_s)
        return cls(Sender(client, limiter, Governor()), token)

    def within(self, budget: Budget) -> "DiscordRest":
        """Return the same way under one budget for everything that is sent over it."""
        return replace(self, budget=budget)

    def send(self, request: Request) -> JsonValue:
        """Send a request as the bot.

        Returns:
            The answer's JSON; None for an empty one.

        Raises:
            DiscordError: Discord refused, limits or cannot be reached.
            InvalidArguments: A value cannot stand in the route's path.
            ConfigurationError: There is no bot token yet.
        """
        token = self.token().strip()
        if not _TOKEN.fullmatch(token):
            raise ConfigurationError(
                "There is no bot token that could be sent: the Discord secret is empty or malformed.",
                "Put the application's bot token into the Discord secret.",
            )
        return self.sender.send(request, self.budget or Budget.of(_DEFAULT_BUDGET_S), token)
