"""invite.delete."""

from pydantic import JsonValue

from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.operations.base import Reasoned
from guildhall.operations.fields import GivenName
from guildhall.operations.invite._invite import InviteOperation
from guildhall.operations.invite._remaking import look_of, remaking
from guildhall.operations.invite._shown import target_of
from guildhall.operations.model import Model
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview, seen
from guildhall.operations.reversal import Reversal
from guildhall.operations.spec import Risk, Spec


class InviteDeleted(Model):
    """The invite that nobody can use any more."""

    code: GivenName


class DeleteInvite(InviteOperation[InviteDeleted], Reasoned):
    """Revoke an invite by its code or address: nobody joins by it any more, now or ever."""

    spec = Spec(
        risk=Risk.SENSITIVE,
        scope="invites:manage",
        permission=Permission.VIEW_CHANNEL | Permission.MANAGE_CHANNELS,
        route=Route("DELETE /invites/{code}"),
        source="resources/invite#delete-invite",
    )

    def preview(self, ports: Ports) -> Preview:
        """Show where it leads and who made it."""
        invite = self.now(ports)
        return Preview(
            summary=f"Revoke an invite to #{invite.channel_name}",
            targets=(target_of(invite),),
            irreversible="Its address never leads anywhere again; another one has to be handed out.",
            **seen(channel=[invite.channel_id, invite.channel_name], inviter=[invite.inviter_id, invite.inviter_name]),
        )

    def execute(self, ports: Ports) -> InviteDeleted:
        """Revoke it."""
        self.send(ports)
        return InviteDeleted(code=self.code)

    def prior(self, ports: Ports) -> JsonValue:
        """Read how long and how often it could be used."""
        return look_of(ports, self.now(ports))

    def reversal(self, prior: JsonValue, result: InviteDeleted) -> Reversal | None:
        """Return the making of another one like it."""
        return remaking(prior)
