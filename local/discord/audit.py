"""The guild's audit log: every change that Discord records, with the reason that came with it.

Source: https://discord.com/developers/docs/resources/audit-log#audit-log-entry-object-audit-log-events
"""

from enum import IntEnum

from local.discord.errors import Json
from local.discord.sim import Simulation
from local.discord.state import Guild


class AuditEvent(IntEnum):
    """The kinds of entries that we write."""

    GUILD_UPDATE = 1
    CHANNEL_CREATE = 10
    CHANNEL_UPDATE = 11
    CHANNEL_DELETE = 12
    CHANNEL_OVERWRITE_CREATE = 13
    CHANNEL_OVERWRITE_UPDATE = 14
    CHANNEL_OVERWRITE_DELETE = 15
    MEMBER_KICK = 20
    MEMBER_PRUNE = 21
    MEMBER_BAN_ADD = 22
    MEMBER_BAN_REMOVE = 23
    MEMBER_UPDATE = 24
    MEMBER_ROLE_UPDATE = 25
    MEMBER_MOVE = 26
    MEMBER_DISCONNECT = 27
    ROLE_CREATE = 30
    ROLE_UPDATE = 31
    ROLE_DELETE = 32
    INVITE_CREATE = 40
    INVITE_DELETE = 42
    WEBHOOK_CREATE = 50
    WEBHOOK_UPDATE = 51
    WEBHOOK_DELETE = 52
    EMOJI_CREATE = 60
    EMOJI_UPDATE = 61
    EMOJI_DELETE = 62
    MESSAGE_DELETE = 72
    MESSAGE_BULK_DELETE = 73
    MESSAGE_PIN = 74
    MESSAGE_UNPIN = 75
    INTEGRATION_DELETE = 82
    STAGE_INSTANCE_CREATE = 83
    STAGE_INSTANCE_UPDATE = 84
    STAGE_INSTANCE_DELETE = 85
    STICKER_CREATE = 90
    STICKER_UPDATE = 91
    STICKER_DELETE = 92
    SCHEDULED_EVENT_CREATE = 100
    SCHEDULED_EVENT_UPDATE = 101
    SCHEDULED_EVENT_DELETE = 102
    THREAD_CREATE = 110
    THREAD_UPDATE = 111
    THREAD_DELETE = 112
    SOUNDBOARD_SOUND_CREATE = 130
    SOUNDBOARD_SOUND_UPDATE = 131
    SOUNDBOARD_SOUND_DELETE = 132
    AUTO_MODERATION_RULE_CREATE = 140
    AUTO_MODERATION_RULE_UPDATE = 141
    AUTO_MODERATION_RULE_DELETE = 142
    VOICE_CHANNEL_STATUS_UPDATE = 192
    VOICE_CHANNEL_STATUS_DELETE = 193
    SCHEDULED_EVENT_EXCEPTION_CREATE = 200
    SCHEDULED_EVENT_EXCEPTION_UPDATE = 201
    SCHEDULED_EVENT_EXCEPTION_DELETE = 202


def write(sim: Simulation, guild: Guild, event: AuditEvent, target_id: str | None, **about: object) -> Json:
    """Record what the bot did. ``about``: ``reason``, ``changes`` (list) and ``options`` (mapping of texts)."""
    entry: Json = {
        "id": sim.world.ids.next(),
        "action_type": int(event),
        "user_id": sim.bot_id,
        "target_id": target_id,
    }
    entry |= {name: value for name, value in about.items() if value}
    guild.audit.append(entry)
    sim.emit("GUILD_AUDIT_LOG_ENTRY_CREATE", entry | {"guild_id": guild.id}, guild_id=guild.id)
    return entry


def changes(old: Json, new: Json) -> list[Json]:
    """Return the changed fields as audit-log change objects."""
    found: list[Json] = []
    for key in sorted(old.keys() | new.keys()):
        if old.get(key) != new.get(key):
            change: Json = {"key": key}
            if old.get(key) is not None:
                change["old_value"] = old[key]
            if new.get(key) is not None:
                change["new_value"] = new[key]
            found.append(change)
    return found
