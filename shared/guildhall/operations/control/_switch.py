"""The kill switch, as it is thrown and shown."""

from guildhall.discord.ids import GuildId
from guildhall.operations.model import Model
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Change, Preview, Target, seen


class SwitchState(Model):
    """Whether everything that changes something is paused, and whether that is new."""

    paused: bool
    changed: bool


def switch_preview(ports: Ports, guild_id: GuildId, *, pause: bool) -> Preview:
    """Return what throwing the switch would change."""
    guild = ports.discord.guild(guild_id)
    policy = ports.rules.policy(guild_id)
    paused = policy["paused"] is not None
    told = {True: "Pause everything that changes something in this server", False: "Let this server's changes go on"}
    return Preview(
        summary=told[pause],
        targets=(Target(id=str(guild.id), label=guild.name),),
        changes=() if paused is pause else (Change(field="paused", before=paused, after=pause),),
        requests=0,
        **seen(paused=paused, policy=str(policy["version"])),
    )
