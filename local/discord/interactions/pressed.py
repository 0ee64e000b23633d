"""What an interaction carries when a person presses a component or submits a modal.

Source: https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-object-interaction-data
"""

from typing import Any

from local.discord import content, views
from local.discord.errors import Json
from local.discord.interactions.invocation import Invocation
from local.discord.interactions.options import InvocationError
from local.discord.state import Interaction, World

BUTTON, TEXT_INPUT = 2, 4
SELECT_RESOLVERS = {5: ("user",), 6: ("role",), 7: ("user", "role"), 8: ("channel",)}


def component(invocation: Invocation, interaction: Interaction) -> Json:
    """Return ``data`` and ``message`` of a pressed button or a used select.

    Raises:
        InvocationError: the user does not see such a message, or it has no such enabled component.
    """
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


def modal(invocation: Invocation, interaction: Interaction) -> Json:
    """Return ``data`` (and ``message``, if a component opened it) of a submitted modal.

    Raises:
        InvocationError: no such modal is open for this user, or a required field is empty.
    """
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
