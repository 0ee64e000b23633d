"""reaction.add_several."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import AfterValidator, Field

from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Change, Preview, seen
from guildhall.operations.reaction._several import ReactionsAdded
from guildhall.operations.reaction_adding import add_each, distinct
from guildhall.operations.reaction_emoji import EmojiGiven, require_usable
from guildhall.operations.reaction_reacted import ReactionOperation
from guildhall.operations.spec import Risk, Spec, Spending
from guildhall.operations.wording import counted

MOST = 20


class AddSeveralReactions(ReactionOperation[ReactionsAdded]):
    """Let the bot react to a message with up to 20 emojis, in the order given; says what became of each."""

    spec = Spec(
        risk=Risk.WRITE,
        scope="reactions:write",
        permission=Permission.ADD_REACTIONS | Permission.READ_MESSAGE_HISTORY,
        route=Route("PUT /channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}/@me"),
        source="resources/message#create-reaction",
        idempotent=True,
        finds=frozenset({"emoji_name"}),
    )
    emoji_names: Annotated[list[EmojiGiven], Field(min_length=1, max_length=MOST), AfterValidator(distinct)]

    def spends(self) -> Mapping[Spending, int]:
        """Return each emoji as a change."""
        return {Spending.WRITES: len(self.emoji_names)}

    def preview(self, ports: Ports) -> Preview:
        """Show the message, and with which of the emojis the bot reacts to it."""
        for emoji_name in self.emoji_names:
            require_usable(ports, ports.discord.channel(self.channel_id), emoji_name)
        target, reacted, content = self.reacted(ports)
        there = [each for each in self.emoji_names if reacted.with_emoji(each).mine]
        return Preview(
            summary=f"React to a message with {counted(len(self.emoji_names), 'emoji')}; there already: {len(there)}",
            targets=(target,),
            changes=(Change(field="reactions of the bot", before=[*there], after=[*self.emoji_names]),),
            requests=len(self.emoji_names) - len(there),
            **seen(content=content, there=there),
        )

    def execute(self, ports: Ports) -> ReactionsAdded:
        """React with each that is not there yet."""
        reacted = self.reacted(ports)[1]
        items = add_each(ports, self, self.emoji_names, reacted)
        return ReactionsAdded.of(self.channel_id, self.message_id, items)
