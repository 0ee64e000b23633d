"""A worker whose executor, approvals, Discord and tables do as they are told, and remember."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Self, cast

from pydantic import JsonValue

from guildhall.discord.ids import ChannelId, GuildId, UserId
from guildhall.discord.interaction import InteractionLost
from guildhall.discord.routes import Route
from guildhall.discord.types.guild import Guild
from guildhall.errors import GuildhallError
from guildhall.execution.outcome import Answer, Call, Completed, Outcome
from guildhall.execution.ports import DiscordAccess
from guildhall.execution.request import build
from guildhall.identity import Principal
from guildhall.policy.model import GuildPolicy, Installation
from guildhall.policy.ports import Policies
from guildhall.surfaces.interactions.answering import Answers
from guildhall.surfaces.interactions.fulfilment import Fulfilment
from guildhall.surfaces.interactions.installations import Installations
from guildhall.surfaces.interactions.job import Action, InteractionJob
from guildhall.surfaces.interactions.messages import Paper, Tone
from guildhall.surfaces.interactions.setting_up import SettingUp
from guildhall.surfaces.interactions.table import CommandTable, document
from guildhall.surfaces.interactions.worker import Worker
from tests.fakes.clock import NOON, FakeClock
from tests.unit.surfaces.interactions.support import APPLICATION, CHANNEL, GUILD, INTERACTION, TOKEN, USER, Written

DOCUMENT = document()
LOST = InteractionLost("The interaction can no longer be answered.", status=404, discord_code=10008)
DONE = Completed({"guilds": [{"guild_id": GUILD, "name": "Guildhall"}]}, "01audit")


def job(action: Action, **more: Any) -> InteractionJob:
    """Return a job of Ada's, in a guild."""
    given: dict[str, Any] = {
        **{"interaction_id": INTERACTION, "token": TOKEN, "application_id": APPLICATION, "guild_id": GUILD},
        **{"channel_id": CHANNEL, "user_id": USER, "private": True, "received_at": NOON},
    }
    return InteractionJob(action=action, **(given | more))


@dataclass
class FakeResponder:
    """Takes answers, or fails as it is told."""

    failures: list[Exception] = field(default_factory=list)
    edits: list[tuple[str, Any]] = field(default_factory=list)
    followups: list[tuple[str, Any]] = field(default_factory=list)
    followup_failure: Exception | None = None

    def edit_original(self, token: str, body: Mapping[str, JsonValue]) -> JsonValue:
        if self.failures:
            raise self.failures.pop(0)
        self.edits.append((token, body))
        return None

    def create_followup(self, token: str, body: Mapping[str, JsonValue]) -> JsonValue:
        if self.followup_failure:
            raise self.followup_failure
        self.followups.append((token, body))
        return None


@dataclass
class FakeDiscord:
    """The bot's own way: says words in channels, and knows which guilds the bot is in."""

    failure: Exception | None = None
    guild_failures: dict[str, Exception] = field(default_factory=dict)
    said: list[tuple[str, str, Any]] = field(default_factory=list)

    def fresh(self) -> Self:
        return self

    def with_execution(self, reason: str, idempotency_key: str) -> Self:
        self.key = idempotency_key
        return self

    def call(self, route: Route, path: Mapping[str, str], *, body: Mapping[str, JsonValue]) -> JsonValue:
        if self.failure:
            raise self.failure
        self.said.append((str(route), path["channel_id"], body))
        return None

    def guild(self, guild_id: GuildId) -> Guild:
        if guild_id in self.guild_failures:
            raise self.guild_failures[guild_id]
        return Guild(id=guild_id)


@dataclass
class FakePolicies:
    """Installations in memory."""

    kept: dict[str, Installation] = field(default_factory=dict)
    chosen: GuildPolicy | None = None

    def installation(self, guild_id: GuildId) -> Installation | None:
        return self.kept.get(guild_id)

    def installations(self) -> list[Installation]:
        return list(self.kept.values())

    def guild_policy(self, guild_id: GuildId) -> GuildPolicy:
        return self.chosen or GuildPolicy.initial(guild_id)

    def put_installation(self, installation: Installation) -> None:
        self.kept[installation.guild_id] = installation


def no_reach(principal: Principal) -> list[tuple[GuildId, str]]:
    return []


@dataclass
class Workbench:
    """A worker and everything around it."""

    run: Callable[[Call], Outcome] = field(default=lambda call: DONE)
    known: Callable[[Call], Outcome | None] = field(default=lambda call: None)
    answer: Callable[[], Answer] = field(default=lambda: Answer("Approved.", settled=True))
    responder: FakeResponder = field(default_factory=FakeResponder)
    discord: FakeDiscord = field(default_factory=FakeDiscord)
    policies: FakePolicies = field(default_factory=FakePolicies)
    clock: FakeClock = field(default_factory=FakeClock)
    log: Written = field(default_factory=Written)
    calls: list[Call] = field(default_factory=list)
    presses: list[tuple[str, str, Principal, str | None]] = field(default_factory=list)
    cancels: list[tuple[str, Principal]] = field(default_factory=list)
    chats: list[ChannelId] = field(default_factory=list)
    welcomed: list[tuple[UserId, GuildId]] = field(default_factory=list)
    verdict: str | None = None
    stopped: Paper | None = None
    wakes: bool = True
    ended: list[str] = field(default_factory=list)
    trouble: GuildhallError | None = None
    woken: list[Action] = field(default_factory=list)

    def worker(self) -> Worker:
        discord = cast("DiscordAccess", self.discord)
        fulfilment = Fulfilment(
            build=lambda name, arguments, principal: build(name, arguments, principal, no_reach),
            run=self._run,
            known=self.known,
            press=self._press,
            cancel=self._cancel,
            setup=SettingUp(
                build=lambda name, arguments, principal: build(name, arguments, principal, no_reach),
                run=self._run,
                chats=lambda guild_id: self.chats,
            ),
            settled=lambda confirmation_id: self.verdict,
            cancelled=lambda turn_id: self.stopped,
            document=DOCUMENT,
            table=CommandTable.read(DOCUMENT),
        )
        return Worker(
            fulfilment=fulfilment,
            answers=Answers(lambda application_id: self.responder, discord, self.clock, self.log.logger),
            installations=Installations(cast("Policies", self.policies), discord, self._welcome),
            expire=self._expire,
            wake=self._wake,
            clock=self.clock,
            log=self.log.logger,
            new_id=lambda: "r" * 26,
        )

    def _run(self, call: Call) -> Outcome:
        self.calls.append(call)
        return self.run(call)

    def _press(self, confirmation_id: str, verb: str, approver: Principal, note: str | None) -> Answer:
        self.presses.append((confirmation_id, verb, approver, note))
        return self.answer()

    def _cancel(self, turn_id: str, presser: Principal) -> Paper:
        self.cancels.append((turn_id, presser))
        return Paper(Tone.DONE, "Cancelling …")

    def _welcome(self, user_id: UserId, guild_id: GuildId) -> None:
        self.welcomed.append((user_id, guild_id))

    def _expire(self, confirmation_id: str) -> None:
        self.ended.append(confirmation_id)
        if self.trouble is not None:
            raise self.trouble

    def _wake(self, action: Action) -> bool:
        self.woken.append(action)
        return self.wakes

    @property
    def shown(self) -> dict[str, Any]:
        """The embed that stands in place of "thinking…"."""
        embed: dict[str, Any] = self.responder.edits[-1][1]["embeds"][0]
        return embed
