"""What the caller may see and do, for operations that show many things at once."""

from dataclasses import dataclass

from guildhall.discord.ids import GuildId, UserId
from guildhall.discord.permissions import NO_PERMISSIONS, Permission
from guildhall.discord.rights import channel_permissions, guild_permissions
from guildhall.discord.types.channel import Channel
from guildhall.errors import DiscordForbidden, DiscordNotFound
from guildhall.identity import PlatformRole
from guildhall.policy.attempt import Attempt
from guildhall.policy.readers import covers


@dataclass(frozen=True, slots=True)
class Rights:
    """The rights of one call's caller; nothing is assumed where Discord does not confirm it."""

    attempt: Attempt

    @property
    def me(self) -> UserId:
        """The caller."""
        return self.attempt.principal.user_id

    def is_me(self, user_id: UserId) -> bool:
        """Return whether somebody is the caller."""
        return user_id == self.attempt.principal.user_id

    def can_reach(self, guild_id: GuildId) -> bool:
        """Return whether the caller is a member of an installed guild inside the credential's ceiling."""
        principal = self.attempt.principal
        if principal.guild_ids is not None and guild_id not in principal.guild_ids:
            return False
        installation = self.attempt.policies.installation(guild_id)
        if installation is None or not installation.active:
            return False
        try:
            self.attempt.discord.member(guild_id, principal.user_id)
        except (DiscordNotFound, DiscordForbidden):
            return False
        return True

    def in_channel(self, channel: Channel) -> Permission:
        """Return the caller's permissions in a channel of the call's guild; none outside the credential's ceiling."""
        guild, caller = self.attempt.guild, self.attempt.caller
        ceiling = self.attempt.principal.channel_ids
        outside = ceiling is not None and not {channel.id, channel.parent_id} & ceiling
        if guild is None or caller is None or outside:
            return NO_PERMISSIONS
        parent = self.attempt.discord.channel(channel.parent_id) if channel.is_thread and channel.parent_id else None
        return channel_permissions(guild, caller, channel, parent, now=self.attempt.now)

    def is_for_readers_of(self, source: Channel, place: Channel) -> bool:
        """Return whether everybody who sees `place` surely reads `source`, both of the call's guild, anyway."""
        guild, of_threads = self.attempt.guild, [each for each in (source, place) if each.is_thread and each.parent_id]
        parents = {
            each.parent_id: self.attempt.discord.channel(each.parent_id) for each in of_threads if each.parent_id
        }
        return guild is not None and covers(source, place, guild, parents)

    def platform_role(self) -> PlatformRole:
        """Return what the caller is to the call's guild on this platform, as step 4 found it."""
        return self.attempt.role

    def in_guild(self) -> Permission:
        """Return the caller's permissions in the call's guild at large; none where the call belongs to none."""
        guild, caller = self.attempt.guild, self.attempt.caller
        if guild is None or caller is None:
            return NO_PERMISSIONS
        return guild_permissions(guild, caller, now=self.attempt.now)
