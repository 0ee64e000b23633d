"""A stage over the fake Discord: what was saved outlives an attempt, and a test lets attempts die where it likes.

craft = Craft()                    # MEMBER mentioned the bot in #general
craft.stage().answer("yes", private=False)
craft.said(GENERAL)                # what the bot's messages there say now, oldest first
craft.die_at(3)                    # the next attempts' third step kills; steps are requests, effects and savings
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from aws_lambda_powertools import Logger
from pydantic import JsonValue

from guildhall.discord.budget import Budget
from guildhall.discord.ids import ChannelId, MessageId
from guildhall.discord.interaction import InteractionLost
from guildhall.discord.routes import CREATE_DM, CREATE_MESSAGE, UPDATE_MESSAGE
from guildhall.discord.types.message import Message
from guildhall.errors import DiscordError
from guildhall.store.turn_records import Shown
from guildhall.surfaces.agent.job import Ask, Mention, Start, Task
from guildhall.surfaces.agent.stage.stage import DiscordStages, Pace, TurnStage
from tests.fakes.clock import FakeClock
from tests.fakes.discord import FakeDiscord
from tests.fakes.guild import BOT_USER, GENERAL, GUILD, MEMBER
from tests.fakes.world import World, direct_channel

ASKED = MessageId("7000000000000000001")
INTERACTION, APPLICATION, TOKEN = "7100000000000000001", "2000000000000000009", "aW50ZXJhY3Rpb24"
DIRECT = direct_channel(MEMBER)
EPHEMERAL = 64


class Dead(BaseException):
    """The process died here."""


def mention(**changed: Any) -> Mention:
    """What MEMBER asked in #general."""
    message = {"id": str(ASKED), "channel_id": str(GENERAL), "content": "hello?", "author": {"id": str(MEMBER)}}
    fields: dict[str, Any] = {"guild_id": str(GUILD), "channel_id": str(GENERAL), "author_id": str(MEMBER), **changed}
    return Mention(message=message, **fields)


def ask(clock: FakeClock, *, private: bool = False) -> Ask:
    """What MEMBER asked with /ask in #general."""
    return Ask(
        interaction_id=INTERACTION,
        token=TOKEN,
        application_id=APPLICATION,
        guild_id=str(GUILD),
        channel_id=str(GENERAL),
        author_id=str(MEMBER),
        task=Task.ASK,
        question="hello?",
        private=private,
        received_at=clock(),
    )


@dataclass
class FakeResponder:
    """Answers to one interaction; follow-ups that everybody sees stand in the channel too.

    Attributes:
        original: What @original says; None while it says nothing.
        sent: What was sent, as `edit` or `follow` and the body.
        step: Called before and after each effect.
    """

    world: World
    step: Callable[[str], None]
    original: dict[str, JsonValue] | None = None
    followups: list[dict[str, JsonValue]] = field(default_factory=list)
    sent: list[tuple[str, dict[str, JsonValue]]] = field(default_factory=list)
    lost: bool = False
    failures: list[tuple[str, DiscordError]] = field(default_factory=list)

    def within(self, budget: Budget) -> "FakeResponder":
        assert budget.remaining_s > 0
        return self

    def edit_original(self, token: str, body: Mapping[str, JsonValue]) -> JsonValue:
        self._receive("edit", token, body)
        self.original = dict(body)
        self.step("edit after")
        return {"id": "7200000000000000001"}

    def create_followup(self, token: str, body: Mapping[str, JsonValue]) -> JsonValue:
        self._receive("follow", token, body)
        self.followups.append(dict(body))
        message_id = MessageId(self.world.new_id())
        if not int(str(body["flags"])) & EPHEMERAL:
            fields = {"id": message_id, "channel_id": GENERAL, "author": BOT_USER, "content": body["content"]}
            self.world.put_message(Message.model_validate({**fields, "timestamp": self.world.clock()}))
        self.step("follow after")
        return {"id": str(message_id)}

    def _receive(self, kind: str, token: str, body: Mapping[str, JsonValue]) -> None:
        assert token == TOKEN
        self.step(f"{kind} before")
        self.sent.append((kind, dict(body)))
        if self.lost:
            raise InteractionLost("over", status=401, discord_code=50027)
        for failure in list(self.failures):
            if failure[0] == kind:
                self.failures.remove(failure)
                raise failure[1]


class Craft:
    """One turn, over as many attempts as it takes.

    Attributes:
        start: What was asked; a mention unless a test says otherwise.
        shown: What the attempts have saved.
        now_s: The stage's clock for its pace.
        slept: How long it slept.
    """

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.discord = FakeDiscord(self.clock)
        self.world = self.discord.world
        self.responder = FakeResponder(self.world, self._step)
        self.start: Start = mention()
        self.shown = Shown()
        self.savings: list[Shown] = []
        self.now_s = 0.0
        self.slept: list[float] = []
        self.steps: list[str] = []
        self._dying: int | None = None
        fields = {"id": ASKED, "channel_id": GENERAL, "author": {"id": MEMBER}, "content": "hello?"}
        self.world.put_message(Message.model_validate({**fields, "timestamp": self.clock()}))
        self.discord.before = lambda sent: None if sent.reads else self._step(f"{sent.route} before")
        for route in (CREATE_MESSAGE, UPDATE_MESSAGE, CREATE_DM):
            self.discord.fail(route, Dead(), times=1 << 30, after=True, where=lambda sent: self._kills(sent.route))

    def stage(self) -> TurnStage:
        """A new attempt, which knows only what was saved."""
        pace = Pace(now_s=lambda: self.now_s, sleep=self._sleep, typing_s=0.005)
        stages = DiscordStages(
            discord=self.discord, responder=lambda _: self.responder, log=Logger("test"), clock=self.clock, pace=pace
        )
        return stages.of(self.start, self.shown, self._keep)

    def die_at(self, step: int | None) -> None:
        """Let the process die at a step, counted from here; None = never."""
        self.steps.clear()
        self._dying = step

    def said(self, channel_id: ChannelId = GENERAL) -> list[str]:
        """What the bot's messages in a channel say, oldest first."""
        held = self.world.messages.get(channel_id, {}).values()
        return [each.content for each in sorted(held, key=lambda each: int(each.id)) if each.author == BOT_USER]

    def bodies(self, channel_id: ChannelId = GENERAL) -> list[dict[str, JsonValue]]:
        """The bodies of the bot's messages in a channel, as they were sent or edited last."""
        return self.world.posted(channel_id)

    def forget_nonces(self) -> None:
        """Let so much time pass that Discord knows no nonce any more."""
        self.world.nonces.clear()

    def _keep(self, shown: Shown) -> None:
        self._step("keep before")
        self.shown = Shown.model_validate_json(shown.model_dump_json())
        self.savings.append(self.shown)
        self._step("keep after")

    def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now_s += seconds

    def _step(self, name: str) -> None:
        if self._kills(name):
            raise Dead(name)

    def _kills(self, name: str) -> bool:
        self.steps.append(name)
        return len(self.steps) == self._dying
