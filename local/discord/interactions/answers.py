"""Accept an application's answer to an interaction and let it take effect.

Callback types: 4 message, 5 deferred message, 6 deferred update, 7 update of the message, 8 choices, 9 modal.

Source: https://discord.com/developers/docs/interactions/receiving-and-responding#responding-to-an-interaction
"""

from local.discord import builders, content, messages
from local.discord.errors import Code, DiscordError, Json
from local.discord.interactions.invocation import AUTOCOMPLETE, COMMAND, COMPONENT, MODAL, PING
from local.discord.messages import Draft, File
from local.discord.permissions import in_channel
from local.discord.sim import Simulation
from local.discord.state import Interaction

PONG, MESSAGE, DEFERRED, DEFERRED_UPDATE, UPDATE, CHOICES, SHOW_MODAL = 1, 4, 5, 6, 7, 8, 9
CHAT_INPUT_MESSAGE, CONTEXT_MENU_MESSAGE = 20, 23
SLASH = 1
TOKEN_LIFETIME_S = 900.0
ALLOWED = {
    PING: {PONG},
    COMMAND: {MESSAGE, DEFERRED, SHOW_MODAL},
    COMPONENT: {MESSAGE, DEFERRED, DEFERRED_UPDATE, UPDATE, SHOW_MODAL},
    AUTOCOMPLETE: {CHOICES},
    MODAL: {MESSAGE, DEFERRED, DEFERRED_UPDATE, UPDATE},
}


def accept(sim: Simulation, interaction: Interaction, answer: Json, files: dict[str, File] | None = None) -> None:
    """Apply an answer that already fits the schema.

    Raises:
        DiscordError: 40060 when it is the second answer, 50035 or 50006 when it is not acceptable.
    """
    if interaction.acknowledged is not None:
        raise DiscordError(Code.ALREADY_ACKNOWLEDGED)
    kind = int(answer["type"])
    updates = kind in {DEFERRED_UPDATE, UPDATE}
    if kind not in ALLOWED[interaction.type] or (updates and interaction.source_message_id is None):
        raise DiscordError(
            Code.INVALID_FORM_BODY, f"callback type {kind} does not answer an interaction of type {interaction.type}"
        )
    data: Json = answer.get("data") or {}
    _apply(sim, interaction, kind, data, files or {})
    interaction.acknowledged = kind
    sim.bus.publish("interaction", {"interaction_id": interaction.id, "acknowledged": kind, "modal": interaction.modal})


def _apply(sim: Simulation, interaction: Interaction, kind: int, data: Json, files: dict[str, File]) -> None:
    if kind == MESSAGE:
        interaction.ephemeral = bool(int(data.get("flags") or 0) & content.EPHEMERAL)
        interaction.original_id = say(sim, interaction, data, files, as_original=True)["id"]
    elif kind == DEFERRED:
        _defer(sim, interaction, data)
    elif kind in {DEFERRED_UPDATE, UPDATE}:
        interaction.original_id = interaction.source_message_id
        if kind == UPDATE:
            change(sim, interaction, interaction.original_id or "", data, files)
    elif kind == CHOICES:
        interaction.choices = data.get("choices") or []
    elif kind == SHOW_MODAL:
        interaction.modal = data


def _defer(sim: Simulation, interaction: Interaction, data: Json) -> None:
    flags = int(data.get("flags") or 0)
    if flags & ~content.EPHEMERAL or data.keys() - {"flags"}:
        raise DiscordError(
            Code.INVALID_FORM_BODY, "a deferred answer (type 5) may carry nothing but the EPHEMERAL flag"
        )
    interaction.ephemeral, interaction.loading = bool(flags), True
    channel = sim.world.channel(interaction.channel_id)
    found = builders.message(sim.world.ids.next(), channel["id"], sim.world.users[sim.bot_id], sim.clock.now())
    found |= _marks(sim, interaction, as_original=True) | {"flags": content.LOADING | flags}
    messages.keep(sim, channel, found, interaction.user_id if interaction.ephemeral else None)
    interaction.original_id = found["id"]


def say(
    sim: Simulation, interaction: Interaction, data: Json, files: dict[str, File], *, as_original: bool = False
) -> Json:
    """Send a message as the answer or as a followup and return it."""
    channel = sim.world.channel(interaction.channel_id)
    ephemeral = bool(int(data.get("flags") or 0) & content.EPHEMERAL)
    draft = Draft(
        channel=channel,
        author=sim.world.users[sim.bot_id],
        body=data,
        files=files,
        may=in_channel(sim.world, channel, sim.bot_id),
        flags=content.EPHEMERAL if ephemeral else 0,
        fixed=_marks(sim, interaction, as_original=as_original),
        only_for=interaction.user_id if ephemeral else None,
    )
    return messages.send(sim, draft)


def change(sim: Simulation, interaction: Interaction, message_id: str, data: Json, files: dict[str, File]) -> Json:
    """Edit a message of this interaction and return it.

    Raises:
        DiscordError: 10008, 50006 or 50035.
    """
    channel = sim.world.channel(interaction.channel_id)
    found = sim.world.messages.get(channel["id"], {}).get(message_id)
    if found is None:
        raise DiscordError(Code.UNKNOWN_MESSAGE)
    may = in_channel(sim.world, channel, sim.bot_id)
    draft = Draft(channel, found["author"], data, files, may)
    if message_id == interaction.original_id:
        interaction.loading = False
    return messages.edit(sim, channel, found, draft)


def _marks(sim: Simulation, interaction: Interaction, *, as_original: bool) -> Json:
    """Return what distinguishes an interaction's message: the application as webhook, and where it came from."""
    marks: Json = {"webhook_id": sim.identity.application_id, "application_id": sim.identity.application_id}
    data = interaction.payload.get("data", {})
    if as_original and interaction.type == COMMAND:
        marks["type"] = CHAT_INPUT_MESSAGE if data["type"] == SLASH else CONTEXT_MENU_MESSAGE
    if (metadata := _metadata(sim, interaction)) is not None:
        marks["interaction_metadata"] = metadata
    return marks


def _metadata(sim: Simulation, interaction: Interaction) -> Json | None:
    common: Json = {
        "id": interaction.id,
        "type": interaction.type,
        "user": sim.world.users[interaction.user_id],
        "authorizing_integration_owners": interaction.payload["authorizing_integration_owners"],
    }
    if interaction.type == COMPONENT:
        return common | {"interacted_message_id": interaction.source_message_id}
    if interaction.type == COMMAND:
        data = interaction.payload["data"]
        resolved = data.get("resolved", {})
        if data["type"] != SLASH and data.get("target_id") in resolved.get("messages", {}):
            common["target_message_id"] = data["target_id"]
        return common
    return None


def by_token(sim: Simulation, token: str) -> Interaction | None:
    """Return the interaction of a token; None when there is none.

    Raises:
        DiscordError: 50027 when the token's fifteen minutes are over, 10015 while nothing has answered it yet.
    """
    interaction_id = sim.world.tokens.get(token)
    if interaction_id is None:
        return None
    interaction = sim.world.interactions[interaction_id]
    if sim.clock.now() - interaction.created_s > TOKEN_LIFETIME_S:
        raise DiscordError(Code.INVALID_WEBHOOK_TOKEN)
    if interaction.acknowledged is None:
        raise DiscordError(Code.UNKNOWN_WEBHOOK)
    return interaction


def seen(sim: Simulation, interaction: Interaction, message_id: str | None) -> Json | None:
    """Return a message of an interaction as its user sees it, ephemeral or not."""
    kept = sim.world.messages.get(interaction.channel_id, {})
    return kept.get(message_id or "")
