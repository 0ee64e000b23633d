"""Users, the bot itself, its guilds, its direct messages, its application, and the gateway's address."""

from typing import Any

from local.discord import builders, permissions, views
from local.discord.errors import Code, DiscordError, Json, invalid_field
from local.discord.permissions import P
from local.discord.rest import access
from local.discord.rest.registry import NOTHING, Call, handles
from local.discord.rest.settings import kept_picture

MY_GUILDS_LIMIT = 200
FLAG_MESSAGE_CONTENT_LIMITED = 1 << 19
FLAG_GUILD_MEMBERS_LIMITED = 1 << 15
SESSION_STARTS = 1000
DAY_MS = 86_400_000
APPLICATION = "/applications/@me"
"""Where the changes of the application are kept, by field."""


@handles("get_my_user")
def get_my_user(call: Call) -> Json:
    """Return the bot's own user."""
    me = dict(call.world.users[call.bot_id])
    return me | {"mfa_enabled": True, "locale": "en-US", "verified": True, "email": None}


@handles("update_my_user")
def update_my_user(call: Call) -> Json:
    """Change the bot's name and pictures."""
    if call.fields.get("username"):
        call.world.users[call.bot_id]["username"] = call.fields["username"]
    for name in ("avatar", "banner"):
        if name in call.fields:
            call.world.users[call.bot_id][name] = kept_picture(call.fields[name])
    call.sim.emit("USER_UPDATE", call.world.users[call.bot_id])
    return dict(get_my_user(call))


@handles("get_user")
def get_user(call: Call) -> Json:
    """Return any user."""
    return access.user(call, call.path["user_id"])


@handles("list_my_guilds")
def list_my_guilds(call: Call) -> list[Json]:
    """Return the guilds that have the bot as a member, oldest first."""
    shown: list[Json] = []
    for guild in call.world.guilds.values():
        if call.bot_id not in guild.members:
            continue
        rights = permissions.in_guild(guild, call.bot_id, call.world.clock.now())
        about: Json = {name: guild.data[name] for name in ("id", "name", "icon", "banner", "features")}
        about |= {"owner": guild.data["owner_id"] == call.bot_id, "permissions": str(int(rights))}
        if call.query.get("with_counts"):
            about |= {"approximate_member_count": len(guild.members), "approximate_presence_count": 1}
        shown.append(about)
    shown.sort(key=lambda found: int(found["id"]))
    return page(shown, call.query, MY_GUILDS_LIMIT)


def page(items: list[Json], query: Json, limit: int) -> list[Json]:
    """Cut a list of objects with ids, oldest first, by ``before``, ``after`` and ``limit``."""
    count = int(query.get("limit", limit))
    if "before" in query:
        return [item for item in items if int(item["id"]) < int(query["before"])][-count:]
    after = int(query.get("after", 0))
    return [item for item in items if int(item["id"]) > after][:count]


@handles("leave_guild")
def leave_guild(call: Call) -> Any:
    """Take the bot out of a guild."""
    guild = access.guild(call)
    del guild.members[call.bot_id]
    call.sim.emit("GUILD_DELETE", {"id": guild.id}, guild_id=guild.id)
    return NOTHING


@handles("create_dm")
def create_dm(call: Call) -> Json:
    """Open (or find) the direct message channel with a user."""
    recipient_id = call.fields.get("recipient_id")
    if recipient_id is None:
        raise invalid_field("recipient_id", "BASE_TYPE_REQUIRED", "This field is required")
    recipient = access.user(call, recipient_id)
    if recipient.get("bot"):
        raise DiscordError(Code.INVALID_RECIPIENT)
    return open_dm(call, recipient)


def open_dm(call: Call, recipient: Json) -> Json:
    """Return the bot's direct message channel with a user, making it at first use."""
    wanted = (call.bot_id, recipient["id"])
    for channel_id, members in call.world.dm_members.items():
        if members == wanted:
            return call.world.channels[channel_id]
    channel = builders.dm_channel(call.world.ids.next(), [recipient])
    call.world.channels[channel["id"]] = channel
    call.world.dm_members[channel["id"]] = wanted
    call.sim.bus.publish("dm", channel)
    return channel


@handles("list_my_connections")
def list_my_connections(_call: Call) -> list[Json]:
    """Bots have no connections."""
    return []


@handles("get_my_oauth2_application", "get_my_application", "get_application")
def get_my_application(call: Call) -> Json:
    """Return the bot's application."""
    require_application(call)
    return application(call)


def require_application(call: Call) -> None:
    """Refuse another application's id in the path.

    Raises:
        DiscordError: 20012.
    """
    if call.path.get("application_id", call.sim.identity.application_id) != call.sim.identity.application_id:
        raise DiscordError(Code.NOT_YOUR_APPLICATION)


def application(call: Call) -> Json:
    """Return the application object."""
    sim = call.sim
    owner = call.world.users[sim.identity.users["owner"]]
    flags = FLAG_GUILD_MEMBERS_LIMITED | (FLAG_MESSAGE_CONTENT_LIMITED if sim.settings.message_content else 0)
    partial: Json = {
        "id": sim.identity.application_id,
        "name": "Guildhall",
        "description": "A simulated application",
        "type": None,
        "bot": call.world.users[sim.bot_id],
        "bot_public": True,
        "bot_require_code_grant": False,
        "verify_key": sim.identity.public_key,
        "flags": flags,
        "flags_new": str(flags),
        "interactions_endpoint_url": sim.settings.interactions_url,
        "event_webhooks_url": sim.settings.events_url,
        "owner": owner,
        "approximate_guild_count": sum(sim.bot_id in guild.members for guild in call.world.guilds.values()),
        "team": None,
        **call.world.collections.get(APPLICATION, {}),
    }
    return dict(sim.completer.named("PrivateApplicationResponse", partial))


@handles("get_gateway")
def get_gateway(call: Call) -> Json:
    """Return the gateway's address."""
    return {"url": call.sim.addresses.gateway_url}


@handles("get_bot_gateway")
def get_bot_gateway(call: Call) -> Json:
    """Return the gateway's address and the session start limit."""
    used = call.sim.identifies
    limit = {
        "total": SESSION_STARTS,
        "remaining": max(0, SESSION_STARTS - used),
        "reset_after": DAY_MS,
        "max_concurrency": 1,
    }
    return {"url": call.sim.addresses.gateway_url, "shards": 1, "session_start_limit": limit}


@handles("update_my_guild_member")
def update_my_guild_member(call: Call) -> Json:
    """Change the bot's own nickname, and its pictures in the guild."""
    guild = access.guild(call)
    member = guild.members[call.bot_id]
    if "nick" in call.fields:
        access.guild(call, P.CHANGE_NICKNAME)
        member["nick"] = call.fields["nick"] or None
    for name in ("avatar", "banner"):
        if name in call.fields:
            member[name] = kept_picture(call.fields[name])
    shown = views.member(call.world, guild, call.bot_id)
    call.sim.emit("GUILD_MEMBER_UPDATE", shown | {"guild_id": guild.id}, guild_id=guild.id)
    return shown
