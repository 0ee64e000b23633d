"""What a change of an onboarding sends and shows."""

from pydantic import JsonValue

from guildhall.discord.ids import GuildId
from guildhall.operations.body import body_of
from guildhall.operations.onboarding_asked import OnboardingChanged
from guildhall.operations.onboarding_shown import onboarding_now
from guildhall.operations.places import require_visible, visible
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview, Target, diff, seen


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
    """Return the preview: what changes, and the roles and channels that answers lead to."""
    channels = require_visible(ports, guild_id, request.channel_ids, operation="onboarding.edit")
    roles = [role for role in ports.discord.guild(guild_id).roles if role.id in request.role_ids]
    now = onboarding_now(ports, guild_id)
    after = request.model_dump(mode="json", include=given(request))
    if request.default_channel_ids is not None:
        after["default_channel_ids"] = sorted(map(str, request.default_channel_ids))
    before = now.seen_among(visible(ports, guild_id)).arguments
    targets = [Target(id=role.id, label=f"@{role.name}") for role in roles]
    targets += [Target(id=channel.id, label=f"#{channel.name}") for channel in channels.values()]
    state = seen(onboarding=now, roles=roles, channels=[channel.name for channel in channels.values()])
    return Preview(summary="Change the onboarding", targets=tuple(targets), changes=diff(before, after), **state)
