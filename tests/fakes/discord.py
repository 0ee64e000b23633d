"""Discord in memory: a `DiscordAccess` over one small world, which writes down everything that reaches it.

    discord = FakeDiscord()                           # the guild of `tests.fakes.guild`
    discord.world.edit_member(MEMBER, roles=())       # turn the world; see `tests.fakes.world`
    discord.calls, discord.writes, discord.sent(route)
    discord.fail("PATCH /channels/{channel_id}", DiscordUnavailable("down"))   # the next such request fails
    discord.fail(route, OutcomeUnknown("?"), after=True)                       # … after it had its effect
    discord.before = hook                             # called with each `Sent` before it does anything: drift, crash

`fresh`, `within` and `with_execution` give views of the same world. A message that is sent twice by one execution is
posted once, as Discord does with a nonce. Rights are not looked at: that is what the code under test has to do.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import count

from pydantic import JsonValue

from guildhall.discord import routes
from guildhall.discord.budget import Budget
from guildhall.discord.files import Files
from guildhall.discord.ids import ChannelId, GuildId, MessageId, UserId
from guildhall.discord.routes import Route
from guildhall.discord.types.application import Application
from guildhall.discord.types.channel import Channel
from guildhall.discord.types.guild import Guild, Member, User
from guildhall.discord.types.message import Message
from guildhall.errors import DiscordNotFound
from tests.fakes.clock import FakeClock
from tests.fakes.documented import answered
from tests.fakes.effects import EFFECTS
from tests.fakes.guild import BOT, BOT_USER
from tests.fakes.world import Sent, World


@dataclass
class _Failure:
    route: str
    error: BaseException
    times: int
    after: bool
    where: Callable[[Sent], bool]


@dataclass
class _Record:
    """What all views of one Discord share besides the world."""

    calls: list[Sent] = field(default_factory=list)
    failures: list[_Failure] = field(default_factory=list)
    forgotten: int = 0
    before: Callable[[Sent], None] = lambda sent: None


class FakeDiscord:
    """A view of the world, for one execution or for none."""

    def __init__(self, clock: Callable[[], datetime] | None = None) -> None:
        self.world = World(clock or FakeClock())
        self._record = _Record()
        self._reason: str | None = None
        self._key: str | None = None
        self._nth: Iterator[int] = count()
        self._fresh = False

    # What a test looks at and turns.

    @property
    def calls(self) -> list[Sent]:
        """Everything that reached Discord, oldest first."""
        return self._record.calls

    @property
    def writes(self) -> list[Sent]:
        """What was sent, reads left out."""
        return [sent for sent in self.calls if not sent.reads]

    def sent(self, route: Route | str) -> list[Sent]:
        """The requests that took a route."""
        return [sent for sent in self.calls if sent.route == str(route)]

    @property
    def forgotten(self) -> int:
        """How often what was read before was forgotten."""
        return self._record.forgotten

    @property
    def before(self) -> Callable[[Sent], None]:
        """Called with each request before it has any effect."""
        return self._record.before

    @before.setter
    def before(self, hook: Callable[[Sent], None]) -> None:
        self._record.before = hook

    def fail(
        self,
        route: Route | str,
        error: BaseException,
        *,
        times: int = 1,
        after: bool = False,
        where: Callable[[Sent], bool] = lambda sent: True,
    ) -> None:
        """Let the next requests of a route fail; `after` lets them have their effect first."""
        self._record.failures.append(_Failure(str(route), error, times, after, where))

    # DiscordAccess.

    def fresh(self) -> "FakeDiscord":
        view = self._view(self._reason, self._key)
        view._fresh = True
        return view

    def forget(self) -> None:
        self._record.forgotten += 1

    def within(self, budget: Budget) -> "FakeDiscord":
        assert budget.remaining_s > 0
        return self._view(self._reason, self._key)

    def with_execution(self, reason: str, idempotency_key: str) -> "FakeDiscord":
        return self._view(reason, idempotency_key)

    def _view(self, reason: str | None, key: str | None) -> "FakeDiscord":
        view = FakeDiscord.__new__(FakeDiscord)
        view.world, view._record, view._nth = self.world, self._record, count()
        view._reason, view._key, view._fresh = reason, key, self._fresh
        return view

    def call(
        self,
        route: Route,
        path: Mapping[str, str],
        *,
        query: Mapping[str, str | int | bool | Sequence[str]] | None = None,
        body: Mapping[str, JsonValue] | Sequence[JsonValue] | None = None,
        files: Files | None = None,
    ) -> JsonValue:
        route.path(path)
        effect, own = EFFECTS.get(route.text, answered), {name: str(path[name]) for name in route.names}
        nonce = f"{self._key}/{own.get('channel_id')}/{next(self._nth)}" if self._key else None
        fields, items = (body, None) if body is None or isinstance(body, Mapping) else (None, body)
        sent = Sent(route.text, own, query, fields, items, self._reason, nonce, files=files)
        return self._through(sent, lambda: effect(self.world, sent))

    def _through[T](self, sent: Sent, effect: Callable[[], T]) -> T:
        sent = replace(sent, fresh=self._fresh)
        with self.world.lock:
            self.calls.append(sent)
        self.before(sent)
        failure = self._failure_of(sent)
        if failure is not None and not failure.after:
            raise failure.error
        with self.world.lock:
            answer = effect()
        if failure is not None:
            raise failure.error
        return answer

    def _failure_of(self, sent: Sent) -> _Failure | None:
        with self.world.lock:
            for failure in self._record.failures:
                if failure.times and failure.route == sent.route and failure.where(sent):
                    failure.times -= 1
                    return replace(failure)
        return None

    # DiscordPort's readers.

    def guild(self, guild_id: GuildId) -> Guild:
        sent = Sent(routes.GET_GUILD.text, {"guild_id": guild_id})
        return self._through(sent, lambda: self.world.guild(guild_id))

    def guilds(self) -> list[Guild]:
        bare = [Guild(id=guild.id, name=guild.name) for guild in self.world.guilds.values()]
        return self._through(Sent(routes.LIST_MY_GUILDS.text), lambda: bare)

    def channel(self, channel_id: ChannelId) -> Channel:
        sent = Sent(routes.GET_CHANNEL.text, {"channel_id": channel_id})
        return self._through(sent, lambda: self.world.channel(channel_id))

    def channels(self, guild_id: GuildId) -> list[Channel]:
        def listed() -> list[Channel]:
            known = self.world.channels.values()
            self.world.guild(guild_id)
            return [channel for channel in known if channel.guild_id == guild_id and not channel.is_thread]

        return self._through(Sent(routes.LIST_GUILD_CHANNELS.text, {"guild_id": guild_id}), listed)

    def member(self, guild_id: GuildId, user_id: UserId) -> Member:
        sent = Sent(routes.GET_GUILD_MEMBER.text, {"guild_id": guild_id, "user_id": user_id})
        return self._through(sent, lambda: self.world.member(guild_id, user_id))

    def members(self, guild_id: GuildId, user_ids: Iterable[UserId]) -> dict[UserId, Member]:
        def found() -> dict[UserId, Member]:
            known, wanted = self.world.members, sorted(set(user_ids), key=int)
            return {user_id: known[guild_id, user_id] for user_id in wanted if (guild_id, user_id) in known}

        return self._through(Sent(routes.LIST_GUILD_MEMBERS.text, {"guild_id": guild_id}), found)

    def application(self) -> Application:
        return self._through(Sent(routes.GET_MY_APPLICATION.text), lambda: self.world.application)

    def bot_user(self) -> User:
        return self._through(Sent(routes.GET_MY_USER.text), lambda: BOT_USER)

    def bot_member(self, guild_id: GuildId) -> Member:
        return self.member(guild_id, BOT)

    def recent_messages(
        self,
        channel_id: ChannelId,
        *,
        limit: int,
        before: MessageId | None = None,
        after: MessageId | None = None,
        around: MessageId | None = None,
    ) -> list[Message]:
        anchors = {"before": before, "after": after, "around": around}
        query: dict[str, str | int | bool] = {"limit": limit, **{name: str(at) for name, at in anchors.items() if at}}

        def page() -> list[Message]:
            held = sorted(self.world.messages.get(channel_id, {}).values(), key=lambda message: -int(message.id))
            if after is not None:
                return [message for message in held if int(message.id) > int(after)][-limit:]
            if around is not None:
                place = sum(int(message.id) > int(around) for message in held)
                return held[max(0, place - limit // 2) :][:limit]
            return [message for message in held if before is None or int(message.id) < int(before)][:limit]

        return self._through(Sent(routes.LIST_MESSAGES.text, {"channel_id": channel_id}, query), page)

    def messages(self, channel_id: ChannelId, message_ids: Iterable[MessageId]) -> list[Message]:
        wanted = sorted(set(message_ids), key=int)

        def exactly() -> list[Message]:
            held = self.world.messages.get(channel_id, {})
            missing = [str(message_id) for message_id in wanted if message_id not in held]
            if missing:
                raise DiscordNotFound("Not in the channel.", status=404, discord_code=10008, missing=missing)
            return [held[message_id] for message_id in wanted]

        return self._through(Sent(routes.LIST_MESSAGES.text, {"channel_id": channel_id}), exactly)
