"""Build what Discord sends to an application for a command, a pressed component, a submitted modal or autocomplete.

Source: https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-object
"""

import base64
import secrets

from local.discord import permissions, views
from local.discord.errors import Json
from local.discord.interactions import pressed
from local.discord.interactions.invocation import (
    AUTOCOMPLETE,
    COMMAND,
    COMPONENT,
    KINDS,
    MENUS,
    MODAL,
    PING,
    Invocation,
)
from local.discord.interactions.options import (
    CHAT_INPUT,
    USER_MENU,
    InvocationError,
    OptionReader,
    find_command,
    split_name,
)
from local.discord.interactions.resolved import Resolver, partial_channel
from local.discord.permissions import P
from local.discord.state import Interaction

ATTACHMENT_SIZE_LIMIT = 10_485_760
TOKEN_BYTES = 96
IN_GUILD, IN_BOT_DM = 0, 1


def build(invocation: Invocation) -> Interaction:
    """Return a new interaction with its full payload.

    Raises:
        InvocationError: Discord's client would not let this happen.
    """
    sim = invocation.sim
    _require_possible(invocation)
    interaction_id = sim.world.ids.next()
    interaction = Interaction(
        id=interaction_id,
        token=_token(interaction_id),
        type=KINDS[invocation.kind],
        payload={},
        user_id=invocation.user_id,
        channel_id=invocation.channel["id"],
        guild_id=invocation.guild_id,
        created_s=sim.clock.now(),
    )
    interaction.payload = _envelope(invocation, interaction)
    interaction.payload |= _content(invocation, interaction)
    sim.world.interactions[interaction_id] = interaction
    sim.world.tokens[interaction.token] = interaction_id
    return interaction


def _token(interaction_id: str) -> str:
    text = f"interaction:{interaction_id}:{secrets.token_urlsafe(TOKEN_BYTES)}"
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _require_possible(invocation: Invocation) -> None:
    may = permissions.effective(permissions.in_channel(invocation.sim.world, invocation.channel, invocation.user_id))
    name = invocation.channel.get("name", "this channel")
    if not may & P.VIEW_CHANNEL:
        raise InvocationError(f"this user cannot see {name}")
    if KINDS[invocation.kind] in {COMMAND, AUTOCOMPLETE} and not may & P.USE_APPLICATION_COMMANDS:
        raise InvocationError(f"this user may not use application commands in {name}")


def _envelope(invocation: Invocation, interaction: Interaction) -> Json:
    sim, channel, user_id = invocation.sim, invocation.channel, invocation.user_id
    world = sim.world
    envelope: Json = {
        "id": interaction.id,
        "application_id": sim.identity.application_id,
        "type": interaction.type,
        "token": interaction.token,
        "version": 1,
        "channel_id": channel["id"],
        "channel": partial_channel(sim, channel, user_id),
        "app_permissions": str(int(permissions.in_channel(world, channel, sim.bot_id))),
        "locale": "en-US",
        "entitlements": [],
        "attachment_size_limit": ATTACHMENT_SIZE_LIMIT,
    }
    guild = world.guilds.get(invocation.guild_id or "")
    if guild is None:
        owners = {"1": user_id}
        return envelope | {"user": world.users[user_id], "context": IN_BOT_DM, "authorizing_integration_owners": owners}
    rights = permissions.in_channel(world, channel, user_id)
    locale = guild.data["preferred_locale"]
    return envelope | {
        "guild_id": guild.id,
        "guild": {"id": guild.id, "locale": locale, "features": guild.data["features"]},
        "guild_locale": locale,
        "member": views.member(world, guild, user_id)
        | {"permissions": str(int(rights)), "unusual_dm_activity_until": None},
        "context": IN_GUILD,
        "authorizing_integration_owners": {"0": guild.id},
    }


def _content(invocation: Invocation, interaction: Interaction) -> Json:
    if interaction.type == PING:
        return {}
    if interaction.type == COMPONENT:
        return pressed.component(invocation, interaction)
    if interaction.type == MODAL:
        return pressed.modal(invocation, interaction)
    if invocation.kind in MENUS:
        return _menu(invocation, interaction)
    return _command(invocation, interaction)


def _require_offered(invocation: Invocation, interaction: Interaction, command: Json) -> None:
    """Refuse a command outside its contexts; note it if ``default_member_permissions`` would hide it.

    Hidden commands are sent all the same: a guild's administrators can show a command to anyone, so that the
    application has to decide by itself.
    """
    context = interaction.payload["context"]
    if command.get("contexts") is not None and context not in command["contexts"]:
        raise InvocationError(f"/{command['name']} is not offered here: its contexts are {command['contexts']}")
    needed = command.get("default_member_permissions")
    if needed is not None and invocation.guild_id is not None:
        rights = permissions.in_channel(invocation.sim.world, invocation.channel, invocation.user_id)
        wanted = permissions.bits(needed)
        interaction.hidden = not rights & P.ADMINISTRATOR and (rights & wanted != wanted or not wanted)


def _command(invocation: Invocation, interaction: Interaction) -> Json:
    order, sim = invocation.order, invocation.sim
    words = split_name(str(order.get("name", "")))
    if not words:
        raise InvocationError("a command needs a name, such as 'channel list'")
    command = find_command(sim.world.commands, invocation.guild_id, words[0], CHAT_INPUT)
    options = order.get("options")
    focused = order.get("focused")
    if invocation.kind == "autocomplete" and focused is None:
        focused = next(reversed(options), None) if isinstance(options, dict) else _marked_focused(options)
    _require_offered(invocation, interaction, command)
    resolver = invocation.resolver()
    reader = OptionReader(resolver, sim.identity.name_to_id, focused if invocation.kind == "autocomplete" else None)
    data: Json = {"id": command["id"], "name": command["name"], "type": CHAT_INPUT}
    if nested := reader.nested(command, words[1:], options):
        data["options"] = nested
    return {"data": _finished(data, command, resolver)}


def _marked_focused(options: list[Json] | None) -> str | None:
    while options and options[0].get("options"):
        options = options[0]["options"]
    return next((option["name"] for option in options or () if option.get("focused")), None)


def _finished(data: Json, command: Json, resolver: Resolver) -> Json:
    if "guild_id" in command:
        data["guild_id"] = command["guild_id"]
    if resolver.objects:
        data["resolved"] = resolver.objects
    return data


def _menu(invocation: Invocation, interaction: Interaction) -> Json:
    order, sim = invocation.order, invocation.sim
    kind = MENUS[invocation.kind]
    command = find_command(sim.world.commands, invocation.guild_id, str(order.get("name", "")), kind)
    _require_offered(invocation, interaction, command)
    target_id = sim.identity.name_to_id(str(order.get("target_id") or order.get("message_id") or ""))
    resolver = invocation.resolver()
    found = resolver.user(target_id) if kind == USER_MENU else resolver.message(invocation.channel["id"], target_id)
    if not found:
        raise InvocationError(f"target_id: there is nothing with the id {target_id!r} in this channel")
    data: Json = {"id": command["id"], "name": command["name"], "type": kind, "target_id": target_id}
    return {"data": _finished(data, command, resolver)}
