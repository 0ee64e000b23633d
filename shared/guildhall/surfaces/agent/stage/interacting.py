"""The answer to an interaction: @original is edited, the rest are follow-ups; when the token is over, the bot speaks.

Editing @original twice is editing it once. A follow-up has no nonce, and its message is known only from Discord's
answer. So a follow-up in doubt (the process died, or Discord did not answer)
- that everybody sees is looked for in the channel before it is sent again;
- that only the asker sees cannot be looked for and is sent again: a part read twice is better than a part lost.

A private answer to an interaction that everybody saw: @original says that it was given directly, and the answer itself
are follow-ups that only the asker sees.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol, Self

from pydantic import JsonValue

from guildhall.clock import Clock
from guildhall.discord.budget import Budget
from guildhall.discord.ids import ChannelId, UserId
from guildhall.discord.interaction import InteractionLost
from guildhall.store.turn_records import Place
from guildhall.surfaces.agent.job import Ask
from guildhall.surfaces.agent.stage import wording
from guildhall.surfaces.agent.stage.ledger import Ledger
from guildhall.surfaces.agent.stage.looking import Wanted, find
from guildhall.surfaces.agent.stage.posting import message_id_of, taken
from guildhall.surfaces.agent.stage.speaking import Said, Speaker


class Responder(Protocol):
    """Answers to interactions of one application, by the interaction's token."""

    def within(self, budget: Budget) -> Self:
        """Return the same under one budget."""
        ...

    def edit_original(self, token: str, body: Mapping[str, JsonValue]) -> JsonValue:
        """Replace the deferred answer; raises InteractionLost or another DiscordError."""
        ...

    def create_followup(self, token: str, body: Mapping[str, JsonValue]) -> JsonValue:
        """Post a further message; raises as `edit_original`."""
        ...


type Responders = Callable[[str], Responder]
"""Gives the responder of an application."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Interacting:
    """Answers one interaction.

    Attributes:
        speaker: The bot's own way, for when the interaction is over.
    """

    ask: Ask
    responder: Responder
    speaker: Speaker
    ledger: Ledger
    clock: Clock

    def within(self, budget: Budget) -> "Interacting":
        """Return the same under one budget for everything that is sent."""
        return replace(self, responder=self.responder.within(budget), speaker=self.speaker.within(budget))

    def progress(self, text: str) -> None:
        """Say what is going on; when the interaction is over, nothing is said before the answer."""
        if self._open():
            body = wording.body(wording.small(text), cancel=self.ask.turn_id)
            self.responder.edit_original(self.ask.token, body)

    def deliver(self, said: Said) -> None:
        """Give the answer where it can be given, once; raises DiscordError."""
        private = said.private or self.ask.private
        if self._open():
            self.ledger.saying(said.key)
            try:
                self._by_token(wording.parts(said.text), private=private)
            except InteractionLost:
                pass
            else:
                return
        if self.ledger.shown.place is Place.HERE:
            place = Place.DIRECT if private else Place.CHANNEL
            self.ledger.note(place=place, channel_id=None, part_ids=(), posting=None)
        self.speaker.deliver(replace(said, private=private))

    def _open(self) -> bool:
        return self.ledger.shown.place is Place.HERE and self.clock() < self.ask.deadline

    def _by_token(self, contents: Sequence[str], *, private: bool) -> None:
        if private and not self.ask.private:
            self._edit(wording.private_word(UserId(self.ask.author_id)))
        elif not self.ledger.shown.part_ids:
            self.ledger.part(message_id_of(self._edit(contents[0])))
        done = len(self.ledger.shown.part_ids)
        for number, content in list(enumerate(contents))[done:]:
            self._follow(number, content, private=private)

    def _edit(self, content: str) -> JsonValue:
        return taken(lambda made: self.responder.edit_original(self.ask.token, made), wording.body(content))

    def _follow(self, number: int, content: str, *, private: bool) -> None:
        channel_id, known = ChannelId(self.ask.channel_id), self.ledger.shown.part_ids
        begun = self.ledger.begin(f"follow-{self.ledger.shown.saying}-{number + 1}", channel_id)
        if begun is not None and not private:
            wanted = Wanted(channel_id, content, None, None, frozenset(known))
            if (found := find(self.speaker.poster.discord, wanted, begun.since)) is not None:
                self.ledger.part(found)
                return
        body = wording.body(content)
        if private:
            body["flags"] = wording.SUPPRESS_EMBEDS | wording.EPHEMERAL
        sent = taken(lambda made: self.responder.create_followup(self.ask.token, made), body)
        self.ledger.part(message_id_of(sent))
