"""What the control API shows: the whole guild for the page, messages and direct messages as a user sees them."""

from local.discord import permissions, views
from local.discord.errors import Json
from local.discord.sim import Simulation


def state(sim: Simulation) -> Json:
    """Return the guild with channels, roles, members, commands and the rights of each user in each channel."""
    world, who = sim.world, sim.identity
    guild = world.guilds[who.guild_id]
    channels = world.guild_channels(guild.id)
    people = {name: user_id for name, user_id in who.users.items() if user_id in guild.members}
    return {
        "guild": views.guild(guild),
        "channels": [views.channel(world, channel) for channel in channels],
        "roles": views.roles(guild),
        "members": [views.member(world, guild, user_id) for user_id in guild.members],
        "users": who.users,
        "bot_user_id": sim.bot_id,
        "commands": [command for scope in world.commands.values() for command in scope.values()],
        "permissions": {
            name: {c["id"]: str(int(permissions.in_channel(world, c, user_id))) for c in channels}
            for name, user_id in (people | {"bot": sim.bot_id}).items()
            if user_id in guild.members
        },
        "bans": list(guild.bans.values()),
        "audit_log": guild.audit[-100:],
        "names": sim.identity.extra,
        "settings": vars(sim.settings),
        "now": sim.clock.iso(),
        "invalid_requests": len(sim.record.invalid),
    }


def messages(sim: Simulation, channel_id: str, viewer_id: str | None) -> list[Json]:
    """Return a channel's messages, newest first; ephemeral ones only for the user who sees them."""
    world = sim.world
    kept = world.messages.get(channel_id, {})
    shown = [m for m in kept.values() if world.ephemeral.get(m["id"], viewer_id) == viewer_id]
    return [
        views.message(world, m, viewer_id or sim.bot_id)
        for m in sorted(shown, key=lambda m: int(m["id"]), reverse=True)
    ]


def direct_messages(sim: Simulation, user_id: str) -> list[Json]:
    """Return a user's direct message channels with the bot."""
    return [
        sim.world.channels[channel_id] for channel_id, members in sim.world.dm_members.items() if user_id in members
    ]
