"""control.status."""

from datetime import datetime

from guildhall.discord.ids import UserId
from guildhall.operations.base import GuildOperation
from guildhall.operations.fields import OurText
from guildhall.operations.model import Model
from guildhall.operations.ports import Ports
from guildhall.operations.spec import Discloses, Risk, Spec, Spending


class Budget(Model):
    """What of a budget of the day (UTC) is used."""

    name: OurText
    used: int
    limit: int


class ControlStatus(Model):
    """Whether the server is paused, by whom (nobody: the platform itself) and why."""

    paused: bool
    paused_by: UserId | None
    paused_at: datetime | None
    why: str
    only_reads: bool
    policy_version: int
    budgets: list[Budget]


class StatusControl(GuildOperation[ControlStatus]):
    """Read whether the server is paused, by whom and why, and what of today's budgets is used."""

    spec = Spec(
        risk=Risk.READ,
        scope="control:read",
        permission=None,
        why="Whoever moderates may know why nothing is done; the scope says who that is.",
        source="guildhall:control",
    )
    discloses = Discloses.TO_CALLER

    def execute(self, ports: Ports) -> ControlStatus:
        """Read it."""
        policy, used = ports.rules.policy(self.guild_id), ports.rules.spent_today(self.guild_id)
        paused = policy["paused"] if isinstance(policy["paused"], dict) else {}
        budgets = [{"name": each, "used": used.get(each, 0), "limit": policy[f"{each}_per_day"]} for each in Spending]
        told = {"paused_by": paused.get("by"), "paused_at": paused.get("at"), "why": paused.get("why", "")}
        nowhere = policy["writable_channel_ids"] == [] and not policy["changes_at_large"]
        state = {"paused": bool(paused), "only_reads": bool(paused) or nowhere, "policy_version": policy["version"]}
        return ControlStatus.model_validate({**told, **state, "budgets": budgets})
