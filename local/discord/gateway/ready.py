"""The first event of a session.

Source: https://discord.com/developers/docs/events/gateway-events#ready
"""

from local.discord.errors import Json
from local.discord.gateway.protocol import API_VERSION
from local.discord.gateway.session import Session
from local.discord.sim import Simulation


def ready(sim: Simulation, session: Session, data: Json) -> Json:
    """Return what READY tells: who the bot is, its guilds, and how to come back to this session."""
    guilds = [guild.id for guild in sim.world.guilds.values() if sim.bot_id in guild.members]
    shown: Json = {
        "v": int(API_VERSION),
        "user": sim.world.users[sim.bot_id] | {"mfa_enabled": True, "verified": True, "email": None},
        "guilds": [{"id": guild_id, "unavailable": True} for guild_id in guilds],
        "session_id": session.id,
        "session_type": "normal",
        "resume_gateway_url": sim.addresses.gateway_url,
        "application": {"id": sim.identity.application_id, "flags": (1 << 15) | (1 << 19)},
        "private_channels": [],
        "relationships": [],
        "presences": [],
        "user_settings": {},
        "guild_join_requests": [],
        "geo_ordered_rtc_regions": ["rotterdam"],
        "_trace": ["simulated"],
    }
    return shown | ({"shard": data["shard"]} if data.get("shard") else {})
