"""message.draft_warning."""

from typing import Annotated

from pydantic import Field

from guildhall.discord.permissions import Permission
from guildhall.discord.routes import GET_MESSAGE
from guildhall.operations.message._linked import LinkedOperation
from guildhall.operations.message_warning import AUDIT_LOG, Tone, WarningDraft, draft, earlier_acts
from guildhall.operations.ports import Ports
from guildhall.operations.spec import Risk, Spec


class DraftWarning(LinkedOperation[WarningDraft]):
    """Gather what a moderator needs for a warning about a message, and draft its text; sends nothing."""

    spec = Spec(
        risk=Risk.READ,
        scope="messages:read",
        permission=Permission.VIEW_CHANNEL | Permission.READ_MESSAGE_HISTORY | Permission.MODERATE_MEMBERS,
        bot_permission=Permission.VIEW_CHANNEL | Permission.READ_MESSAGE_HISTORY,
        route=GET_MESSAGE,
        also=(AUDIT_LOG,),
        source="resources/message#get-channel-message",
    )
    rule: Annotated[str | None, Field(min_length=1, max_length=300, description="Which rule it breaks.")] = None
    tone: Tone = Tone.FIRM

    def execute(self, ports: Ports) -> WarningDraft:
        """Look everything up."""
        message, guild = self.message(ports), self.locate(ports.discord).guild
        rules_channel_id = guild.rules_channel_id if guild else None
        link = message.link(guild.id if guild else None)
        earlier = earlier_acts(ports, guild.id, message.author.id) if guild else None
        return WarningDraft(
            message_id=message.id,
            author_id=message.author.id,
            author_name=message.author.display,
            is_bot=message.author.bot,
            sent_at=message.timestamp,
            link=link,
            content=message.content,
            rules_channel_id=rules_channel_id,
            history_known=earlier is not None,
            earlier=earlier or [],
            draft=draft(message, link, rules_channel_id, self.rule, self.tone),
        )
