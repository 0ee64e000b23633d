"""Invites: create, list, resolve, revoke; and the pruning of inactive members."""

import secrets
import string
from typing import Any

from local.discord import audit
from local.discord.audit import AuditEvent
from local.discord.clock import iso, parse_iso
from local.discord.errors import Code, DiscordError, Json
from local.discord.permissions import P
from local.discord.rest import access, invite_targets
from local.discord.rest.members import drop
from local.discord.rest.registry import NOTHING, Answer, Call, handles

ALPHABET = string.ascii_letters + string.digits
CODE_LENGTH = 8
DAY_S = 86_400
DEFAULT_DAYS = 7
DEFAULT_MAX_AGE_S = 86_400
GUILD_INVITE = 0
METADATA = frozenset({"max_age", "max_uses", "uses", "temporary", "created_at"})


@handles("create_channel_invite")
def create_channel_invite(call: Call) -> Answer:
    """Create an invite to a channel."""
    guild, channel = access.guild_channel(call, P.CREATE_INSTANT_INVITE)
    body, now = call.fields, call.world.clock.now()
    aims = invite_targets.aims(call, guild)
    max_age = DEFAULT_MAX_AGE_S if body.get("max_age") is None else int(body["max_age"])
    code = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
    partial: Json = {
        "type": GUILD_INVITE,
        "code": code,
        "inviter": call.world.users[call.bot_id],
        "max_age": max_age,
        "max_uses": body.get("max_uses") or 0,
        "temporary": bool(body.get("temporary")),
        "created_at": iso(now),
        "expires_at": iso(now + max_age) if max_age else None,
        "guild": guild.data,
        "guild_id": guild.id,
        "channel": {name: channel[name] for name in ("id", "type", "name")},
        "uses": 0,
        **aims,
    }
    invite: Json = call.sim.completer.named("GuildInviteResponse", partial)
    call.world.invites[code] = invite | {"channel_id": channel["id"]}
    invite_targets.keep(call, code)
    options = {"channel_id": channel["id"]}
    audit.write(call.sim, guild, AuditEvent.INVITE_CREATE, None, options=options, reason=call.reason)
    data = {"channel_id": channel["id"], "guild_id": guild.id, "code": code, "max_age": max_age, "uses": 0}
    data |= {"created_at": iso(now), "max_uses": partial["max_uses"], "temporary": partial["temporary"]}
    call.sim.emit("INVITE_CREATE", data, channel)
    return Answer(200, invite)


def _living(call: Call) -> dict[str, Json]:
    now = call.world.clock.now()
    return {
        code: invite
        for code, invite in call.world.invites.items()
        if invite.get("expires_at") is None or parse_iso(invite["expires_at"]) > now
    }


def _shown(invite: Json) -> Json:
    return {name: value for name, value in invite.items() if name != "channel_id"}


@handles("list_channel_invites")
def list_channel_invites(call: Call) -> list[Json]:
    """Return the invites to a channel."""
    _, channel = access.guild_channel(call, P.MANAGE_CHANNELS)
    return [_shown(invite) for invite in _living(call).values() if invite["channel_id"] == channel["id"]]


@handles("list_guild_invites")
def list_guild_invites(call: Call) -> list[Json]:
    """Return the invites to a guild."""
    guild = access.guild(call, P.MANAGE_GUILD)
    return [_shown(invite) for invite in _living(call).values() if invite["guild_id"] == guild.id]


def _invite(call: Call) -> Json:
    found = _living(call).get(call.path["code"])
    if found is None:
        raise DiscordError(Code.UNKNOWN_INVITE)
    return found


@handles("invite_resolve")
def invite_resolve(call: Call) -> Json:
    """Return an invite; how often it was used and may be is told in lists alone."""
    return {name: value for name, value in _shown(_invite(call)).items() if name not in METADATA}


@handles("get_invite_target_users")
def get_invite_target_users(call: Call) -> Answer:
    """Return the table of those whom an invite is for."""
    _managed(call)
    return invite_targets.table(call)


@handles("update_invite_target_users")
def update_invite_target_users(call: Call) -> Any:
    """Take a new table of those whom an invite is for."""
    _managed(call)
    invite_targets.keep(call, call.path["code"])
    return NOTHING


@handles("get_invite_target_users_job_status")
def get_invite_target_users_job_status(call: Call) -> Json:
    """Return how far the table was taken in: it is taken in at once."""
    _managed(call)
    return invite_targets.job(call)


def _managed(call: Call) -> Json:
    """Return an invite that the bot made, or whose guild it manages."""
    invite = _invite(call)
    own = invite["inviter"]["id"] == call.bot_id
    access.guild(call, P(0) if own else P.MANAGE_GUILD, guild_id=invite["guild_id"])
    return invite


@handles("invite_revoke")
def invite_revoke(call: Call) -> Json:
    """Delete an invite."""
    invite = _invite(call)
    channel = call.world.channel(invite["channel_id"])
    guild = access.guild(call, guild_id=channel["guild_id"])
    if not access.bot_permissions(call, guild) & P.MANAGE_GUILD:
        access.require(call, channel, P.MANAGE_CHANNELS)
    del call.world.invites[invite["code"]]
    options = {"channel_id": channel["id"]}
    audit.write(call.sim, guild, AuditEvent.INVITE_DELETE, None, options=options, reason=call.reason)
    data = {"channel_id": channel["id"], "guild_id": guild.id, "code": invite["code"]}
    call.sim.emit("INVITE_DELETE", data, channel)
    return _shown(invite)


def _inactive(call: Call, source: Json) -> list[str]:
    """Return the members without roles (or with the given ones only) who were silent for that many days."""
    guild = access.guild(call, P.MANAGE_GUILD | P.KICK_MEMBERS)
    since = call.world.clock.now() - int(source.get("days") or DEFAULT_DAYS) * DAY_S
    included = source.get("include_roles") or []
    roles = set(included.split(",") if isinstance(included, str) else included)
    active = {
        message["author"]["id"]
        for channel in call.world.guild_channels(guild.id)
        for message in call.world.messages.get(channel["id"], {}).values()
        if parse_iso(message["timestamp"]) > since
    }
    return [
        user_id
        for user_id, member in guild.members.items()
        if set(member["roles"]) <= roles
        and user_id not in active
        and user_id != guild.data["owner_id"]
        and parse_iso(member["joined_at"]) < since
    ]


@handles("preview_prune_guild")
def preview_prune_guild(call: Call) -> Json:
    """Return how many members a prune would remove."""
    return {"pruned": len(_inactive(call, call.query))}


@handles("prune_guild")
def prune_guild(call: Call) -> Json:
    """Remove inactive members."""
    guild = access.guild(call)
    gone = _inactive(call, call.fields)
    for user_id in gone:
        drop(call, guild, user_id)
    options = {"members_removed": str(len(gone)), "delete_member_days": str(call.fields.get("days") or DEFAULT_DAYS)}
    audit.write(call.sim, guild, AuditEvent.MEMBER_PRUNE, None, options=options, reason=call.reason)
    return {"pruned": len(gone) if call.fields.get("compute_prune_count") is not False else None}
