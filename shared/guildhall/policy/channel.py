"""Step 5: guild policy and channel policy let this operation run, here, on this target.

A guild for which nobody chose a policy is only read. What governs the platform itself (policy, chat, control …) meets
the guild's lists and nothing else here: it must work in such a guild, and it is how a closed channel is opened again.
The lists cannot close the way to themselves and to the kill switch. While that is thrown, nothing else is changed.
"""

from guildhall.discord.ids import ChannelId
from guildhall.discord.types.channel import Channel
from guildhall.errors import ChannelForbidden
from guildhall.operations.spec import ChannelMode, Risk
from guildhall.policy.attempt import Allowed, Attempt
from guildhall.policy.model import GuildPolicy

_WHO = "Somebody who manages the server can change the policy."
_SETUP = "Somebody who manages the server can open it with /setup."
_RESUME = "Somebody who manages the server can end the pause with /control resume."
_RULES = "policy."


def apply_channel_policy(attempt: Attempt) -> Allowed:
    """Apply the guild's lists, the channel's mode and the protected targets."""
    if attempt.guild is None:
        return _apply_lists_of_origin(attempt)
    attempt.policy = attempt.policies.guild_policy(attempt.guild.id)
    return hold_to(attempt, attempt.policy)


def _apply_lists_of_origin(attempt: Attempt) -> Allowed:
    """Hold what belongs to no guild (an account, an invite) to the lists of the guild where it is asked, if any."""
    origin = attempt.principal.origin
    if origin is not None and not attempt.operation.spec.governs:
        _apply_lists(attempt, attempt.policies.guild_policy(origin.guild_id))
    return Allowed("belongs to no guild")


def hold_to(attempt: Attempt, policy: GuildPolicy) -> Allowed:
    """Apply a policy, the one in force or a draft, to a call whose place is known."""
    _apply_rules(attempt, policy)
    if not attempt.operation.spec.governs:
        _apply_to_target(attempt, policy, writes=_writes(attempt))
    return Allowed(f"policy version {policy.version} allows {attempt.operation.full_name()}")


def apply_guild_rules(attempt: Attempt) -> Allowed:
    """Apply what holds for every call of that name, whatever its target; for explaining, where none is known."""
    guild, _, _ = attempt.present()
    attempt.policy = attempt.policies.guild_policy(guild.id)
    _apply_rules(attempt, attempt.policy)
    name = attempt.operation.full_name()
    return Allowed(f"policy version {attempt.policy.version} allows {name} as such; the place is not known")


def _apply_rules(attempt: Attempt, policy: GuildPolicy) -> None:
    _apply_lists(attempt, policy)
    if _writes(attempt) and policy.paused is not None and not attempt.throws_switch:
        raise ChannelForbidden("Everything that changes something is paused in this server.", _RESUME, rule="paused")


def _writes(attempt: Attempt) -> bool:
    return attempt.operation.spec.risk is not Risk.READ


def _apply_lists(attempt: Attempt, policy: GuildPolicy) -> None:
    name = attempt.operation.full_name()
    refusing = policy.refusing_list(name)
    if refusing is not None and not (attempt.throws_switch or name.startswith(_RULES)):
        raise ChannelForbidden(f"This server's policy does not allow {name}.", _WHO, rule=refusing)


def _apply_to_target(attempt: Attempt, policy: GuildPolicy, *, writes: bool) -> None:
    if writes:
        _spare_protected(attempt, policy)
    if attempt.locus.channel is not None:
        _apply_channel(attempt, policy, _governing(attempt.locus.channel), writes=writes)
        _require_writable(policy, _governing(attempt.locus.channel), writes=writes)
    elif writes and not policy.changes_at_large:
        told = "This server's policy keeps what is about no single channel as it is."
        raise ChannelForbidden(told, _SETUP, rule="changes_at_large")
    if attempt.locus.within is not None:
        _apply_channel(attempt, policy, attempt.locus.within.id, writes=writes)


def _apply_channel(attempt: Attempt, policy: GuildPolicy, governing: ChannelId, *, writes: bool) -> None:
    rules, name = attempt.policies.channel_policy(policy.guild_id, governing), attempt.operation.full_name()
    if rules.mode is ChannelMode.CLOSED or (writes and rules.mode is ChannelMode.READ_ONLY):
        told = f"This server's policy has <#{governing}> as {rules.mode.replace('_', ' ')}."
        raise ChannelForbidden(told, _WHO, rule="mode of the channel")
    if not rules.permits(name):
        told = f"This server's policy does not allow {name} in <#{governing}>."
        raise ChannelForbidden(told, _WHO, rule="denied_operations of the channel")


def _require_writable(policy: GuildPolicy, governing: ChannelId, *, writes: bool) -> None:
    if writes and policy.writable_channel_ids is not None and governing not in policy.writable_channel_ids:
        told = f"<#{governing}> is not one of the channels that may be written in."
        raise ChannelForbidden(told, _SETUP, rule="writable_channel_ids")


def _spare_protected(attempt: Attempt, policy: GuildPolicy) -> None:
    acts, channel = attempt.operation.acts_on(), attempt.locus.channel or attempt.locus.within
    if policy.protected_user_ids.intersection(acts.member_ids + acts.peer_ids):
        raise ChannelForbidden("That member is protected by this server's policy.", _WHO, rule="protected_user_ids")
    if policy.protected_role_ids.intersection(acts.role_ids + acts.peer_role_ids):
        raise ChannelForbidden("That role is protected by this server's policy.", _WHO, rule="protected_role_ids")
    changes = attempt.operation.spec.risk >= Risk.SENSITIVE or attempt.operation.spec.scope == "channels:manage"
    if channel is None or not changes:
        return
    for channel_id in (channel.id, _governing(channel)):
        if channel_id in policy.protected_channel_ids:
            told = f"<#{channel_id}> is protected by this server's policy."
            raise ChannelForbidden(told, _WHO, rule="protected_channel_ids")


def _governing(channel: Channel) -> ChannelId:
    """Return the channel whose policy holds: of a thread the channel that it hangs on."""
    return channel.parent_id if channel.is_thread and channel.parent_id else channel.id
