"""invite.create."""

from pydantic import JsonValue

from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.operations.invite._granting import Granting
from guildhall.operations.invite._shown import InviteShown
from guildhall.operations.invite._targets import FIELD, table_of
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview, Target, diff, seen
from guildhall.operations.reversal import Reversal
from guildhall.operations.spans import span
from guildhall.operations.spec import Risk, Spec


class CreateInvite(Granting[InviteShown]):
    """Make an invite into a channel: for how long, how often, for whom, with which roles.

    For a day and everybody unless said otherwise; at most a week, or for ever; at most 100 uses, or any number.
    """

    spec = Spec(
        risk=Risk.SENSITIVE,
        scope="invites:write",
        permission=Permission.VIEW_CHANNEL | Permission.CREATE_INSTANT_INVITE,
        route=Route("POST /channels/{channel_id}/invites"),
        source="resources/channel#create-channel-invite",
    )

    def preview(self, ports: Ports) -> Preview:
        """Show where it leads, for how long, and which roles it gives."""
        channel, roles = ports.discord.channel(self.channel_id), self.given(ports)
        given: list[JsonValue] = [role.name for role in roles]
        people: list[JsonValue] = [*map(str, sorted(self.for_user_ids or (), key=int))]
        told = {**self.told(), "role_ids": given or None, "for_user_ids": people or None}
        ends = f"for {span(self.max_age_s)}" if self.max_age_s else "that never expires"
        return Preview(
            summary=f"Make an invite to #{channel.name} {ends}",
            targets=tuple(
                Target(id=role.id, label=f"@{role.name}", detail="for whoever joins by it") for role in roles
            ),
            changes=diff({}, told),
            **seen(channel=[channel.name, *channel.permission_overwrites], roles=roles),
        )

    def execute(self, ports: Ports) -> InviteShown:
        """Make it."""
        files = {FIELD: table_of(self.for_user_ids)} if self.for_user_ids else None
        return InviteShown.read(self.send(ports, body=self.body(), files=files))

    def reversal(self, prior: JsonValue, result: InviteShown) -> Reversal | None:
        """Return its revocation; who joined by it stays. One that may have been there before is not revoked."""
        return Reversal(operation="invite.delete", arguments={"code": result.code}) if self.unique else None
