"""Changing a guild's policy: what every such operation does, and what it refuses.

Whoever changes it needs, by the policy in force and not by the one that is to be, all that the change takes.
"""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Annotated, Self

from pydantic import JsonValue, model_validator

from guildhall.discord.ids import ChannelId, GuildId, RoleId
from guildhall.discord.permissions import Permission
from guildhall.discord.rights import channel_permissions
from guildhall.errors import DiscordForbidden, DiscordNotFound, InvalidArguments, PermissionMissing
from guildhall.identity import PlatformRole
from guildhall.operations.base import GuildOperation
from guildhall.operations.fields import Keep, Redaction
from guildhall.operations.model import Model
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview, Target, diff, seen
from guildhall.operations.spec import Discloses

if TYPE_CHECKING:
    from guildhall.discord.types.channel import Channel
    from guildhall.discord.types.guild import Guild

_SPOKEN_IN = ("approvals_channel_id", "alerts_channel_id")
_CHANNELS = ("writable_channel_ids", "protected_channel_ids")
_ROLES = ("approver_role_ids", "protected_role_ids", "role_map")
_RANKS = list(PlatformRole)


class PolicyChanged(Model):
    """What of the policy was changed, and the version that it has now."""

    version: int
    changed_fields: Annotated[list[str], Redaction(Keep.AS_IS)]


class PolicyEdit(GuildOperation[PolicyChanged]):
    """A change of the guild's policy; its fields, where given, are the policy's."""

    discloses = Discloses.TO_CALLER

    @model_validator(mode="after")
    def _something_changes(self) -> Self:
        if not self.wanted():
            raise ValueError("give at least one field to change")
        return self

    def wanted(self) -> dict[str, JsonValue]:
        """Return the fields that were given, as the policy has them; lists are sorted."""
        given = self.model_dump(mode="json", exclude={"guild_id"}, exclude_none=True)
        return {name: sorted(value, key=str) if isinstance(value, list) else value for name, value in given.items()}

    def preview(self, ports: Ports) -> Preview:
        """Show what becomes different."""
        guild = ports.discord.guild(self.guild_id)
        before, after = ports.rules.policy(self.guild_id), ports.rules.draft(self.guild_id, self.wanted())
        changes = diff(before, {name: value for name, value in after.items() if name in self.wanted()})
        _refuse_unknown(ports, guild, before, after)
        _refuse_above_oneself(ports, _mapping(before["role_map"]), _mapping(after["role_map"]))
        return Preview(
            summary="Change this server's policy" if changes else "Leave this server's policy as it is",
            targets=(Target(id=str(guild.id), label=guild.name),),
            changes=changes,
            requests=0,
            **seen(policy=str(before["version"])),
        )

    def execute(self, ports: Ports) -> PolicyChanged:
        """Change it, on top of what it is by now."""
        before = ports.rules.policy(self.guild_id)
        after = ports.rules.change(self.guild_id, self.wanted())
        changed = [name for name in after if name != "version" and after[name] != before[name]]
        return PolicyChanged.model_validate({"version": after["version"], "changed_fields": changed})


def _refuse_unknown(
    ports: Ports, guild: "Guild", before: Mapping[str, JsonValue], after: Mapping[str, JsonValue]
) -> None:
    """Refuse ids that the change brings in and that are not this guild's, or not for the caller to see."""
    for name in _SPOKEN_IN:
        if after[name] is not None and after[name] != before[name]:
            _require_voice(ports, name, guild, own_channel(ports, guild.id, ChannelId.parse(str(after[name]))))
    for name in _CHANNELS:
        for channel_id in _added(before[name], after[name]):
            own_channel(ports, guild.id, ChannelId.parse(channel_id))
    for name in _ROLES:
        for role_id in _added(before[name], after[name]):
            if guild.role(RoleId.parse(role_id)) is None:
                raise InvalidArguments(f"{name}: there is no role {role_id} here.", "List the roles first.")


def own_channel(ports: Ports, guild_id: GuildId, channel_id: ChannelId) -> "Channel":
    """Return a channel of the guild that the caller sees.

    Raises:
        InvalidArguments: It is none; whether there is one elsewhere is not told.
    """
    channel, guess = None, None
    try:
        channel = ports.discord.channel(channel_id)
    except (DiscordNotFound, DiscordForbidden) as error:
        guess = error
    if (
        channel is None
        or channel.guild_id != guild_id
        or not ports.caller.in_channel(channel).has(Permission.VIEW_CHANNEL)
    ):
        told = f"There is no channel {channel_id} here that you see."
        raise InvalidArguments(told, "List the channels first.") from guess
    return channel


def _require_voice(ports: Ports, name: str, guild: "Guild", channel: "Channel") -> None:
    """Require that the bot can post there: else nobody would ever be asked, or told."""
    parent = ports.discord.channel(channel.parent_id) if channel.is_thread and channel.parent_id else None
    bot = ports.discord.bot_member(guild.id)
    needed = Permission.VIEW_CHANNEL | (
        Permission.SEND_MESSAGES_IN_THREADS if channel.is_thread else Permission.SEND_MESSAGES
    )
    if not channel_permissions(guild, bot, channel, parent, now=ports.now).has(needed):
        raise InvalidArguments(
            f"{name}: the bot cannot send messages in <#{channel.id}>.",
            "Let it see the channel and send there, or name another one.",
        )


def _refuse_above_oneself(ports: Ports, before: Mapping[str, JsonValue], after: Mapping[str, JsonValue]) -> None:
    """Refuse to give, or to take, a platform role above the caller's own through the role map."""
    own = ports.caller.platform_role()
    changed = [role_id for role_id in {*before, *after} if before.get(role_id) != after.get(role_id)]
    for role in (each[role_id] for role_id in changed for each in (before, after) if role_id in each):
        refuse_above(own, PlatformRole(str(role)))


def refuse_above(own: PlatformRole, role: PlatformRole) -> None:
    """Refuse whoever deals with a platform role above their own.

    Raises:
        PermissionMissing: It is above.
    """
    if _RANKS.index(role) < _RANKS.index(own):
        raise PermissionMissing(
            f"The role {role} is above your own here, which is {own}.",
            f"Somebody who is {role} can do it.",
            who="caller",
        )


def _added(before: JsonValue, after: JsonValue) -> list[str]:
    known = _ids(before)
    return [each for each in _ids(after) if each not in known]


def _ids(value: JsonValue) -> list[str]:
    return [str(each) for each in value] if isinstance(value, Iterable) and not isinstance(value, str) else []


def _mapping(value: JsonValue) -> dict[str, JsonValue]:
    return value if isinstance(value, dict) else {}
