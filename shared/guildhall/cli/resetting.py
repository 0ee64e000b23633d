"""Taking a guild's policy back to that of a guild which nobody set up, by whoever holds the AWS credentials.

It is then read and not written, questions go to whoever asks by direct message, and somebody with Manage Server opens
what is to be open with `/setup`: breaking the glass opens nothing by itself.

Told in the trail like every change, before and after, through the door `command_line`. What says how long things are
kept stays as it is, so that nobody shortens the trail by breaking the glass; so does what is protected.
"""

from datetime import timedelta

from pydantic import JsonValue

from guildhall.cli.desk import Desk
from guildhall.discord.ids import UserId
from guildhall.errors import PlanDrifted
from guildhall.identity import Door
from guildhall.operations.acts import AuditKind, AuditStatus
from guildhall.operations.spec import Risk
from guildhall.policy.model import GuildPolicy
from guildhall.store.records import AuditRecord

NOBODY = UserId("1")
"""Stands for nobody at Discord: who holds AWS credentials need not have an account there."""
_KEPT = ("audit_days", "undo_days", "history_days", "protected_user_ids", "protected_role_ids", "protected_channel_ids")


def anew(before: GuildPolicy) -> GuildPolicy:
    """Return the policy of a guild that nobody set up, as the next version of this one."""
    kept = {name: getattr(before, name) for name in _KEPT}
    return GuildPolicy.initial(before.guild_id).model_copy(update={**kept, "version": before.version + 1})


def changed(before: GuildPolicy, after: GuildPolicy) -> tuple[dict[str, JsonValue], ...]:
    """Return field by field what becomes different; the version is not told, nor why somebody paused: their words."""
    old, new = (each.model_dump(mode="json") | {"paused": each.paused is not None} for each in (before, after))
    return tuple(
        {"field": name, "before": old[name], "after": new[name]}
        for name in new
        if name != "version" and old[name] != new[name]
    )


def reset(desk: Desk, before: GuildPolicy, after: GuildPolicy) -> str:
    """Store the policy, told in the trail; return the audit id.

    Raises:
        PlanDrifted: Somebody changed it meanwhile; nothing was done.
        GuildhallError: A table did not answer.
    """
    audit_id, credential = desk.new_id(), f"aws:{desk.whoami()}"[:200]

    def tell(kind: AuditKind, status: AuditStatus) -> None:
        now = desk.clock()
        record = AuditRecord(
            audit_id=audit_id,
            kind=kind,
            status=status,
            at=now,
            guild_id=before.guild_id,
            user_id=NOBODY,
            door=Door.COMMAND_LINE,
            credential=credential,
            client="guildhall policy reset",
            operation="policy.reset",
            risk=Risk.SENSITIVE.label,
            summary="Break-glass: the policy is taken back to that of a server which nobody set up",
            changes=changed(before, after),
            expires_at=now + timedelta(days=before.audit_days),
        )
        desk.log.put(record)

    tell(AuditKind.INTENT, AuditStatus.PENDING)
    if not desk.policies.put_guild_policy(after):
        tell(AuditKind.OUTCOME, AuditStatus.FAILED)
        raise PlanDrifted("Somebody changed the policy in the same moment; nothing was done.", "Run it again.")
    tell(AuditKind.OUTCOME, AuditStatus.DONE)
    return audit_id
