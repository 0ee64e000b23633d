"""member.bypass_verification."""

from pydantic import JsonValue

from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.operations.base import MemberOperation, Reasoned
from guildhall.operations.member._exempt import BYPASSES, VerificationBypassed, exempt
from guildhall.operations.member._shown import target_of
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Change, Preview, seen
from guildhall.operations.reversal import Reversal, fields
from guildhall.operations.spec import Risk, Spec


class BypassVerification(MemberOperation[VerificationBypassed], Reasoned):
    """Exempt a member below you from the guild's verification, or end that."""

    spec = Spec(
        risk=Risk.SENSITIVE,
        scope="members:moderate",
        permission=Permission.MANAGE_GUILD,
        route=Route("PATCH /guilds/{guild_id}/members/{user_id}"),
        source="resources/guild#modify-guild-member",
        idempotent=True,
    )
    bypasses: bool

    def preview(self, ports: Ports) -> Preview:
        """Show the member and whether they are exempt."""
        member = ports.discord.member(self.guild_id, self.user_id)
        change = Change(field="bypasses verification", before=exempt(member.flags), after=self.bypasses)
        verb = "Exempt" if self.bypasses else "No longer exempt"
        summary, state = f"{verb} {member.display} from verification", seen(name=member.display, flags=member.flags)
        return Preview(summary=summary, targets=(target_of(member),), changes=(change,), **state)

    def execute(self, ports: Ports) -> VerificationBypassed:
        """Set the one flag that can be set, and leave the others."""
        now = ports.discord.member(self.guild_id, self.user_id).flags
        wanted = now | BYPASSES if self.bypasses else now & ~BYPASSES
        told = fields(self.send(ports, body={"flags": wanted})).get("flags")
        return VerificationBypassed(user_id=self.user_id, bypasses=exempt(told if isinstance(told, int) else wanted))

    def prior(self, ports: Ports) -> JsonValue:
        """Read whether they are exempt."""
        return exempt(ports.discord.member(self.guild_id, self.user_id).flags)

    def reversal(self, prior: JsonValue, result: VerificationBypassed) -> Reversal:
        """Return the change back."""
        arguments: dict[str, JsonValue] = {"guild_id": str(self.guild_id), "user_id": str(self.user_id)}
        return Reversal(operation="member.bypass_verification", arguments={**arguments, "bypasses": bool(prior)})
