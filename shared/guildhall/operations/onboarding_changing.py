"""What a change of an onboarding sends and shows, and how it is brought back."""

from pydantic import JsonValue

from guildhall.discord.ids import GuildId
from guildhall.operations.body import body_of
from guildhall.operations.onboarding._required import require_channels
from guildhall.operations.onboarding_asked import OnboardingChanged
from guildhall.operations.onboarding_shown import OnboardingShown, onboarding_now
from guildhall.operations.places import require_visible, unseen, visible
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview, Target, diff, seen
from guildhall.operations.reversal import Fidelity, Reversal, fields

_LOST = "What was taken away comes back as new questions and answers: nobody has chosen any of them."


def given(request: OnboardingChanged) -> set[str]:
    """Return the arguments that are given."""
    return {name for name in OnboardingChanged.model_fields if getattr(request, name) is not None}


def body(request: OnboardingChanged) -> dict[str, JsonValue]:
    """Return a change as Discord takes it."""
    told = body_of(request, only=OnboardingChanged.model_fields, without={"prompts"})
    if request.prompts is not None:
        told["prompts"] = [prompt.wired(place) for place, prompt in enumerate(request.prompts, 1)]
    return told


def shown(ports: Ports, guild_id: GuildId, request: OnboardingChanged) -> Preview:
    """Return the preview: what changes, where, and the roles and channels that answers lead to.

    Raises:
        InvalidArguments: It would be on with fewer default channels than Discord takes.
    """
    channels = require_visible(ports, guild_id, request.channel_ids, operation="onboarding.edit")
    guild = ports.discord.guild(guild_id)
    roles = [role for role in guild.roles if role.id in request.role_ids]
    now = onboarding_now(ports, guild_id)
    require_channels(ports, guild_id, request, now)
    after = request.model_dump(mode="json", include=given(request))
    if request.default_channel_ids is not None:
        after["default_channel_ids"] = sorted(map(str, request.default_channel_ids))
    before = now.seen_among(visible(ports, guild_id))
    lost = len(now.default_channel_ids) - len(before.default_channel_ids) if "default_channel_ids" in after else 0
    targets = [Target(id=guild_id, label=guild.name)]
    targets += [Target(id=role.id, label=f"@{role.name}") for role in roles]
    targets += [Target(id=channel.id, label=f"#{channel.name}") for channel in channels.values()]
    state = seen(onboarding=now, roles=roles, channels=[channel.name for channel in channels.values()])
    changes = diff(before.arguments, after)
    return Preview(summary=f"Change the onboarding{unseen(lost)}", targets=tuple(targets), changes=changes, **state)


def returning(guild_id: GuildId, request: OnboardingChanged, prior: JsonValue, now: OnboardingShown) -> Reversal:
    """Return the change back, of what was given; a question or an answer that went comes back as a new one."""
    was = {name: value for name, value in fields(prior).items() if name in given(request)}
    gone = "prompts" in was and bool(_ids(fields(prior)) - _ids(now.arguments))
    how = {"fidelity": Fidelity.PARTIAL, "lost": _LOST} if gone else {}
    arguments = {"guild_id": str(guild_id), **was}
    return Reversal.model_validate({"operation": "onboarding.edit", "arguments": arguments, **how})


def _ids(told: dict[str, JsonValue]) -> set[str]:
    """Return the ids of an onboarding's questions and answers."""
    prompts = OnboardingShown.model_validate(told).prompts
    options = [option for prompt in prompts for option in prompt.options]
    return {*(str(each.prompt_id) for each in prompts), *(str(each.option_id) for each in options)}
