"""Answers to interactions, by the interaction's own token: no bot token is needed, and the global limit does not apply.

The token lives 15 minutes and whoever holds it may speak in the bot's name, so it is never shown: errors and logs name
the route's template. Right after a deferred answer Discord may not know the interaction for some seconds (404, code
10015), so that is tried again for up to 10 s. When the answer is gone for good (deleted by the user, or the token is
over), the caller hears `InteractionLost` and answers with a message in the channel.

Source: https://docs.discord.com/developers/interactions/receiving-and-responding#followup-messages
"""

from dataclasses import dataclass, field, replace

import httpx
from pydantic import JsonValue

from guildhall.discord.budget import Budget
from guildhall.discord.codes import UNKNOWN_WEBHOOK, WEBHOOKS_TOKEN_INVALID
from guildhall.discord.governor import Governor
from guildhall.discord.ids import ApplicationId
from guildhall.discord.ratelimit import RateLimiter
from guildhall.discord.requests import Body, Request
from guildhall.discord.routes import (
    DELETE_ORIGINAL_WEBHOOK_MESSAGE,
    EXECUTE_WEBHOOK,
    UPDATE_ORIGINAL_WEBHOOK_MESSAGE,
    Route,
)
from guildhall.discord.sender import Sender
from guildhall.errors import DiscordError

_GONE_CODES = frozenset({10008, UNKNOWN_WEBHOOK, 10062, WEBHOOKS_TOKEN_INVALID})
_PATIENCE_S, _FIRST_PAUSE_S = 10.0, 0.25
_DEFAULT_BUDGET_S = 12.0


class InteractionLost(DiscordError):
    """The interaction can no longer be answered; say it in the channel instead."""

    code = "interaction_lost"


@dataclass(frozen=True, slots=True)
class InteractionResponder:
    """Edits, follows up and deletes answers to interactions of one application.

    Attributes:
        sender: Connection pool, limits and fuse of this process.
        application_id: The application that was interacted with.
        budget: The time for what is sent; None = 12 s for each request.
    """

    sender: Sender = field(repr=False)
    application_id: ApplicationId
    budget: Budget | None = None

    @classmethod
    def over(cls, client: httpx.Client, application_id: ApplicationId) -> "InteractionResponder":
        """Return a responder over a connection pool from `open_client`, with limits of its own."""
        return cls(Sender(client, RateLimiter(), Governor()), application_id)

    def within(self, budget: Budget) -> "InteractionResponder":
        """Return the same responder under one budget for everything that is sent."""
        return replace(self, budget=budget)

    def edit_original(self, token: str, body: Body) -> JsonValue:
        """Replace the deferred answer, or edit the answer.

        Returns:
            The message as JSON.

        Raises:
            InteractionLost: The answer was deleted or the token is over: fall back to a channel message.
            DiscordError: As for any request.
        """
        return self._send(UPDATE_ORIGINAL_WEBHOOK_MESSAGE, token, body, safe_to_repeat=True)

    def create_followup(self, token: str, body: Body) -> JsonValue:
        """Post a further message, at most 5 in 2 s; with flag 64 only the asker sees it.

        Returns:
            The message as JSON.

        Raises:
            InteractionLost: The token is over: fall back to a channel message.
            OutcomeUnknown: It may have been posted.
            DiscordError: As for any request.
        """
        return self._send(EXECUTE_WEBHOOK, token, body, safe_to_repeat=False)

    def delete_original(self, token: str) -> None:
        """Delete the answer; one that is gone already is as good as deleted.

        Raises:
            DiscordError: As for any request, `InteractionLost` aside.
        """
        try:
            self._send(DELETE_ORIGINAL_WEBHOOK_MESSAGE, token, None, safe_to_repeat=True)
        except InteractionLost:
            return

    def _send(self, route: Route, token: str, body: Body | None, *, safe_to_repeat: bool) -> JsonValue:
        path = {"webhook_id": self.application_id, "webhook_token": token}
        query = {"wait": True} if route is EXECUTE_WEBHOOK else None
        request = Request(route=route, path=path, query=query, body=body, safe_to_repeat=safe_to_repeat)
        budget = self.budget or Budget.of(_DEFAULT_BUDGET_S)
        patience_s, pause_s = _PATIENCE_S, _FIRST_PAUSE_S
        while True:
            try:
                return self.sender.send(request, budget)
            except DiscordError as error:
                if error.discord_code not in _GONE_CODES:
                    raise
                early = error.discord_code == UNKNOWN_WEBHOOK and patience_s > 0
                if not early or not budget.wait(pause_s):
                    raise _lost(error) from None
            patience_s -= pause_s
            pause_s = min(pause_s * 2, patience_s)


def _lost(error: DiscordError) -> InteractionLost:
    return InteractionLost(
        "The interaction can no longer be answered: its token is over or its answer was deleted.",
        "Answer with a message in the channel.",
        status=error.status,
        discord_code=error.discord_code,
        route=error.route,
    )
