"""One turn after the other over a simulated Discord; what was saved outlives an attempt."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from aws_lambda_powertools import Logger

from guildhall.clock import utc_now
from guildhall.discord.ids import ApplicationId
from guildhall.discord.interaction import InteractionResponder
from guildhall.discord.reader import DiscordReader
from guildhall.discord.rest import DiscordRest, open_client
from guildhall.store.turn_records import Shown
from guildhall.surfaces.agent.job import Ask, Mention, Start, Task
from guildhall.surfaces.agent.stage.stage import DiscordStages, TurnStage
from local.discord.permissions import P
from local.discord.testing import Lab
from tests.fakes.interactions_door import DeferringDoor, deferring_door

PATIENCE_S = 10


@dataclass
class House:
    """A stage over a simulated Discord; `lab` turns its controls."""

    lab: Lab
    door: DeferringDoor
    stages: DiscordStages
    shown: Shown = field(default_factory=Shown)

    def mention(self, channel_id: str | None = None) -> Mention:
        """MEMBER mentions the bot."""
        channel_id = channel_id or self.lab.channels["general"]
        said = self.lab.order(
            "/messages",
            channel_id=channel_id,
            author_id=self.lab.users["member"],
            content=f"<@{self.lab.endpoints['bot_user_id']}> hello",
        )
        return Mention(
            message=said, guild_id=self.lab.guild_id, channel_id=channel_id, author_id=self.lab.users["member"]
        )

    def ask(self, *, private: bool = False) -> Ask:
        """MEMBER uses /ask."""
        asked = self.lab.use("ask", user="member")
        assert asked["status"] == 200, asked
        return Ask(
            interaction_id=asked["interaction_id"],
            token=self.door.tokens.get(timeout=PATIENCE_S),
            application_id=self.lab.endpoints["application_id"],
            guild_id=self.lab.guild_id,
            channel_id=self.lab.channels["general"],
            author_id=self.lab.users["member"],
            task=Task.ASK,
            question="hello",
            private=private,
            received_at=utc_now(),
        )

    def stage(self, start: Start) -> TurnStage:
        """A new attempt."""
        return self.stages.of(start, self.shown, self._keep)

    def said(self, channel_id: str | None = None) -> list[dict[str, Any]]:
        """The bot's messages in a channel, oldest first."""
        params = {"channel_id": channel_id or self.lab.channels["general"]}
        found = self.lab.control.get("/messages", params=params).json()
        own = [each for each in found if each["author"]["id"] == self.lab.endpoints["bot_user_id"]]
        return sorted(own, key=lambda each: int(each["id"]))

    def direct(self) -> list[str]:
        """What the bot said to MEMBER directly."""
        rooms = self.lab.control.get("/dms", params={"user_id": "member"}).json()
        return [each["content"] for room in rooms for each in self.said(room["id"])]

    def deny(self, channel: str, what: P) -> None:
        """Take a permission from the bot in a channel."""
        self.lab.allow(channel, self.lab.names["guildhall_role"], deny=what)

    def outcome(self, asked: Ask) -> dict[str, Any]:
        """What became of an interaction."""
        return self.lab.outcome({"interaction_id": asked.interaction_id})

    def _keep(self, shown: Shown) -> None:
        self.shown = shown


def contents(messages: list[dict[str, Any]]) -> list[str]:
    """What messages say."""
    return [message["content"] for message in messages]


@contextmanager
def house(lab: Lab) -> Iterator[House]:
    """Build a house around a simulated Discord, and see that all that was sent was as Discord wants it."""
    with deferring_door(lab.endpoints["public_key"]) as door, open_client(lab.endpoints["rest_url"]) as client:
        door.may_answer.set()
        lab.reset(interactions_url=door.url)
        lab.register([{"name": "ask", "description": "Ask something."}])
        discord = DiscordReader(rest=DiscordRest.over(client, lambda: str(lab.endpoints["bot_token"])))
        responder = InteractionResponder.over(client, ApplicationId(lab.endpoints["application_id"]))
        yield House(lab, door, DiscordStages(discord=discord, responder=lambda _: responder, log=Logger("test")))
        assert lab.violations() == []
        assert [made["violations"] for made in lab.requests() if not made["valid"]] == []
