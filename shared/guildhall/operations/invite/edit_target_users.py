"""invite.edit_target_users."""

from pydantic import JsonValue

from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.operations.invite import _targets
from guildhall.operations.invite._invite import InviteOperation
from guildhall.operations.invite._shown import target_of
from guildhall.operations.invite._targets import FIELD, MOST, ForUsers, TargetUsersChanged
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Change, Preview, seen
from guildhall.operations.reversal import Reversal
from guildhall.operations.spec import Risk, Spec


class EditInviteTargetUsers(InviteOperation[TargetUsersChanged]):
    """Say anew whom an invite is for, up to 1000 people: these alone may use it, whoever they were before."""

    spec = Spec(
        risk=Risk.SENSITIVE,
        scope="invites:manage",
        permission=Permission.VIEW_CHANNEL | Permission.MANAGE_GUILD,
        route=Route("PUT /invites/{code}/target-users"),
        source="resources/invite#update-target-users",
        idempotent=True,
    )
    user_ids: ForUsers

    def preview(self, ports: Ports) -> Preview:
        """Show for whom it was, and for whom it is going to be."""
        invite, before, after = self.now(ports), _targets.now(ports, self.code), sorted(self.user_ids, key=int)
        change = Change(field="user_ids", before=[*map(str, before)], after=[*map(str, after)])
        summary = f"Let {len(after)} people use an invite to #{invite.channel_name}, instead of {len(before) or 'all'}"
        state = seen(before=before, channel=[invite.channel_id, invite.channel_name], inviter=invite.inviter_id)
        return Preview(summary=summary, targets=(target_of(invite),), changes=(change,), **state)

    def execute(self, ports: Ports) -> TargetUsersChanged:
        """Send the new list."""
        self.send(ports, files={FIELD: _targets.table_of(self.user_ids)})
        return TargetUsersChanged(code=self.code, total_count=len(self.user_ids))

    def prior(self, ports: Ports) -> JsonValue:
        """Read for whom it is."""
        return [*map(str, _targets.now(ports, self.code))]

    def reversal(self, prior: JsonValue, result: TargetUsersChanged) -> Reversal | None:
        """Return the list as it was; one that was for everybody cannot be so again."""
        fits = isinstance(prior, list) and 0 < len(prior) <= MOST
        arguments: dict[str, JsonValue] = {"code": self.code, "user_ids": prior}
        return Reversal(operation="invite.edit_target_users", arguments=arguments) if fits else None
