"""guild.preview."""

from pydantic import JsonValue

from guildhall.discord.ids import GuildId
from guildhall.discord.routes import Route
from guildhall.operations.addresses import picture
from guildhall.operations.base import GuildOperation
from guildhall.operations.fields import GivenName, OurText
from guildhall.operations.guild_words import PICTURES
from guildhall.operations.ports import Ports
from guildhall.operations.reversal import fields
from guildhall.operations.shown import At, Shown
from guildhall.operations.spec import Risk, Spec


class GuildPreviewed(Shown):
    """What people see of a guild who are no members, if it can be discovered; counts are approximations."""

    guild_id: GuildId = At("id")
    name: GivenName = ""
    description: GivenName = ""
    features: tuple[OurText, ...] = ()
    member_count: int = At("approximate_member_count", default=0)
    online_count: int = At("approximate_presence_count", default=0)
    emoji_names: tuple[GivenName, ...] = ()
    sticker_names: tuple[GivenName, ...] = ()
    icon_url: OurText = ""
    splash_url: OurText = ""
    discovery_splash_url: OurText = ""


class PreviewGuild(GuildOperation[GuildPreviewed]):
    """Show a guild as people see it who have not joined: description, counts, emojis and stickers."""

    spec = Spec(
        risk=Risk.READ,
        scope="guilds:read",
        permission=None,
        why="Every member sees these facts in the client.",
        route=Route("GET /guilds/{guild_id}/preview"),
        source="resources/guild#get-guild-preview",
    )

    def execute(self, ports: Ports) -> GuildPreviewed:
        """Read it."""
        told = fields(self.send(ports))
        names: dict[str, JsonValue] = {f"{kind}_names": _names(told.get(f"{kind}s")) for kind in ("emoji", "sticker")}
        urls = {f"{n}_url": picture(kind, self.guild_id, str(told.get(n) or "")) for n, kind in PICTURES.items()}
        return GuildPreviewed.read({**told, **names, **urls}, self.spec.route)


def _names(listed: object) -> list[JsonValue]:
    entries = listed if isinstance(listed, list) else []
    return [str(entry["name"]) for entry in entries if isinstance(entry, dict) and entry.get("name")]
