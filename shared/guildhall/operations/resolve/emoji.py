"""resolve.emoji."""

from typing import Annotated

from pydantic import Field

from guildhall.discord.ids import EmojiId
from guildhall.operations import meanings
from guildhall.operations.emojis import is_emoji
from guildhall.operations.matching import Fit
from guildhall.operations.ports import Ports
from guildhall.operations.resolve._asked import asked
from guildhall.operations.resolving import Match, Query, Resolved, ResolveOperation
from guildhall.operations.spec import Discloses, Risk, Spec


class ResolveEmoji(ResolveOperation):
    """Find which emoji is meant: one of the guild's by name, <:name:id> or id, or a standard one."""

    spec = Spec(
        risk=Risk.READ,
        scope="resolve:read",
        permission=None,
        why="Discord tells every member's client the guild's emojis.",
        route=meanings.EMOJIS,
        source="resources/emoji#list-guild-emojis",
    )
    discloses = Discloses.TO_GUILD

    query: Annotated[Query, Field(description="Such as :wave:, <:wave:id>, or an emoji.", examples=["👍"])]

    def execute(self, ports: Ports) -> Resolved:
        """Look it up."""
        emoji_id, name = asked(self.query, EmojiId, ":")
        if emoji_id is None and is_emoji(name):
            return Resolved(matches=[Match(what="standard_emoji", name=name, fit=Fit.EXACT)])
        things = meanings.emojis(ports, self.guild_id)
        known = [each.match for each in things if each.match.emoji_id == emoji_id and emoji_id]
        return Resolved(matches=known) if known else self.settled(name, things)
