"""Discord as operations and policy see it: typed reads with a short memory, and one `call` for everything else.

A call of ours reads the same guild, channel and member several times (policy, preview, execution), so what was read
a few seconds ago is good enough; `fresh()` begins without what was read before, and any write forgets everything, but
for messages and typing, which change nobody's rights. One reader serves one deployment; `with_execution` makes a copy
for one execution, whose writes carry its reason and nonce.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from typing import cast

from pydantic import JsonValue, TypeAdapter

from guildhall.clock import Clock, new_id, utc_now
from guildhall.discord import routes
from guildhall.discord.budget import Budget
from guildhall.discord.collecting import collect
from guildhall.discord.files import Files
from guildhall.discord.ids import ChannelId, GuildId, MessageId, UserId
from guildhall.discord.limits import MESSAGES_PAGE_COUNT, MY_GUILDS_PAGE_COUNT
from guildhall.discord.memory import Memory
from guildhall.discord.parsing import parsed
from guildhall.discord.requests import Body, Query, Request
from guildhall.discord.rest import DiscordRest
from guildhall.discord.rostering import PAGE_COUNT, enroll
from guildhall.discord.routes import Route
from guildhall.discord.types.application import Application
from guildhall.discord.types.channel import Channel, ChannelType, ThreadMember
from guildhall.discord.types.guild import Guild, Member, User
from guildhall.discord.types.message import Message
from guildhall.errors import DiscordForbidden, DiscordNotFound, InvalidArguments
from guildhall.observability import logger

_log = logger("reader")
_GUILD, _GUILDS = TypeAdapter(Guild), TypeAdapter(list[Guild])
_CHANNEL, _CHANNELS = TypeAdapter(Channel), TypeAdapter(list[Channel])
_MESSAGE, _MESSAGES = TypeAdapter(Message), TypeAdapter(list[Message])
_MEMBERS = TypeAdapter(list[Member])
_MEMBER, _USER = TypeAdapter(Member), TypeAdapter(User)
_APPLICATION = TypeAdapter(Application)
_THREAD_MEMBERS = TypeAdapter(list[ThreadMember])


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscordReader:
    """Implements `guildhall.operations.ports.DiscordPort`.

    Attributes:
        rest: The bot's way to Discord.
        clock: Tells how old a remembered answer is.
        staleness_s: How old a remembered answer may be, in seconds.
        reason: For Discord's audit log, sent with writes.
        idempotency_key: Names the execution: a message that it sends twice is posted once.
    """

    rest: DiscordRest = field(repr=False)
    clock: Clock = field(default=utc_now, repr=False)
    staleness_s: float = 5.0
    reason: str | None = field(default=None, repr=False)
    idempotency_key: str | None = None
    _memory: Memory = field(default_factory=Memory, repr=False)
    _nth: Iterator[int] = field(default_factory=count, repr=False)

    def fresh(self) -> "DiscordReader":
        """Return a reader that remembers nothing from before now; what it reads itself it reads once."""
        return replace(self, _memory=self._memory.emptied())

    def forget(self) -> None:
        """Forget what was read before now: somebody else may have changed it."""
        self._memory.forget()

    def with_execution(self, reason: str, idempotency_key: str) -> "DiscordReader":
        """Return a reader for one execution; made again for the same execution, it makes the same nonces."""
        return replace(self, reason=reason, idempotency_key=idempotency_key, _nth=count())

    def within(self, budget: Budget) -> "DiscordReader":
        """Return a reader all of whose requests share one budget."""
        return replace(self, rest=self.rest.within(budget))

    def call(
        self,
        route: Route,
        path: Mapping[str, str],
        *,
        query: Query | None = None,
        body: Body | None = None,
        files: Files | None = None,
    ) -> JsonValue:
        """Send one request; see `DiscordPort.call`."""
        request = Request(
            route=route,
            path=dict(path),
            query=query,
            body=body,
            reason=self.reason,
            nonce_key=self._nonce_key(route, path),
            files=files,
        )
        try:
            return self.rest.send(request)
        finally:
            if not (request.reads or route in routes.TALK):
                self._memory.forget()

    def guild(self, guild_id: GuildId) -> Guild:
        """Return the guild with its roles and approximate counts."""
        return self._remembered((routes.GET_GUILD.text, guild_id), lambda: self._guild(guild_id))

    def _guild(self, guild_id: GuildId) -> Guild:
        answer = self.call(routes.GET_GUILD, {"guild_id": guild_id}, query={"with_counts": True})
        return parsed(_GUILD, routes.GET_GUILD, answer)

    def guilds(self) -> list[Guild]:
        """Return the guilds that the bot is in, by id; only id, name and icon are filled."""
        found: list[Guild] = []
        while True:
            query: dict[str, str | int | bool] = {"limit": MY_GUILDS_PAGE_COUNT}
            if found:
                query["after"] = found[-1].id
            page = parsed(_GUILDS, routes.LIST_MY_GUILDS, self.call(routes.LIST_MY_GUILDS, {}, query=query))
            found += sorted(page, key=lambda guild: int(guild.id))
            if len(page) < MY_GUILDS_PAGE_COUNT:
                return found

    def channel(self, channel_id: ChannelId) -> Channel:
        """Return a channel or thread; a private thread with its members, as far as Discord tells them."""
        return self._remembered((routes.GET_CHANNEL.text, channel_id), lambda: self._channel(channel_id))

    def _channel(self, channel_id: ChannelId) -> Channel:
        answer = self.call(routes.GET_CHANNEL, {"channel_id": channel_id})
        channel = parsed(_CHANNEL, routes.GET_CHANNEL, answer)
        if channel.type is not ChannelType.PRIVATE_THREAD:
            return channel
        return channel.model_copy(update={"member_ids": self._thread_members(channel_id)})

    def channels(self, guild_id: GuildId) -> list[Channel]:
        """Return the guild's channels without threads, in the order of Discord's client."""
        return list(self._remembered((routes.LIST_GUILD_CHANNELS.text, guild_id), lambda: self._channels(guild_id)))

    def _channels(self, guild_id: GuildId) -> tuple[Channel, ...]:
        answer = self.call(routes.LIST_GUILD_CHANNELS, {"guild_id": guild_id})
        return tuple(_in_client_order(parsed(_CHANNELS, routes.LIST_GUILD_CHANNELS, answer)))

    def member(self, guild_id: GuildId, user_id: UserId) -> Member:
        """Return a member."""
        key = (routes.GET_GUILD_MEMBER.text, guild_id, user_id)
        return self._remembered(key, lambda: self._member(guild_id, user_id))

    def _member(self, guild_id: GuildId, user_id: UserId) -> Member:
        answer = self.call(routes.GET_GUILD_MEMBER, {"guild_id": guild_id, "user_id": user_id})
        return parsed(_MEMBER, routes.GET_GUILD_MEMBER, answer)

    def members(self, guild_id: GuildId, user_ids: Iterable[UserId]) -> dict[UserId, Member]:
        """Return those of them who are members; see `DiscordPort.members`."""
        wanted = sorted(set(user_ids), key=int)
        key = (routes.LIST_GUILD_MEMBERS.text, guild_id, *wanted)
        return dict(self._remembered(key, lambda: self._members(guild_id, wanted)))

    def _members(self, guild_id: GuildId, wanted: Sequence[UserId]) -> dict[UserId, Member]:
        def page(after: str) -> list[Member]:
            query: dict[str, str | int | bool] = {"after": after, "limit": PAGE_COUNT}
            answer = self.call(routes.LIST_GUILD_MEMBERS, {"guild_id": guild_id}, query=query)
            return parsed(_MEMBERS, routes.LIST_GUILD_MEMBERS, answer)

        if len(wanted) > 1:
            try:
                return enroll(wanted, page, lambda member: member.id)
            except DiscordForbidden:
                # The list takes an intent that the application may not have; each one by itself takes none.
                _log.info("members are read one by one", extra={"count": len(wanted)})
        return {user_id: member for user_id in wanted if (member := self._member_or_none(guild_id, user_id))}

    def _member_or_none(self, guild_id: GuildId, user_id: UserId) -> Member | None:
        try:
            return self.member(guild_id, user_id)
        except DiscordNotFound:
            return None

    def application(self) -> Application:
        """Return the application whose bot we are, with its owner or team."""
        return self._remembered((routes.GET_MY_APPLICATION.text,), self._application)

    def _application(self) -> Application:
        return parsed(_APPLICATION, routes.GET_MY_APPLICATION, self.call(routes.GET_MY_APPLICATION, {}))

    def bot_member(self, guild_id: GuildId) -> Member:
        """Return the bot itself as a member."""
        return self.member(guild_id, self.bot_user().id)

    def bot_user(self) -> User:
        """Return the bot's own account."""
        known = self._memory.lasting.get("bot_user")
        if isinstance(known, User):
            return known
        user = parsed(_USER, routes.GET_MY_USER, self.call(routes.GET_MY_USER, {}))
        self._memory.lasting["bot_user"] = user
        return user

    def recent_messages(
        self,
        channel_id: ChannelId,
        *,
        limit: int,
        before: MessageId | None = None,
        after: MessageId | None = None,
        around: MessageId | None = None,
    ) -> list[Message]:
        """Return messages, newest first, at most `limit` (1 to 100); at most one of the three anchors."""
        anchors = {"before": before, "after": after, "around": around}
        given: dict[str, str | int | bool] = {name: anchor for name, anchor in anchors.items() if anchor is not None}
        if len(given) > 1 or not 1 <= limit <= MESSAGES_PAGE_COUNT:
            raise InvalidArguments(
                f"Messages are read 1 to {MESSAGES_PAGE_COUNT} at a time, before, after or around one message.",
                "Give a smaller limit, and one of before, after and around.",
            )
        answer = self.call(routes.LIST_MESSAGES, {"channel_id": channel_id}, query={"limit": limit, **given})
        page = parsed(_MESSAGES, routes.LIST_MESSAGES, answer)
        return sorted(page, key=lambda message: int(message.id), reverse=True)

    def messages(self, channel_id: ChannelId, message_ids: Iterable[MessageId]) -> list[Message]:
        """Return exactly these messages, oldest first; see `DiscordPort.messages`."""
        return collect(self, channel_id, message_ids)

    def message(self, channel_id: ChannelId, message_id: MessageId) -> Message:
        """Return one message."""
        answer = self.call(routes.GET_MESSAGE, {"channel_id": channel_id, "message_id": message_id})
        return parsed(_MESSAGE, routes.GET_MESSAGE, answer)

    def _remembered[T](self, key: tuple[str, ...], read: Callable[[], T]) -> T:
        now, generation = self.clock(), self._memory.generation
        known = self._memory.recall(key, now, self.staleness_s)
        if known is not None:
            return cast("T", known)
        found = read()
        self._memory.keep(key, found, now, generation)
        return found

    def _thread_members(self, channel_id: ChannelId) -> frozenset[UserId]:
        try:
            answer = self.call(routes.LIST_THREAD_MEMBERS, {"channel_id": channel_id})
        except DiscordForbidden:
            return frozenset()
        return frozenset(entry.user_id for entry in parsed(_THREAD_MEMBERS, routes.LIST_THREAD_MEMBERS, answer))

    def _nonce_key(self, route: Route, path: Mapping[str, str]) -> str:
        if self.idempotency_key is None or route != routes.CREATE_MESSAGE:
            return new_id()
        return f"{self.idempotency_key}/{path.get('channel_id')}/{next(self._nth)}"


def _in_client_order(channels: list[Channel]) -> list[Channel]:
    categories = {channel.id: channel for channel in channels if channel.type is ChannelType.GUILD_CATEGORY}

    def place(channel: Channel) -> tuple[int, ...]:
        category = categories.get(channel.id) or (categories.get(channel.parent_id) if channel.parent_id else None)
        of_category = (category.position, int(category.id)) if category else (-1, 0)
        return (*of_category, channel.id not in categories, channel.type.is_voice, channel.position, int(channel.id))

    return sorted(channels, key=place)
