"""Step 5: guild policy and channel policy let this operation run, here, on this target.

A guild for which nobody chose a policy is only read. What governs the platform itself (policy, chat, control …) meets
the guild's lists and nothing else here: it must work in such a guild, and it is how a closed channel is opened again.
While the kill switch is thrown nothing is changed at all but the switch.
"""

from guildhall.discord.ids import ChannelId
from guildhall.discord.types import Channel
from guildhall.errors import ChannelForbidden
from guildhall.operations.spec import Risk
from guildhall.policy.attempt import Allowed, Attempt
from guildhall.policy.model import ChannelMode, GuildPolicy

_WHO = "Somebody who manages the server can change the policy."
_SETUP = "Somebody who manages the server can open it with /setup."
_RESUME = "Somebody who manages the server can end the pause with /control resume."
_SWITCH = "control."


def apply_channel_policy(attempt: Attempt) -> Allowed:
    """Apply the guild's lists, the channel's mode and the protected targets."""
    if attempt.guild is None:
        return Allowed("belongs to no guild")
    name = attempt.operation.full_name()
    attempt.policy = attempt.policies.guild_policy(attempt.guild.id)
    if not attempt.policy.permits(name):
        raise ChannelForbidden(f"This server's policy does not allow {name}.", _WHO)
    writes = attempt.operation.spec.risk is not Risk.READ
    if writes and attempt.policy.paused is not None and not name.startswith(_SWITCH):
        raise ChannelForbidden("Everything that changes something is paused in this server.", _RESUME)
    if not attempt.operation.spec.governs:
        _apply_to_target(attempt, attempt.policy, writes=writes)
    return Allowed(f"policy version {attempt.policy.version} allows {name}")


def _apply_to_target(attempt: Attempt, policy: GuildPolicy, *, writes: bool) -> None:
    if writes:
        _spare_protected(attempt, policy)
    if attempt.locus.channel is not None:
        _apply_channel(attempt, policy, attempt.locus.channel)
    elif writes and not policy.changes_at_large:
        raise ChannelForbidden("This server's policy keeps what is about no single channel as it is.", _SETUP)


def _apply_channel(attempt: Attempt, policy: GuildPolicy, channel: Channel) -> None:
    governing = _governing(channel)
    rules = attempt.channel_policy = attempt.policies.channel_policy(policy.guild_id, governing)
    name, writes = attempt.operation.full_name(), attempt.operation.spec.risk is not Risk.READ
    if rules.mode is ChannelMode.CLOSED or (writes and rules.mode is ChannelMode.READ_ONLY):
        raise ChannelForbidden(f"This server's policy has <#{governing}> as {rules.mode.replace('_', ' ')}.", _WHO)
    if not rules.permits(name):
        raise ChannelForbidden(f"This server's policy does not allow {name} in <#{governing}>.", _WHO)
    if writes and policy.writable_channel_ids is not None and governing not in policy.writable_channel_ids:
        raise ChannelForbidden(f"<#{governing}> is not one of the channels that may be written in.", _SETUP)


def _spare_protected(attempt: Attempt, policy: GuildPolicy) -> None:
    acts, channel = attempt.operation.acts_on(), attempt.locus.channel
    if policy.protected_user_ids.intersection(acts.member_ids + acts.peer_ids):
        raise ChannelForbidden("That member is protected by this server's policy.", _WHO)
    if policy.protected_role_ids.intersection(acts.role_ids):
        raise ChannelForbidden("That role is protected by this server's policy.", _WHO)
    changes = attempt.operation.spec.risk >= Risk.SENSITIVE or attempt.operation.spec.scope == "channels:manage"
    if channel is None or not changes:
        return
    for channel_id in (channel.id, _governing(channel)):
        if channel_id in policy.protected_channel_ids:
            raise ChannelForbidden(f"<#{channel_id}> is protected by this server's policy.", _WHO)


def _governing(channel: Channel) -> ChannelId:
    """Return the channel whose policy holds: of a thread the channel that it hangs on."""
    return channel.parent_id if channel.is_thread and channel.parent_id else channel.id
