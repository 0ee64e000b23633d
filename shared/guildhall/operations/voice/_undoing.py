"""How what was done to a member in voice is undone."""

from pydantic import JsonValue

from guildhall.discord.ids import GuildId, UserId
from guildhall.operations.ports import Ports
from guildhall.operations.reversal import Reversal
from guildhall.operations.voice._state import state_of


def was(ports: Ports, guild_id: GuildId, user_id: UserId, field: str) -> JsonValue:
    """Return how something of a member in voice is, by the names of a state."""
    told: JsonValue = state_of(ports.discord, guild_id, user_id).model_dump(mode="json")[field]
    return told


def back(operation: str, guild_id: GuildId, user_id: UserId, **more: JsonValue) -> Reversal:
    """Return a call on the same member."""
    who: dict[str, JsonValue] = {"guild_id": str(guild_id), "user_id": str(user_id)}
    return Reversal(operation=operation, arguments={**who, **more})
