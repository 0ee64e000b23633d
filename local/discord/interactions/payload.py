"""Build what Discord sends to an application for a command, a pressed component, a submitted modal or autocomplete.

Source: https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-object
"""

import base64
import secrets
from dataclasses import dataclass
from typing import Any

from local.discord import content, permissions, views
from local.discord.errors import Json
from local.discord.interactions.options import (
    CHAT_INPUT,
    MESSAGE_MENU,
    USER_MENU,
    InvocationError,
    OptionReader,
    find_command,
    split_name,
)
from local.discord.interactions.resolved import Resolver, partial_channel
from local.discord.permissions import P
from local.discord.sim import Simulation
from local.discord.state import Interaction, World

PING, COMMAND, COMPONENT, AUTOCOMPLETE, MODAL = 1, 2, 3, 4, 5
KINDS = {
    "ping": PING,
    "command": COMMAND,
    "message_command": COMMAND,
    "user_command": COMMAND,
    "button": COMPONENT,
    "select": COMPONENT,
    "autocomplete": AUTOCOMPLETE,
    "modal": MODAL,
}
MENUS = {"message_command": MESSAGE_MENU, "user_command": USER_MENU}
ATTACHMENT_SIZE_LIMIT = 10_485_760
TOKEN_BYTES = 96
BUTTON, TEXT_INPUT, LABEL, LINK_STYLE = 2, 4, 18, 5
IN_GUILD, IN_BOT_DM = 0, 1
SELECT_RESOLVERS = {5: ("user",), 6: ("role",), 7: ("user", "role"), 8: ("channel",)}


@dataclass
class Invocation:
    """Who does what where, with names already turned into ids."""

    sim: Simulation
    kind: str
    user_id: str
    channel: Json
    order: Json

    @property
    def guild_id(self) -> str | None:
        """The guild in which it happens."""
        return self.channel.get("guild_id")

    def resolver(self) -> Resolver:
        """Return a resolver for this guild and user."""
        return Resolver(self.sim, self.sim.world.guilds.get(self.guild_id or ""), self.user_id)


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
    interaction.payload = _envelope(invocation, interaction) | _content(invocation, interaction)
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
        return _component(invocation, interaction)
    if interaction.type == MODAL:
        return _modal(invocation, interaction)
    if invocation.kind in MENUS:
        return _menu(invocation)
    return _command(invocation)


def _command(invocation: Invocation) -> Json:
    order, sim = invocation.order, invocation.sim
    words = split_name(str(order.get("name", "")))
    if not words:
        raise InvocationError("a command needs a name, such as 'channel list'")
    command = find_command(sim.world.commands, invocation.guild_id, words[0], CHAT_INPUT)
    options = order.get("options")
    focused = order.get("focused")
    if invocation.kind == "autocomplete" and focused is None:
        focused = next(reversed(options), None) if isinstance(options, dict) else _marked_focused(options)
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


def _menu(invocation: Invocation) -> Json:
    order, sim = invocation.order, invocation.sim
    kind = MENUS[invocation.kind]
    command = find_command(sim.world.commands, invocation.guild_id, str(order.get("name", "")), kind)
    target_id = sim.identity.name_to_id(str(order.get("target_id") or order.get("message_id") or ""))
    resolver = invocation.resolver()
    found = resolver.user(target_id) if kind == USER_MENU else resolver.message(invocation.channel["id"], target_id)
    if not found:
        raise InvocationError(f"target_id: there is nothing with the id {target_id!r} in this channel")
    data: Json = {"id": command["id"], "name": command["name"], "type": kind, "target_id": target_id}
    return {"data": _finished(data, command, resolver)}


def _component(invocation: Invocation, interaction: Interaction) -> Json:
    world, order = invocation.sim.world, invocation.order
    message_id = str(order.get("message_id", ""))
    message = world.messages.get(invocation.channel["id"], {}).get(message_id)
    if message is None or world.ephemeral.get(message_id, invocation.user_id) != invocation.user_id:
        raise InvocationError(f"message_id: this user sees no message {message_id!r} in this channel")
    part = _pressable(invocation.sim.world, message, str(order.get("custom_id", "")))
    interaction.source_message_id = message_id
    data: Json = {"id": part["id"], "component_type": part["type"], "custom_id": part["custom_id"]}
    if part["type"] != BUTTON:
        data |= _selected(invocation, part)
    return {"data": data, "message": views.message(world, message, invocation.sim.bot_id)}


def _pressable(world: World, message: Json, custom_id: str) -> Json:
    """Return the component that is pressed: one that the message shows, or one that a slow client still shows."""
    parts = [part for _, part in content.walk(message["components"]) if part.get("custom_id")]
    for part in parts:
        if part["custom_id"] == custom_id:
            if part.get("disabled"):
                raise InvocationError(f"the component '{custom_id}' is disabled")
            return part
    if (message["id"], custom_id) in world.gone_components:
        return world.gone_components[message["id"], custom_id]
    known = ", ".join(part["custom_id"] for part in parts) or "none"
    raise InvocationError(f"that message has no component '{custom_id}'; it has: {known}")


def _selected(invocation: Invocation, part: Json) -> Json:
    options = invocation.order.get("options") or {}
    values = options.get("values", []) if isinstance(options, dict) else [option["value"] for option in options]
    to_id = invocation.sim.identity.name_to_id
    if part["type"] not in SELECT_RESOLVERS:
        allowed = [option["value"] for option in part["options"]]
        if any(value not in allowed for value in values):
            raise InvocationError(f"values must be among {allowed}")
        return {"values": values}
    resolver, chosen = invocation.resolver(), [to_id(value) for value in values]
    for value in chosen:
        if not any(getattr(resolver, way)(value) for way in SELECT_RESOLVERS[part["type"]]):
            raise InvocationError(f"values: there is nothing to pick with the id {value}")
    return {"values": chosen, "resolved": resolver.objects}


def _modal(invocation: Invocation, interaction: Interaction) -> Json:
    order, world = invocation.order, invocation.sim.world
    custom_id = str(order.get("custom_id", ""))
    given = order.get("options") or {}
    values: Json = given if isinstance(given, dict) else {item["name"]: item["value"] for item in given}
    shown = next(
        (
            found
            for found in reversed(world.interactions.values())
            if found.modal is not None and found.user_id == invocation.user_id and found.modal["custom_id"] == custom_id
        ),
        None,
    )
    if shown is None or shown.modal is None:
        raise InvocationError(f"no modal '{custom_id}' is open for this user")
    interaction.source_message_id = shown.source_message_id
    data = {"custom_id": custom_id, "components": [_filled(part, values) for part in shown.modal["components"]]}
    source = world.messages.get(invocation.channel["id"], {}).get(shown.source_message_id or "")
    return {"data": data} | ({} if source is None else {"message": views.message(world, source, invocation.sim.bot_id)})


def _filled(part: Json, values: Json) -> Json:
    """Return a modal's component as it is submitted: structure, ids and values, without labels."""
    filled: Json = {"type": part["type"], "id": part.get("id") or 1}
    if "components" in part:
        return filled | {"components": [_filled(child, values) for child in part["components"]]}
    if "component" in part:
        return filled | {"component": _filled(part["component"], values)}
    if "custom_id" in part:
        filled["custom_id"] = part["custom_id"]
        filled |= _submitted(part, values.get(part["custom_id"]))
    return filled


def _submitted(part: Json, value: Any) -> Json:
    if part["type"] == TEXT_INPUT:
        text = str(value if value is not None else part.get("value") or "")
        if part.get("required", True) and not text:
            raise InvocationError(f"the field '{part['custom_id']}' must be filled in")
        return {"value": text}
    return {"values": value if isinstance(value, list) else [v for v in [value] if v is not None]}
