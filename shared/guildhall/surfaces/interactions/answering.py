"""Showing an answer: in place of "thinking…" while Discord lets us, else a word in the channel that it is there.

An answer may be private, so the word in the channel says only that it is finished, never what it was.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from aws_lambda_powertools import Logger
from pydantic import JsonValue

from guildhall.clock import Clock
from guildhall.discord.interaction import InteractionLost
from guildhall.discord.routes import CREATE_MESSAGE
from guildhall.errors import DiscordError
from guildhall.execution.ports import DiscordAccess
from guildhall.surfaces.interactions.job import InteractionJob
from guildhall.surfaces.interactions.messages import Body, Paper
from guildhall.surfaces.interactions.wire import MessageFlag


class Responder(Protocol):
    """Answers to interactions of one application, by the interaction's token."""

    def edit_original(self, token: str, body: Mapping[str, JsonValue]) -> JsonValue:
        """Replace the deferred answer; raises InteractionLost or another DiscordError."""
        ...

    def create_followup(self, token: str, body: Mapping[str, JsonValue]) -> JsonValue:
        """Post a further message; raises as `edit_original`."""
        ...


@dataclass(frozen=True, slots=True)
class Answers:
    """Shows answers to people.

    Attributes:
        responder: Gives the responder of an application.
        discord: The bot's own way, for words in the channel.
    """

    responder: Callable[[str], Responder]
    discord: DiscordAccess
    clock: Clock
    log: Logger

    def show(self, job: InteractionJob, paper: Paper, word: str) -> None:
        """Show an answer to the one who asked.

        Args:
            job: What was asked.
            paper: The answer.
            word: What the channel is told when the answer cannot be shown any more.

        Raises:
            DiscordError: Discord did not take it; it may at another attempt.
        """
        if self.clock() >= job.deadline:
            self._say(job, word)
            return
        first, *others = paper.messages()
        responder = self.responder(job.application_id)
        try:
            responder.edit_original(job.token, first)
        except InteractionLost:
            self._say(job, word)
            return
        self._follow(job, responder, others)

    def hint(self, job: InteractionJob, paper: Paper) -> None:
        """Show how it stands until a later attempt answers; if Discord does not take it, nothing is lost."""
        try:
            self.responder(job.application_id).edit_original(job.token, paper.messages()[0])
        except DiscordError as error:
            self.log.info("a hint was not shown", extra={"interaction_id": job.interaction_id, "code": error.code})

    def _follow(self, job: InteractionJob, responder: Responder, others: Sequence[Body]) -> None:
        """Send the further pages; the first one says how many there are, so a lost one is noticed and not repeated."""
        flags = int(MessageFlag.EPHEMERAL) if job.private else 0
        for body in others:
            try:
                responder.create_followup(job.token, body | {"flags": flags})
            except DiscordError as error:
                told = {"interaction_id": job.interaction_id, "code": error.code}
                self.log.warning("a page of an answer was not sent", extra=told)
                return

    def _say(self, job: InteractionJob, word: str) -> None:
        told = {"interaction_id": job.interaction_id}
        if job.channel_id is None:
            self.log.warning("an answer could not be shown anywhere", extra=told)
            return
        discord = self.discord.with_execution("", f"late:{job.interaction_id}")
        body: dict[str, JsonValue] = {"content": f"<@{job.user_id}> {word}", "allowed_mentions": {"parse": []}}
        try:
            discord.call(CREATE_MESSAGE, {"channel_id": job.channel_id}, body=body)
        except DiscordError as error:
            self.log.warning("an answer could not be shown anywhere", extra={**told, "code": error.code})
