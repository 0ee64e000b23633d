"""The rules of a guild, as operations read and change them."""

from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import JsonValue, ValidationError

from guildhall.clock import Clock
from guildhall.discord.ids import ChannelId, GuildId, UserId
from guildhall.discord.types.guild import Guild, Member
from guildhall.errors import InvalidArguments, PlanDrifted
from guildhall.identity import PlatformRole, Principal
from guildhall.operations.spec import Risk, Spending
from guildhall.policy.model import ChannelPolicy, GuildPolicy, Membership, Pause, Record
from guildhall.policy.ports import Counters, Policies
from guildhall.policy.scope import role_without_grant
from guildhall.policy.shares import DAY_S, day_of

_RISKS = ("confirm_from", "two_person_from")
_RACES = 10
"""Changes of others that throwing the kill switch outlasts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RulesAdapter:
    """The rules for one call of `asker`'s."""

    asker: Principal
    policies: Policies
    counters: Counters
    clock: Clock

    def policy(self, guild_id: GuildId) -> dict[str, JsonValue]:
        """Return the guild's policy: lists sorted, risks by their names."""
        return _plain(self.policies.guild_policy(guild_id))

    def draft(self, guild_id: GuildId, changes: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
        """Return the policy as it would be with these fields changed; see `RulesPort.draft`."""
        return _plain(changed(self.policies.guild_policy(guild_id), changes))

    def change(self, guild_id: GuildId, changes: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
        """Change these fields of the policy and return it; what is so already is no change.

        Raises:
            InvalidArguments: It cannot be like that.
            PlanDrifted: Somebody else changed it in the same moment.
        """
        before = self.policies.guild_policy(guild_id)
        after = changed(before, changes)
        if after != before:
            after = after.model_copy(update={"version": before.version + 1})
            if not self.policies.put_guild_policy(after):
                raise _drifted()
        return _plain(after)

    def pause(self, guild_id: GuildId, why: str) -> bool:
        """Throw the kill switch in the caller's name; return False when it was thrown already."""
        return self._throw(guild_id, Pause(by=self.asker.user_id, at=self.clock(), why=why))

    def resume(self, guild_id: GuildId) -> bool:
        """Let go of the kill switch; return False when it was not thrown."""
        return self._throw(guild_id, None)

    def _throw(self, guild_id: GuildId, pause: Pause | None) -> bool:
        """Set the switch whatever else of the policy is changed meanwhile: a kill switch does not lose a race."""
        for _ in range(_RACES):
            policy = self.policies.guild_policy(guild_id)
            if (policy.paused is None) is (pause is None):
                return False
            if self.policies.put_guild_policy(
                policy.model_copy(update={"paused": pause, "version": policy.version + 1})
            ):
                return True
        raise _drifted()

    def spent_today(self, guild_id: GuildId) -> dict[Spending, int]:
        """Return what of the guild's budgets of the day (UTC) is used; one that nobody used yet is left out."""
        counts = self.counters.counted(day_of(guild_id), window_s=DAY_S).counts
        return {each: counts[each] for each in Spending if each in counts}

    def channel_policy(self, guild_id: GuildId, channel_id: ChannelId) -> dict[str, JsonValue]:
        """Return the channel's policy."""
        return _plain(self.policies.channel_policy(guild_id, channel_id))

    def change_channel(
        self, guild_id: GuildId, channel_id: ChannelId, changes: Mapping[str, JsonValue]
    ) -> dict[str, JsonValue]:
        """Change these fields of the channel's policy and return it."""
        now = self.policies.channel_policy(guild_id, channel_id)
        after = ChannelPolicy.model_validate({**now.model_dump(mode="json"), **changes})
        self.policies.put_channel_policy(after)
        return _plain(after)

    def granted(self, guild_id: GuildId) -> dict[UserId, PlatformRole]:
        """Return the platform roles that were granted by hand, by user id."""
        return {each.user_id: each.role for each in self.policies.memberships(guild_id)}

    def role_of(self, guild: Guild, member: Member) -> PlatformRole:
        """Return the platform role of a member to whom none was granted by hand."""
        return role_without_grant(self.policies, guild, member)

    def grant(self, guild_id: GuildId, user_id: UserId, role: PlatformRole) -> None:
        """Grant a platform role by hand."""
        by, at = self.asker.user_id, self.clock()
        granted = Membership(guild_id=guild_id, user_id=user_id, role=role, granted_by=by, granted_at=at)
        self.policies.put_membership(granted)

    def revoke(self, guild_id: GuildId, user_id: UserId) -> bool:
        """Take a platform role back that was granted by hand; return False when there was none."""
        return self.policies.remove_membership(guild_id, user_id)


def _drifted() -> PlanDrifted:
    return PlanDrifted("Somebody changed the policy in the same moment.", "Look at it, then ask again.")


def changed(before: GuildPolicy, changes: Mapping[str, JsonValue]) -> GuildPolicy:
    """Return a policy with some fields changed.

    Where another person than the asker has to approve, there must be a channel in which they are asked: else nothing
    could ever be approved again, not even another policy.

    Raises:
        InvalidArguments: It cannot be like that.
    """
    given = {name: _risk(value) if name in _RISKS else value for name, value in changes.items()}
    try:
        after = GuildPolicy.model_validate({**before.model_dump(mode="json"), **given})
    except ValidationError as error:
        fields = ", ".join(dict.fromkeys(str(problem["loc"][0]) for problem in error.errors() if problem["loc"]))
        raise InvalidArguments(f"The policy cannot be like that: {fields}.", "Correct it and ask again.") from None
    alone = after.self_approval and after.two_person_from is None
    if not alone and after.approvals_channel_id is None:
        raise InvalidArguments(
            "Where somebody else has to approve, they must be asked somewhere that others read.",
            "Set approvals_channel_id too, or leave self_approval on and two_person_from unset.",
        )
    return after


def _risk(label: JsonValue) -> JsonValue:
    known = isinstance(label, str) and label.upper() in Risk.__members__
    return int(Risk[str(label).upper()]) if known else label


def _plain(record: Record) -> dict[str, JsonValue]:
    """Return a record as JSON that is equal exactly when the record is."""
    plain: dict[str, JsonValue] = {}
    for name, value in record.model_dump(mode="json").items():
        if isinstance(value, list):
            plain[name] = sorted(value, key=str)
        elif isinstance(value, dict):
            plain[name] = dict(sorted(value.items()))
        else:
            plain[name] = Risk(value).label if name in _RISKS and value is not None else value
    return plain
