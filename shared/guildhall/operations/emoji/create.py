"""emoji.create."""

from pydantic import JsonValue

from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.operations.base import GuildOperation, Reasoned
from guildhall.operations.body import body_of
from guildhall.operations.emoji._emoji import LIST, EmojiRoles, EmojiShown
from guildhall.operations.emoji_picture import EMOJI_BYTES, EmojiGiven
from guildhall.operations.expressions import EmojiName, states
from guildhall.operations.files import as_data, digests, pictures, told
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview, diff, seen
from guildhall.operations.reversal import Reversal
from guildhall.operations.shown import listed
from guildhall.operations.spec import Risk, Spec
from guildhall.operations.wording import beside


class CreateEmoji(GuildOperation[EmojiShown], Reasoned):
    """Add a custom emoji from a picture of at most 256 KiB, best 128 by 128 pixels.

    How many fit goes by the guild's boosts: 50 to 250 of those that move, and as many that do not.
    """

    spec = Spec(
        risk=Risk.WRITE,
        scope="expressions:write",
        permission=Permission.CREATE_GUILD_EXPRESSIONS,
        route=Route("POST /guilds/{guild_id}/emojis"),
        source="resources/emoji#create-guild-emoji",
    )
    name: EmojiName
    image: EmojiGiven
    role_ids: EmojiRoles | None = None

    def preview(self, ports: Ports) -> Preview:
        """Show the new emoji, and how many there are."""
        given = pictures(self, ports, image=EMOJI_BYTES)
        there = listed(ports, LIST, {"guild_id": self.guild_id}, EmojiShown)
        same = f" ({twins} of that name already)" if (twins := sum(each.name == self.name for each in there)) else ""
        new: dict[str, JsonValue] = {"name": self.name, **told(given)}
        roles: dict[str, JsonValue] = {"role_ids": [str(each) for each in sorted(self.role_ids or (), key=int)]}
        return Preview(
            summary=f"Add the emoji :{self.name}:{beside(len(there))}{same}",
            changes=diff({}, new | (roles if self.role_ids else {})),
            **seen(emojis=states([*there]), **digests(given)),
        )

    def execute(self, ports: Ports) -> EmojiShown:
        """Add it."""
        given = pictures(self, ports, image=EMOJI_BYTES)
        return EmojiShown.read(self.send(ports, body=body_of(self, without=given) | as_data(self, given)))

    def reversal(self, prior: JsonValue, result: EmojiShown) -> Reversal:
        """Return its deletion."""
        emoji: dict[str, JsonValue] = {"guild_id": str(self.guild_id), "emoji_id": str(result.emoji_id)}
        return Reversal(operation="emoji.delete", arguments=emoji)
