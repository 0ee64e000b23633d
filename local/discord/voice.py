"""Who is in which voice channel: Discord's voice states, by guild and user."""

import secrets

from local.discord.errors import Json
from local.discord.sim import Simulation
from local.discord.state import World

STAGE = 13
VOICE_TYPES = frozenset({2, STAGE})
CHANGEABLE = ("mute", "deaf", "self_mute", "self_deaf", "self_stream", "self_video", "suppress")


def states(world: World, guild_id: str) -> dict[str, Json]:
    """Return the guild's voice states by user; changes to it last."""
    return world.collections.setdefault(f"voice-states/{guild_id}", {})


def connect(sim: Simulation, guild_id: str, user_id: str, order: Json | None) -> None:
    """Let somebody join a voice channel, move, or (None) leave, as their client would: ``{channel_id, mute?, …}``.

    Raises:
        ValueError: the channel is no voice channel of the guild.
    """
    if order is None:
        tell(sim, states(sim.world, guild_id).pop(user_id), None)
        return
    channel = sim.world.channel(sim.identity.name_to_id(str(order["channel_id"])))
    if channel.get("guild_id") != guild_id or channel["type"] not in VOICE_TYPES:
        raise ValueError("voice.channel_id must be a voice channel of the guild")
    state: Json = states(sim.world, guild_id).setdefault(
        user_id,
        {
            **dict.fromkeys(CHANGEABLE, False),
            "guild_id": guild_id,
            "user_id": user_id,
            "session_id": secrets.token_hex(16),
            "request_to_speak_timestamp": None,
        },
    )
    # On a stage everybody begins in the audience.
    state |= {"channel_id": channel["id"], "suppress": channel["type"] == STAGE}
    state |= {name: bool(order[name]) for name in CHANGEABLE if name in order}
    tell(sim, state, channel["id"])


def tell(sim: Simulation, state: Json, channel_id: str | None) -> None:
    """Tell the gateway where somebody is now; None = nowhere."""
    sim.emit("VOICE_STATE_UPDATE", state | {"channel_id": channel_id}, guild_id=state["guild_id"])
