"""automod.check."""

from typing import Annotated

from pydantic import Field

from guildhall.discord.ids import ChannelId, RoleId
from guildhall.discord.permissions import Permission
from guildhall.operations.automod._checked import RuleVerdict, judged
from guildhall.operations.automod._rule import LIST
from guildhall.operations.automod_rules import RuleShown, Trigger
from guildhall.operations.base import GuildOperation
from guildhall.operations.fields import MessageContent
from guildhall.operations.model import Model
from guildhall.operations.places import require_visible
from guildhall.operations.ports import Ports
from guildhall.operations.spec import Discloses, Risk, Spec


class TextChecked(Model):
    """Whether one of the rules that are on surely catches the text; what each of them says."""

    caught: bool
    rules: list[RuleVerdict]


class CheckAutoMod(GuildOperation[TextChecked]):
    """Tell which AutoMod rules would catch a message, by their words and mentions.

    Patterns are listed and not run; Discord's own lists and judgement are not known.
    """

    spec = Spec(
        risk=Risk.READ,
        scope="automod:read",
        permission=Permission.MANAGE_GUILD,
        route=LIST,
        source="resources/auto-moderation#auto-moderation-rule-object-keyword-matching-strategies",
    )
    discloses = Discloses.TO_CALLER
    text: MessageContent
    sent_in_channel_id: Annotated[ChannelId | None, Field(description="Where it would be; may be exempt.")] = None
    author_role_ids: Annotated[
        frozenset[RoleId] | None, Field(max_length=250, description="The author's roles; one may be exempt.")
    ] = None

    def execute(self, ports: Ports) -> TextChecked:
        """Read the rules that are on, and look for their words."""
        named = [self.sent_in_channel_id] if self.sent_in_channel_id else ()
        require_visible(ports, self.guild_id, named, operation=self.full_name())
        rules = [rule for rule in RuleShown.read_all(self.send(ports), LIST) if rule.enabled]
        of_messages = [rule for rule in rules if rule.known_trigger is not Trigger.MEMBER_PROFILE]
        roles = self.author_role_ids or frozenset()
        told = [judged(rule, self.text, self.sent_in_channel_id, roles) for rule in of_messages]
        return TextChecked(caught=any(each.catches for each in told), rules=told)
