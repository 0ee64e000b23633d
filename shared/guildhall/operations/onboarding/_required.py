"""What Discord requires of an onboarding that is on, as far as it can be known before it is asked."""

from typing import TYPE_CHECKING

from guildhall.discord.ids import GuildId
from guildhall.discord.permissions import NO_PERMISSIONS, Permission
from guildhall.errors import InvalidArguments
from guildhall.operations.onboarding_asked import OnboardingChanged, OnboardingMode
from guildhall.operations.onboarding_shown import OnboardingShown
from guildhall.operations.ports import Ports

if TYPE_CHECKING:
    from guildhall.discord.types.channel import Channel
    from guildhall.discord.types.guild import Guild

DEFAULTS, WRITABLE = 7, 5
"""Default channels, and those of them in which @everyone may write.

Source: https://docs.discord.com/developers/resources/guild#modify-guild-onboarding
"""
_WRITING = Permission.VIEW_CHANNEL | Permission.SEND_MESSAGES


def require_channels(ports: Ports, guild_id: GuildId, request: OnboardingChanged, now: OnboardingShown) -> None:
    """Refuse an onboarding that would be on with too few default channels.

    Where questions count as well, nobody but Discord knows what they come to: it is left to decide.

    Raises:
        InvalidArguments: There would be too few; the words tell how many there are.
    """
    enabled = now.enabled if request.enabled is None else request.enabled
    asks = bool(now.prompts if request.prompts is None else request.prompts)
    alone = (request.mode or now.mode) == OnboardingMode.DEFAULT_CHANNELS
    if not enabled or (asks and not alone):
        return
    named = now.default_channel_ids if request.default_channel_ids is None else request.default_channel_ids
    defaults = [channel for channel in ports.discord.channels(guild_id) if channel.id in named]
    open_to_all = [each for each in defaults if _everybody_writes(ports.discord.guild(guild_id), each)]
    if len(defaults) < DEFAULTS or len(open_to_all) < WRITABLE:
        raise InvalidArguments(
            f"An onboarding that is on takes {DEFAULTS} default channels, and that @everyone may write in {WRITABLE} "
            f"of them. There would be {len(defaults)}, and {len(open_to_all)} to write in.",
            "Give default_channel_ids with more channels, or leave it off.",
        )


def _everybody_writes(guild: "Guild", channel: "Channel") -> bool:
    """Return whether @everyone may write in a channel, whatever a role or a member is allowed there."""
    everyone = guild.everyone.permissions if guild.everyone else NO_PERMISSIONS
    own = [each for each in channel.permission_overwrites if each.id == guild.id]
    for each in own:
        everyone = everyone.without(each.deny) | each.allow
    return everyone.has(Permission.ADMINISTRATOR) or everyone.has(_WRITING)
