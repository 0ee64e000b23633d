"""Voice: who is where and how; muting, deafening, moving; the status of a voice channel."""

from typing import Any

from local.discord import audit, voice
from local.discord.audit import AuditEvent
from local.discord.errors import Code, DiscordError, Json, invalid_field
from local.discord.permissions import P
from local.discord.rest import access
from local.discord.rest.registry import NOTHING, Call, handles
from local.discord.state import Guild

FIELDS = frozenset({"mute", "deaf", "channel_id"})
NEEDED = {"mute": P.MUTE_MEMBERS, "deaf": P.DEAFEN_MEMBERS, "channel_id": P.MOVE_MEMBERS}


def _state(call: Call, guild: Guild, user_id: str) -> Json:
    """Return a voice state that the bot may see.

    Raises:
        DiscordError: 10065 where they are in no voice channel; 50001, or 50013, where the bot may not connect to it.
    """
    state = voice.states(call.world, guild.id).get(user_id)
    if state is None:
        raise DiscordError(Code.UNKNOWN_VOICE_STATE)
    access.require(call, call.world.channel(state["channel_id"]), P(0) if user_id == call.bot_id else P.CONNECT)
    return state


@handles("get_voice_state", "get_self_voice_state")
def get_voice_state(call: Call) -> Json:
    """Return how somebody, or the bot itself, is in voice."""
    guild = access.guild(call)
    return dict(_state(call, guild, call.path.get("user_id", call.bot_id)))


@handles("update_voice_state", "update_self_voice_state")
def update_voice_state(call: Call) -> Any:
    """Put somebody on a stage among the audience or let them speak; the bot itself can ask to speak."""
    guild, own = access.guild(call), "user_id" not in call.path
    state = _state(call, guild, call.path.get("user_id", call.bot_id))
    channel = call.world.channel(state["channel_id"])
    if channel["type"] != voice.STAGE or call.fields.get("channel_id", channel["id"]) != channel["id"]:
        raise invalid_field("channel_id", "CHANNEL_TYPE_INVALID", "They are not on that stage")
    suppress = call.fields.get("suppress")
    if suppress is not None:
        if not (own and suppress):
            access.require(call, channel, P.MUTE_MEMBERS)
        asked = None if suppress or own else call.world.clock.iso()
        state |= {"suppress": suppress, "request_to_speak_timestamp": asked}
    if own and "request_to_speak_timestamp" in call.fields:
        if call.fields["request_to_speak_timestamp"] is not None:
            access.require(call, channel, P.REQUEST_TO_SPEAK)
        state["request_to_speak_timestamp"] = call.fields["request_to_speak_timestamp"]
    voice.tell(call.sim, state, channel["id"])
    return NOTHING


def change(call: Call, guild: Guild, user_id: str) -> Json:
    """Mute, deafen, move or disconnect somebody; return what becomes of the member object.

    Raises:
        DiscordError: 40032 where they are in no voice channel, 50013 where a right is missing there or at the goal.
    """
    given = {name: call.fields[name] for name in FIELDS & call.fields.keys()}
    state = voice.states(call.world, guild.id).get(user_id)
    if not given:
        return {}
    if state is None:
        raise DiscordError(Code.NOT_IN_VOICE)
    channel = call.world.channel(state["channel_id"])
    for name in given:
        access.require(call, channel, NEEDED[name])
    if "channel_id" in given:
        _move(call, guild, state, given["channel_id"])
    flags: Json = {name: bool(given[name]) for name in ("mute", "deaf") if name in given}
    state |= flags
    if not flags:
        return {}
    voice.tell(call.sim, state, state["channel_id"])
    return flags


def _move(call: Call, guild: Guild, state: Json, channel_id: str | None) -> None:
    if channel_id is None:
        voice.connect(call.sim, guild.id, state["user_id"], None)
        event = AuditEvent.MEMBER_DISCONNECT
    else:
        goal = call.world.channel(channel_id)
        if goal.get("guild_id") != guild.id or goal["type"] not in voice.VOICE_TYPES:
            raise invalid_field("channel_id", "CHANNEL_TYPE_INVALID", "Invalid channel type")
        access.require(call, goal, P.CONNECT | P.MOVE_MEMBERS)
        voice.connect(call.sim, guild.id, state["user_id"], {"channel_id": channel_id})
        event = AuditEvent.MEMBER_MOVE
    audit.write(call.sim, guild, event, None, reason=call.reason)


@handles("update_voice_channel_status")
def update_voice_channel_status(call: Call) -> Any:
    """Set or take away the line below a voice channel's name."""
    guild, channel = access.guild_channel(call, P.SET_VOICE_CHANNEL_STATUS)
    if channel["type"] not in voice.VOICE_TYPES:
        raise DiscordError(Code.WRONG_CHANNEL_TYPE)
    there = voice.states(call.world, guild.id).get(call.bot_id)
    if there is None or there["channel_id"] != channel["id"]:
        access.require(call, channel, P.MANAGE_CHANNELS)
    status = call.fields.get("status") or None
    event = AuditEvent.VOICE_CHANNEL_STATUS_UPDATE if status else AuditEvent.VOICE_CHANNEL_STATUS_DELETE
    audit.write(call.sim, guild, event, channel["id"], options={"status": status or ""}, reason=call.reason)
    data = {"id": channel["id"], "guild_id": guild.id, "status": status}
    call.sim.emit("VOICE_CHANNEL_STATUS_UPDATE", data, channel)
    return NOTHING
