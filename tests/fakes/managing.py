"""What the routes that manage roles, overwrites, members and single messages do to the fake world."""

from collections.abc import Callable

from pydantic import JsonValue

from guildhall.discord.ids import ChannelId, GuildId, MessageId, RoleId, UserId
from guildhall.discord.types.channel import Channel
from guildhall.discord.types.guild import Role
from tests.fakes.guild import GUILD
from tests.fakes.world import Sent, World, found


def _role(world: World, sent: Sent) -> Role:
    return found(world.guild(sent.path["guild_id"]).role(sent.path["role_id"]), "role", 10011)


def _put_role(world: World, fields: dict[str, JsonValue]) -> JsonValue:
    role = Role.model_validate(fields)
    world.put_role(role)
    return role.model_dump(mode="json")


def _create_role(world: World, sent: Sent) -> JsonValue:
    return _put_role(world, {**(sent.body or {}), "id": world.new_id(), "position": 1})


def _update_role(world: World, sent: Sent) -> JsonValue:
    return _put_role(world, {**_role(world, sent).model_dump(mode="json"), **(sent.body or {})})


def _delete_role(world: World, sent: Sent) -> JsonValue:
    gone, guild = _role(world, sent), world.guilds[GUILD]
    world.guilds[GUILD] = guild.model_copy(update={"roles": tuple(each for each in guild.roles if each != gone)})
    for (guild_id, user_id), member in list(world.members.items()):
        if gone.id in member.roles:
            _keep_roles(world, user_id, guild_id, gone.id)
    return None


def _keep_roles(world: World, user_id: UserId, guild_id: GuildId, without: RoleId) -> None:
    held = world.members[guild_id, user_id].roles
    world.edit_member(user_id, guild_id, roles=tuple(each for each in held if each != without))


def _take_role(world: World, sent: Sent) -> JsonValue:
    member = world.member(sent.path["guild_id"], sent.path["user_id"])
    _keep_roles(world, member.id, GuildId(sent.path["guild_id"]), RoleId(sent.path["role_id"]))
    return None


def _count_holders(world: World, sent: Sent) -> JsonValue:
    roles = world.guild(sent.path["guild_id"]).roles
    held = [role_id for member in world.members.values() for role_id in member.roles]
    return {role.id: held.count(role.id) for role in roles}


def _set_overwrites(world: World, sent: Sent, added: list[JsonValue]) -> JsonValue:
    channel = world.channel(sent.path["channel_id"]).model_dump(mode="json")
    others = [each for each in channel["permission_overwrites"] if each["id"] != sent.path["overwrite_id"]]
    world.put_channel(Channel.model_validate({**channel, "permission_overwrites": [*others, *added]}))
    return None


def _set_overwrite(world: World, sent: Sent) -> JsonValue:
    body = sent.body or {}
    sides = {side: str(body[side]) for side in ("allow", "deny")}
    return _set_overwrites(world, sent, [{"id": sent.path["overwrite_id"], "type": body["type"], **sides}])


def _kick(world: World, sent: Sent) -> JsonValue:
    member = world.member(sent.path["guild_id"], sent.path["user_id"])
    world.remove_member(member.id, GuildId(sent.path["guild_id"]))
    return None


def _message(world: World, sent: Sent) -> tuple[ChannelId, MessageId]:
    channel_id, message_id = ChannelId(sent.path["channel_id"]), MessageId(sent.path["message_id"])
    found(world.messages.get(channel_id, {}).get(message_id), "message", 10008)
    return channel_id, message_id


def _delete_message(world: World, sent: Sent) -> JsonValue:
    world.remove_message(*_message(world, sent))
    return None


def _pinned(world: World, sent: Sent) -> JsonValue:
    channel_id, message_id = _message(world, sent)
    pinned = {"pinned": sent.route.startswith("PUT ")}
    world.put_message(world.messages[channel_id][message_id].model_copy(update=pinned))
    return None


_OVERWRITE = "/channels/{channel_id}/permissions/{overwrite_id}"
_PIN = "/channels/{channel_id}/messages/pins/{message_id}"

MANAGING: dict[str, Callable[[World, Sent], JsonValue]] = {
    "POST /guilds/{guild_id}/roles": _create_role,
    "GET /guilds/{guild_id}/roles/{role_id}": lambda world, sent: _role(world, sent).model_dump(mode="json"),
    "PATCH /guilds/{guild_id}/roles/{role_id}": _update_role,
    "DELETE /guilds/{guild_id}/roles/{role_id}": _delete_role,
    "GET /guilds/{guild_id}/roles/member-counts": _count_holders,
    "DELETE /guilds/{guild_id}/members/{user_id}/roles/{role_id}": _take_role,
    f"PUT {_OVERWRITE}": _set_overwrite,
    f"DELETE {_OVERWRITE}": lambda world, sent: _set_overwrites(world, sent, []),
    "DELETE /guilds/{guild_id}/members/{user_id}": _kick,
    "DELETE /channels/{channel_id}/messages/{message_id}": _delete_message,
    f"PUT {_PIN}": _pinned,
    f"DELETE {_PIN}": _pinned,
}
