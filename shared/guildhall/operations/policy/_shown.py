"""The guild's policy as it is read and as its changes are told."""

from collections.abc import Mapping
from typing import Annotated, Self

from pydantic import JsonValue

from guildhall.discord.ids import ChannelId, GuildId, RoleId, UserId
from guildhall.identity import PlatformRole
from guildhall.operations.fields import Keep, OurText, Redaction
from guildhall.operations.model import Model
from guildhall.operations.policy._names import Named, named
from guildhall.operations.ports import Ports


class PolicyShown(Model):
    """A guild's policy, with the names of the roles and of the channels that you see."""

    version: int
    paused: bool
    allowed_operations: Annotated[list[str], Redaction(Keep.AS_IS)]
    denied_operations: Annotated[list[str], Redaction(Keep.AS_IS)]
    dry_run_default: bool
    confirm_from: OurText
    approvals_channel_id: ChannelId | None
    approver_role_ids: list[RoleId]
    self_approval: bool
    two_person_from: OurText | None
    alerts_channel_id: ChannelId | None
    writes_anywhere: bool
    writable_channel_ids: list[ChannelId] | None
    changes_at_large: bool
    role_map: dict[RoleId, PlatformRole]
    chat_turns_per_minute: int
    model_tokens_per_day: int
    history_days: int
    protected_user_ids: list[UserId]
    protected_role_ids: list[RoleId]
    protected_channel_ids: list[ChannelId]
    writes_per_day: int
    moderation_per_day: int
    direct_messages_per_day: int
    mass_mentions_per_day: int
    moderation_burst: int
    audit_days: int
    undo_days: int
    names: list[Named]

    @classmethod
    def of(cls, ports: Ports, guild_id: GuildId, policy: Mapping[str, JsonValue]) -> Self:
        """Return a policy with the names of what it speaks of."""
        shown = {name: value for name, value in policy.items() if name in cls.model_fields}
        extra = {"paused": policy["paused"] is not None, "writes_anywhere": policy["writable_channel_ids"] is None}
        found = cls.model_validate({**shown, **extra, "names": []})
        spoken = [*(found.writable_channel_ids or ()), *found.protected_channel_ids]
        channels = {found.approvals_channel_id, found.alerts_channel_id, *spoken} - {None}
        roles = {*found.approver_role_ids, *found.protected_role_ids, *found.role_map}
        return found.model_copy(update={"names": named(ports, guild_id, {str(each) for each in channels | roles})})
