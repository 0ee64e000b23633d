"""Who reads an answer, and whether they may know what a call has read.

The asker's rights are not the readers' rights: `policy.readers` compares the channel that was read and the one in which
it was asked. That is judged also where only the asker sees the answer: what the turn writes may be for all to see.

A channel that the asker cannot see is "unknown", like everywhere, and makes nothing private: privacy tells nobody what
exists. Source: `docs/adr/0005-who-may-read-the-answer.md`
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from pydantic import JsonValue

from guildhall.clock import Clock
from guildhall.discord.budget import Budget
from guildhall.discord.ids import ChannelId
from guildhall.discord.permissions import NO_PERMISSIONS, Permission
from guildhall.discord.rights import channel_permissions
from guildhall.discord.types.channel import Channel
from guildhall.discord.types.guild import Guild
from guildhall.errors import DiscordForbidden, DiscordNotFound
from guildhall.execution.ports import DiscordAccess
from guildhall.identity import PlatformRole
from guildhall.operations.base import ChannelOperation, GuildOperation, Operation
from guildhall.operations.catalogue import AnyOperation
from guildhall.operations.ports import DiscordPort
from guildhall.operations.spec import Discloses, Risk
from guildhall.policy import scopes
from guildhall.policy.readers import Parents, covers
from guildhall.surfaces.agent.ports import Asked

LOOKING_S = 10.0
_VIEW = Permission.VIEW_CHANNEL
_READ = _VIEW | Permission.READ_MESSAGE_HISTORY
_GONE = (DiscordNotFound, DiscordForbidden)
_PLAIN = (Operation.locate, GuildOperation.locate, ChannelOperation.locate)
"""Ways to locate that lead to no channel but the one that is named."""
_NAMES_CHANNELS = re.compile(r"(?:\w+_)?channel_ids?")
_KNOWN_WITH_IT = frozenset({"parent_channel_id", "from_channel_id"})
"""Channels that Discord shows to whoever sees the thing itself: a thread's, and the one that a message came from."""


@dataclass(frozen=True, slots=True)
class Readers:
    """Those who read one turn's answer; of nobody is it known that they may read anything if `reply` is None."""

    guild: Guild | None
    reply: Channel | None
    parents: Parents

    def read(self, source: Channel) -> bool:
        """Return whether all of them surely read that channel."""
        return (
            self.guild is not None and self.reply is not None and covers(source, self.reply, self.guild, self.parents)
        )


@dataclass(frozen=True, slots=True)
class Audience:
    """Judges calls; made for each call anew, over what Discord said a moment ago.

    Every method may raise a `DiscordError`.
    """

    discord: DiscordAccess = field(repr=False)
    clock: Clock = field(repr=False)

    def exposes(self, asked: Asked, operation: AnyOperation, *, proved: bool, gone: bool = False) -> bool:
        """Return whether to speak of the operation's channels is to tell readers what they may not know.

        That is the channel that is named, and the one where something is that an id of its own names (a webhook, an
        invite, an event, somebody in voice).

        Args:
            asked: The turn.
            operation: The request.
            proved: The steps let it pass, so the asker sees the channel; else that is looked up.
            gone: The answer for a channel that cannot be found.
        """
        discord = self._port()
        return any(
            self._exposed(discord, asked, channel, proved=proved, gone=gone) for channel in _told_of(discord, operation)
        )

    def _exposed(
        self, discord: DiscordAccess, asked: Asked, channel: Channel | None, *, proved: bool, gone: bool
    ) -> bool:
        if channel is None or channel.guild_id != asked.guild_id:
            return gone
        parents = _parents(discord, channel)
        if not proved and not self._asker_has(_VIEW, discord, asked, channel):
            return False
        return not self._readers(discord, asked, parents).read(channel)

    def withholds(self, asked: Asked, operation: AnyOperation, result: Mapping[str, JsonValue]) -> bool:
        """Return whether a result is not for all readers, the operation's own channel apart."""
        if operation.discloses is Discloses.BY_ENTRY:
            return False
        if operation.discloses is Discloses.TO_CALLER or (operation.spec.risk is Risk.READ and _is_special(operation)):
            return True
        named = set(_channel_ids(result)) - {str(getattr(operation, "channel_id", ""))}
        return bool(named) and not self._all_read(asked, named)

    def narrow(
        self, asked: Asked, operation: AnyOperation, result: Mapping[str, JsonValue]
    ) -> tuple[dict[str, JsonValue], int]:
        """Return a list with those entries that all readers may know, and how many were left out."""
        told = dict(result)
        if operation.discloses is not Discloses.BY_ENTRY:
            return told, 0
        discord = self._port()
        channels = {str(channel.id): channel for channel in discord.channels(asked.guild_id)}
        readers, left_out = self._readers(discord, asked, {}), 0
        for name, entries in result.items():
            if isinstance(entries, list):
                kept = [entry for entry in entries if _is_for(entry, asked, channels, readers)]
                told[name], left_out = kept, left_out + len(entries) - len(kept)
        return told, left_out

    def recalls(self, asked: Asked) -> bool:
        """Return whether the asker may read what others said before where it was asked."""
        discord = self._port()
        channel = _found(discord, asked.channel_id)
        return channel is not None and self._asker_has(_READ, discord, asked, channel)

    def _port(self) -> DiscordAccess:
        return self.discord.within(Budget.of(LOOKING_S))

    def _readers(self, discord: DiscordPort, asked: Asked, parents: Parents) -> Readers:
        reply = _found(discord, asked.channel_id)
        try:
            guild = discord.guild(asked.guild_id)
        except _GONE:
            guild = None
        above = {} if reply is None else _parents(discord, reply)
        return Readers(guild, reply, {**parents, **above})

    def _asker_has(self, needed: Permission, discord: DiscordPort, asked: Asked, channel: Channel) -> bool:
        try:
            guild, member = discord.guild(asked.guild_id), discord.member(asked.guild_id, asked.principal.user_id)
        except _GONE:
            return False
        parent = next(iter(_parents(discord, channel).values()), None)
        return channel_permissions(guild, member, channel, parent, now=self.clock()).has(needed)

    def _all_read(self, asked: Asked, channel_ids: set[str]) -> bool:
        discord = self._port()
        readers = self._readers(discord, asked, {})
        channels = (_found(discord, ChannelId(each)) for each in sorted(channel_ids))
        return all(channel is not None and readers.read(channel) for channel in channels)


def _told_of(discord: DiscordPort, operation: AnyOperation) -> list[Channel | None]:
    """Return the channels of which an operation speaks; None for one that cannot be found."""
    named = [_found(discord, operation.channel_id)] if isinstance(operation, ChannelOperation) else []
    if type(operation).locate in _PLAIN:
        return named
    try:
        locus = operation.locate(discord)
    except _GONE:
        return [*named, None]
    return [*named, *(channel for channel in (locus.channel, locus.within) if channel is not None)]


def needs_more_than_everybody_has(operation: AnyOperation) -> bool:
    """Return whether only some people's platform role reaches the operation."""
    everybody = scopes.ROLE_SCOPES[PlatformRole.VIEWER]
    return not scopes.covers(everybody, operation.spec.scope)


def _is_special(operation: AnyOperation) -> bool:
    permission = operation.spec.permission or NO_PERMISSIONS
    return needs_more_than_everybody_has(operation) or bool(permission.without(_READ))


def _found(discord: DiscordPort, channel_id: ChannelId) -> Channel | None:
    try:
        return discord.channel(channel_id)
    except _GONE:
        return None


def _parents(discord: DiscordPort, channel: Channel) -> dict[ChannelId, Channel]:
    parent = _found(discord, channel.parent_id) if channel.is_thread and channel.parent_id else None
    return {} if parent is None else {parent.id: parent}


def _channel_ids(value: JsonValue | Mapping[str, JsonValue]) -> Iterator[str]:
    """Yield the channels that a result names, by the names that results have for them."""
    if isinstance(value, Mapping):
        for name, part in value.items():
            named = name not in _KNOWN_WITH_IT and _NAMES_CHANNELS.fullmatch(name)
            yield from (each for each in _several(part) if isinstance(each, str)) if named else _channel_ids(part)
    elif isinstance(value, list):
        for part in value:
            yield from _channel_ids(part)


def _several(value: JsonValue) -> list[JsonValue]:
    return value if isinstance(value, list) else [value]


def _is_for(entry: JsonValue, asked: Asked, channels: Mapping[str, Channel], readers: Readers) -> bool:
    if not isinstance(entry, Mapping):
        return False
    if entry.get("channel_id") is not None:
        channel = channels.get(str(entry["channel_id"]))
        return channel is not None and readers.read(channel)
    return entry.get("guild_id") == str(asked.guild_id)
