"""Who is in which voice channel, and how."""

from datetime import datetime

from guildhall.discord.ids import ChannelId, GuildId, UserId
from guildhall.discord.routes import Route
from guildhall.errors import DiscordNotFound
from guildhall.operations.base import Locus
from guildhall.operations.ports import DiscordPort
from guildhall.operations.shown import At, Shown

GET_STATE = Route("GET /guilds/{guild_id}/voice-states/{user_id}")
GET_OWN_STATE = Route("GET /guilds/{guild_id}/voice-states/@me")
UNSEEN = ("They are in no voice channel that you can see.", "Wait until they join one; the bot has to see it too.")
"""Of somebody who is in none and of somebody in a hidden one the same, so that nobody learns who sits there."""
OWN_UNSEEN = ("The bot is in no voice channel that you can see.", "It has to be in one that you see.")


class VoiceState(Shown):
    """Somebody in a voice channel: `muted` and `deafened` by the server, `suppressed` as a stage's audience is."""

    user_id: UserId
    channel_id: ChannelId | None = None
    muted: bool = At("mute", default=False)
    deafened: bool = At("deaf", default=False)
    self_muted: bool = At("self_mute", default=False)
    self_deafened: bool = At("self_deaf", default=False)
    streaming: bool = At("self_stream", default=False)
    on_camera: bool = At("self_video", default=False)
    suppressed: bool = At("suppress", default=False)
    asked_to_speak_at: datetime | None = At("request_to_speak_timestamp", default=None)


def state_of(discord: DiscordPort, guild_id: GuildId, user_id: UserId | None) -> VoiceState:
    """Return how somebody is in voice; None = the bot itself.

    Raises:
        DiscordNotFound: They are in no voice channel of the guild.
    """
    route = GET_STATE if user_id else GET_OWN_STATE
    path = {"guild_id": str(guild_id), **({"user_id": str(user_id)} if user_id else {})}
    try:
        state = VoiceState.read(discord.call(route, path), route)
    except DiscordNotFound as error:
        told = "They are in no voice channel of this server."
        raise DiscordNotFound(told, "Wait until they join one.", status=404, discord_code=error.discord_code) from error
    return state


def locus_of(discord: DiscordPort, guild_id: GuildId, user_id: UserId | None) -> Locus:
    """Return the voice channel that somebody is in, for it rules what others may do there.

    Raises:
        DiscordNotFound: They are in none; that is the same denial as a channel that the caller does not see.
    """
    guild, state = discord.guild(guild_id), state_of(discord, guild_id, user_id)
    if state.channel_id is None:
        raise DiscordNotFound("They are in no voice channel of this server.", "Wait until they join one.", status=404)
    return Locus(guild=guild, channel=discord.channel(state.channel_id))
