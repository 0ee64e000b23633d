"""What the operations on AutoMod's rules share."""

from collections.abc import Mapping

from pydantic import BaseModel, JsonValue

from guildhall.discord.ids import RoleId, RuleId
from guildhall.discord.permissions import NO_PERMISSIONS, Permission
from guildhall.discord.routes import Route
from guildhall.operations.automod._asked import RuleAsked
from guildhall.operations.automod_rules import RuleShown
from guildhall.operations.base import Acts, GuildOperation, Locus, Reasoned
from guildhall.operations.places import require_visible, visible
from guildhall.operations.ports import Ports
from guildhall.operations.settling import settled
from guildhall.operations.shown import found

LIST = Route("GET /guilds/{guild_id}/auto-moderation/rules")
GET = Route("GET /guilds/{guild_id}/auto-moderation/rules/{rule_id}")


class RuleOperation[R: BaseModel](GuildOperation[R]):
    """An operation on one rule."""

    rule_id: RuleId

    def now(self, ports: Ports) -> RuleShown:
        """Return the rule as it is, hidden channels included."""
        return found(ports, GET, {"guild_id": self.guild_id, "rule_id": self.rule_id}, RuleShown)


class RuleWrite(RuleAsked, GuildOperation[RuleShown], Reasoned):
    """An operation that says what a rule is like."""

    def acts_on(self) -> Acts:
        """Return the roles that are spared: nobody has to stand above them, yet a policy may protect them."""
        roles: frozenset[RoleId] = self.exempt_role_ids or frozenset()
        return Acts(peer_role_ids=tuple(sorted(roles, key=int)))

    def needs(self, locus: Locus) -> Permission:
        """Return MANAGE_GUILD; a rule that times people out takes MODERATE_MEMBERS, too."""
        return Permission.MANAGE_GUILD | (Permission.MODERATE_MEMBERS if self.timeout_s else NO_PERMISSIONS)

    def prove(self, ports: Ports, operation: str) -> list[str]:
        """Return ids and names of the channels that are named; raises as `settled` and `require_visible`."""
        named = require_visible(ports, self.guild_id, self.exempt_channel_ids or (), operation=operation)
        if self.alert_channel_id is not None:
            needed = Permission.VIEW_CHANNEL
            named[self.alert_channel_id] = settled(
                ports, self.guild_id, self.alert_channel_id, needed, operation=operation
            )
        return [f"{channel_id} {channel.name}" for channel_id, channel in named.items()]

    def read(self, ports: Ports, body: Mapping[str, JsonValue]) -> RuleShown:
        """Send the rule, and return the answer with the channels that the caller sees."""
        known = visible(ports, self.guild_id)
        return RuleShown.read(self.send(ports, body=body), self.spec.route).seen_among(known)
