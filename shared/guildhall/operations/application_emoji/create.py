"""application_emoji.create."""

from pydantic import JsonValue

from guildhall.discord.routes import Route
from guildhall.operations.application_emoji._emoji import FOUND, LIST, WHY, AppEmojiShown
from guildhall.operations.application_emoji._list import AppEmojisListed
from guildhall.operations.base import ApplicationOperation
from guildhall.operations.body import body_of
from guildhall.operations.emoji_picture import EMOJI_BYTES, EmojiGiven
from guildhall.operations.expressions import EmojiName
from guildhall.operations.files import as_data, digests, pictures, told
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview, diff, seen
from guildhall.operations.reversal import Reversal
from guildhall.operations.shown import found
from guildhall.operations.spec import Risk, Spec
from guildhall.operations.wording import beside


class CreateApplicationEmoji(ApplicationOperation[AppEmojiShown]):
    """Add an emoji to the bot's application from a picture of at most 256 KiB; up to 2000 fit."""

    spec = Spec(
        risk=Risk.WRITE,
        scope="applications:manage",
        permission=None,
        why=WHY,
        route=Route("POST /applications/{application_id}/emojis"),
        finds=FOUND,
        source="resources/emoji#create-application-emoji",
    )
    name: EmojiName
    image: EmojiGiven

    def preview(self, ports: Ports) -> Preview:
        """Show the new emoji, and how many there are."""
        given = pictures(self, ports, image=EMOJI_BYTES)
        there = found(ports, LIST, self.finds(ports), AppEmojisListed).emojis
        same = f" ({twins} of that name already)" if (twins := sum(each.name == self.name for each in there)) else ""
        new: dict[str, JsonValue] = {"name": self.name, **told(given)}
        return Preview(
            summary=f"Add the application emoji :{self.name}:{beside(len(there))}{same}",
            changes=diff({}, new),
            **seen(emojis=there, **digests(given)),
        )

    def execute(self, ports: Ports) -> AppEmojiShown:
        """Add it."""
        given = pictures(self, ports, image=EMOJI_BYTES)
        body = body_of(self, without={*given, "guild_id"}) | as_data(self, given)
        return AppEmojiShown.read(self.send(ports, body=body))

    def reversal(self, prior: JsonValue, result: AppEmojiShown) -> Reversal:
        """Return its deletion."""
        emoji: dict[str, JsonValue] = {"guild_id": str(self.guild_id), "emoji_id": str(result.emoji_id)}
        return Reversal(operation="application_emoji.delete", arguments=emoji)
