"""The interaction callback and what follows it: ``@original`` and followup messages by the fifteen-minute token."""

from typing import Any

from local.discord import messages, views
from local.discord.errors import Code, DiscordError, Json
from local.discord.interactions import answers
from local.discord.rest import webhooks
from local.discord.rest.registry import NOTHING, Answer, Call, handles
from local.discord.state import Interaction

ANSWER_WINDOW_S = 3.0
RESOURCE_TYPES = {answers.MESSAGE: 4, answers.UPDATE: 7}


@handles("create_interaction_response")
def create_interaction_response(call: Call) -> Any:
    """Answer an interaction over REST, instead of in the HTTP answer."""
    sim = call.sim
    interaction = call.world.interactions.get(call.path["interaction_id"])
    if interaction is None or interaction.token != call.path["interaction_token"]:
        raise DiscordError(Code.UNKNOWN_INTERACTION)
    late = sim.clock.now() - interaction.created_s > ANSWER_WINDOW_S
    if interaction.acknowledged is None and (late or interaction.failure):
        raise DiscordError(Code.UNKNOWN_INTERACTION)
    answers.accept(sim, interaction, call.fields, call.files)
    if not call.query.get("with_response"):
        return NOTHING
    return Answer(200, _with_response(call, interaction))


def _with_response(call: Call, interaction: Interaction) -> Json:
    shown: Json = {"id": interaction.id, "type": interaction.type, "channel_id": interaction.channel_id}
    if interaction.guild_id is not None:
        shown["guild_id"] = interaction.guild_id
    if interaction.original_id is not None:
        shown |= {
            "response_message_id": interaction.original_id,
            "response_message_loading": interaction.loading,
            "response_message_ephemeral": interaction.ephemeral,
        }
    response: Json = {"interaction": shown}
    kind = RESOURCE_TYPES.get(interaction.acknowledged or 0)
    if kind is not None:
        message = answers.seen(call.sim, interaction, interaction.original_id) or {}
        response["resource"] = {"type": kind, "message": views.message(call.world, message, call.bot_id)}
    return response


def _interaction(call: Call) -> Interaction | None:
    """Return the interaction whose token is in the path; None when the path names a webhook."""
    if call.path["webhook_id"] != call.sim.identity.application_id:
        return None
    found = answers.by_token(call.sim, call.path["webhook_token"])
    if found is None:
        raise DiscordError(Code.INVALID_WEBHOOK_TOKEN)
    return found


@handles("execute_webhook")
def execute_webhook(call: Call) -> Any:
    """Send a followup message; right after a deferred answer it fills the waiting message instead."""
    interaction = _interaction(call)
    if interaction is None:
        return webhooks.execute(call)
    if interaction.loading and interaction.original_id is not None:
        body = {name: value for name, value in call.fields.items() if name != "flags"}
        message = answers.change(call.sim, interaction, interaction.original_id, body, call.files)
    else:
        message = answers.say(call.sim, interaction, call.fields, call.files)
        interaction.followup_ids.append(message["id"])
    return Answer(200, views.message(call.world, message, call.bot_id))


def _target(call: Call, interaction: Interaction) -> str:
    """Return the id of the message that the path means.

    Raises:
        DiscordError: 10008.
    """
    message_id = call.path.get("message_id", interaction.original_id)
    known = {interaction.original_id, *interaction.followup_ids}
    if message_id is None or message_id not in known or answers.seen(call.sim, interaction, message_id) is None:
        raise DiscordError(Code.UNKNOWN_MESSAGE)
    return message_id


@handles("get_original_webhook_message", "get_webhook_message")
def get_webhook_message(call: Call) -> Json:
    """Return a message that was sent with this token."""
    interaction = _interaction(call)
    if interaction is None:
        return webhooks.get_own_message(call)
    message = answers.seen(call.sim, interaction, _target(call, interaction)) or {}
    return views.message(call.world, message, call.bot_id)


@handles("update_original_webhook_message", "update_webhook_message")
def update_webhook_message(call: Call) -> Json:
    """Edit a message that was sent with this token."""
    interaction = _interaction(call)
    if interaction is None:
        return webhooks.edit_own_message(call)
    message = answers.change(call.sim, interaction, _target(call, interaction), call.fields, call.files)
    return views.message(call.world, message, call.bot_id)


@handles("delete_original_webhook_message", "delete_webhook_message")
def delete_webhook_message(call: Call) -> Any:
    """Delete a message that was sent with this token."""
    interaction = _interaction(call)
    if interaction is None:
        return webhooks.delete_own_message(call)
    message_id = _target(call, interaction)
    messages.remove(call.sim, call.world.channel(interaction.channel_id), [message_id])
    if message_id == interaction.original_id:
        interaction.original_deleted = True
    return NOTHING
