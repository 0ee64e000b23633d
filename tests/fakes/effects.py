"""What each route does to the fake world, and answers.

A route that is not in `EFFECTS` is not known here: a test of an operation with a new route adds its effect.
"""

from collections.abc import Callable, Mapping

from pydantic import JsonValue

from guildhall.discord import routes
from guildhall.discord.ids import ChannelId, GuildId, MessageId, RoleId, UserId
from guildhall.discord.types.channel import Channel, ThreadMetadata
from guildhall.discord.types.guild import Member
from guildhall.discord.types.message import Message
from guildhall.errors import DiscordRejected
from tests.fakes.addressed import ADDRESSED
from tests.fakes.applying import APPLYING
from tests.fakes.expressing import EXPRESSING
from tests.fakes.guild import BOT_USER
from tests.fakes.managing import MANAGING
from tests.fakes.settling import SETTLING
from tests.fakes.world import FIRST_DM, Sent, World, direct_channel, found

_DM = 1


def _create_message(world: World, sent: Sent) -> JsonValue:
    channel_id = ChannelId(sent.path["channel_id"])
    if int(channel_id) < FIRST_DM:
        world.channel(channel_id)
    known = world.nonces.get(sent.nonce) if sent.nonce else None
    if known is not None:
        return world.messages[channel_id][known].model_dump(mode="json")
    body, message_id = dict(sent.body or {}), MessageId(world.new_id())
    content, now = str(body.get("content", "")), world.clock()
    fields = {"id": message_id, "channel_id": channel_id, "author": BOT_USER, "content": content, "timestamp": now}
    message = Message.model_validate({**fields, "message_reference": _replied_to(world, channel_id, body)})
    world.put_message(message)
    world.posted_bodies[message_id] = body
    if sent.nonce:
        world.nonces[sent.nonce] = message_id
    return message.model_dump(mode="json")


def _replied_to(world: World, channel_id: ChannelId, body: Mapping[str, JsonValue]) -> JsonValue:
    reference = body.get("message_reference")
    there = isinstance(reference, dict) and reference["message_id"] in world.messages.get(channel_id, {})
    return reference if there else None


def _list_messages(world: World, sent: Sent) -> JsonValue:
    held = world.messages.get(ChannelId(sent.path["channel_id"]), {}).values()
    query = sent.query or {}
    after = [each for each in held if int(each.id) > int(str(query.get("after", 0)))]
    page = sorted(after, key=lambda each: int(each.id))[: int(str(query.get("limit", 50)))]
    rows = {each.id: world.posted_bodies.get(each.id, {}).get("components") or [] for each in page}
    return [{**each.model_dump(mode="json"), "components": rows[each.id]} for each in reversed(page)]


def _get_message(world: World, sent: Sent) -> JsonValue:
    held = world.messages.get(ChannelId(sent.path["channel_id"]), {})
    message = found(held.get(MessageId(sent.path["message_id"])), "message", 10008)
    rows = world.posted_bodies.get(message.id, {}).get("components") or []
    return {**message.model_dump(mode="json"), "components": rows}


def _update_message(world: World, sent: Sent) -> JsonValue:
    held = world.messages.get(ChannelId(sent.path["channel_id"]), {})
    message = found(held.get(MessageId(sent.path["message_id"])), "message", 10008)
    world.posted_bodies[message.id] = dict(sent.body or {})
    content = str((sent.body or {}).get("content", message.content))
    world.put_message(message.model_copy(update={"content": content}))
    return message.model_dump(mode="json")


def _bulk_delete(world: World, sent: Sent) -> JsonValue:
    wanted = (sent.body or {})["messages"]
    assert isinstance(wanted, list)
    for message_id in wanted:
        world.remove_message(ChannelId(sent.path["channel_id"]), MessageId(str(message_id)))
    return None


def _create_channel(world: World, sent: Sent) -> JsonValue:
    fields = {**(sent.body or {}), "id": world.new_id(), "guild_id": sent.path["guild_id"]}
    channel = Channel.model_validate(fields)
    world.put_channel(channel)
    return channel.model_dump(mode="json")


def _update_channel(world: World, sent: Sent) -> JsonValue:
    channel = world.channel(sent.path["channel_id"])
    changed = Channel.model_validate({**channel.model_dump(mode="json"), **_threaded(world, channel, sent)})
    world.put_channel(changed)
    return changed.model_dump(mode="json")


def _threaded(world: World, channel: Channel, sent: Sent) -> dict[str, JsonValue]:
    """The body; what Discord keeps apart for a thread stands there, and a new tag has an id."""
    told, tags = dict(sent.body or {}), (sent.body or {}).get("available_tags")
    if channel.thread_metadata is not None or channel.is_thread:
        now = (channel.thread_metadata or ThreadMetadata()).model_dump(mode="json")
        told["thread_metadata"] = {name: told.get(name, value) for name, value in now.items()}
    if isinstance(tags, list):
        told["available_tags"] = [{"id": world.new_id(), **each} for each in tags if isinstance(each, dict)]
    return told


def _delete_channel(world: World, sent: Sent) -> JsonValue:
    channel = world.channel(sent.path["channel_id"])
    world.remove_channel(channel.id)
    return channel.model_dump(mode="json")


def _update_member(world: World, sent: Sent) -> JsonValue:
    member = world.member(sent.path["guild_id"], sent.path["user_id"])
    changed = Member.model_validate({**member.model_dump(mode="json"), **(sent.body or {})})
    world.put_member(changed, GuildId(sent.path["guild_id"]))
    return changed.model_dump(mode="json")


def _add_role(world: World, sent: Sent) -> JsonValue:
    member = world.member(sent.path["guild_id"], sent.path["user_id"])
    roles = dict.fromkeys([*member.roles, RoleId(sent.path["role_id"])])
    world.edit_member(member.id, GuildId(sent.path["guild_id"]), roles=tuple(roles))
    return None


def _list_roles(world: World, sent: Sent) -> JsonValue:
    return [role.model_dump(mode="json") for role in world.guild(sent.path["guild_id"]).roles]


def _user(world: World, user_id: UserId) -> JsonValue:
    known = next((member.user for (_, held), member in world.members.items() if held == user_id), None)
    return found(known, "user", 10013).model_dump(mode="json")


def _get_user(world: World, sent: Sent) -> JsonValue:
    return _user(world, UserId(sent.path["user_id"]))


def _banned(sent: Sent) -> tuple[GuildId, UserId]:
    return GuildId(sent.path["guild_id"]), UserId(sent.path["user_id"])


def _get_ban(world: World, sent: Sent) -> JsonValue:
    who = _banned(sent)
    found(who if who in world.bans else None, "ban", 10026)
    return {"user": _user(world, who[1]), "reason": world.bans[who]}


def _create_ban(world: World, sent: Sent) -> JsonValue:
    guild_id, user_id = _banned(sent)
    world.ban(user_id, sent.reason, guild_id)
    return None


def _list_bans(world: World, sent: Sent) -> JsonValue:
    known = sorted((user_id for guild_id, user_id in world.bans if guild_id == sent.path["guild_id"]), key=int)
    after = int(str((sent.query or {}).get("after", 0)))
    later = [user_id for user_id in known if int(user_id) > after]
    return [{"user": {"id": user_id, "username": "banned"}, "reason": None} for user_id in later]


def _bulk_ban(world: World, sent: Sent) -> JsonValue:
    guild_id, wanted = GuildId(sent.path["guild_id"]), (sent.body or {})["user_ids"]
    assert isinstance(wanted, list)
    known = {user_id for _, user_id in world.members}
    banned = [user_id for user_id in map(str, wanted) if user_id in known and (guild_id, user_id) not in world.bans]
    if not banned:
        raise DiscordRejected("Failed to ban users.", status=400, discord_code=500_000)
    for user_id in banned:
        world.ban(UserId(user_id), sent.reason, guild_id)
        world.remove_member(UserId(user_id), guild_id)
    return {"banned_users": [*banned], "failed_users": [str(each) for each in wanted if str(each) not in banned]}


def _remove_ban(world: World, sent: Sent) -> JsonValue:
    world.bans.pop(found(_banned(sent) if _banned(sent) in world.bans else None, "ban", 10026))
    return None


def _create_dm(world: World, sent: Sent) -> JsonValue:
    user_id = str((sent.body or {})["recipient_id"])
    return {"id": str(direct_channel(UserId(user_id))), "type": _DM, "recipients": [{"id": user_id}]}


def _list_audit_log(world: World, sent: Sent) -> JsonValue:
    before = int(str((sent.query or {}).get("before", 1 << 63)))
    older = [entry for entry in world.audit_log if int(str(entry["id"])) < before]
    newest_first = sorted(older, key=lambda entry: int(str(entry["id"])), reverse=True)
    return {"audit_log_entries": [*newest_first[: int(str((sent.query or {}).get("limit", 50)))]]}


EFFECTS: dict[str, Callable[[World, Sent], JsonValue]] = {
    **MANAGING,
    **SETTLING,
    **EXPRESSING,
    **ADDRESSED,
    **APPLYING,
    routes.GET_USER.text: _get_user,
    "GET /guilds/{guild_id}/audit-logs": _list_audit_log,
    "GET /guilds/{guild_id}/roles": _list_roles,
    "GET /guilds/{guild_id}/bans/{user_id}": _get_ban,
    "GET /guilds/{guild_id}/bans": _list_bans,
    "POST /guilds/{guild_id}/bulk-ban": _bulk_ban,
    "PUT /guilds/{guild_id}/bans/{user_id}": _create_ban,
    "DELETE /guilds/{guild_id}/bans/{user_id}": _remove_ban,
    routes.LIST_MESSAGES.text: _list_messages,
    routes.GET_MESSAGE.text: _get_message,
    routes.CREATE_MESSAGE.text: _create_message,
    routes.UPDATE_MESSAGE.text: _update_message,
    routes.CREATE_DM.text: _create_dm,
    "POST /channels/{channel_id}/messages/bulk-delete": _bulk_delete,
    "POST /guilds/{guild_id}/channels": _create_channel,
    "PATCH /channels/{channel_id}": _update_channel,
    "DELETE /channels/{channel_id}": _delete_channel,
    "PATCH /guilds/{guild_id}/members/{user_id}": _update_member,
    "PUT /guilds/{guild_id}/members/{user_id}/roles/{role_id}": _add_role,
}
