"""member.edit_own."""

from pydantic import JsonValue

from guildhall.discord.permissions import NO_PERMISSIONS, Permission
from guildhall.discord.routes import Route
from guildhall.operations.base import GuildOperation, Locus, Reasoned
from guildhall.operations.body import body_of
from guildhall.operations.files import as_data, digests, pictures, told
from guildhall.operations.member_own import PICTURES, OwnChanged, OwnMember, OwnShown, own_now, returning
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview, Target, diff, seen
from guildhall.operations.reversal import Reversal
from guildhall.operations.spec import Risk, Spec


class EditOwnMember(OwnChanged, GuildOperation[OwnShown], Reasoned):
    """Change how the bot itself appears in a guild: nickname, picture, banner, and its text about itself."""

    spec = Spec(
        risk=Risk.SENSITIVE,
        scope="guilds:manage",
        permission=Permission.MANAGE_GUILD,
        bot_permission=NO_PERMISSIONS,
        route=Route("PATCH /guilds/{guild_id}/members/@me"),
        source="resources/guild#modify-current-member",
        idempotent=True,
    )

    def needs(self, locus: Locus) -> Permission:
        """Return MANAGE_GUILD; a nickname takes what Discord asks for one's own."""
        return Permission.MANAGE_GUILD | (NO_PERMISSIONS if self.nickname is None else Permission.CHANGE_NICKNAME)

    def preview(self, ports: Ports) -> Preview:
        """Show what changes; of a text about itself, Discord does not tell the one before."""
        own, images = own_now(ports, self.guild_id), pictures(self, ports, **PICTURES)
        cleared: dict[str, JsonValue] = {str(part): None for part in sorted(self.clear)}
        given = {name: getattr(self, name) for name in ("nickname", "bio") if getattr(self, name) is not None}
        name = own.nick or own.username
        return Preview(
            summary="Change how the bot appears in this server",
            targets=(Target(id=own.user_id, label=name),),
            changes=diff(own.settings, {**given, **cleared, **told(images)}),
            **seen(name=name, avatar_before=own.avatar, banner_before=own.banner, **digests(images)),
        )

    def execute(self, ports: Ports) -> OwnShown:
        """Change it."""
        images = pictures(self, ports, **PICTURES)
        body = body_of(self, without=PICTURES) | as_data(self, images)
        return OwnShown.of(self.guild_id, OwnMember.read(self.send(ports, body=body)))

    def prior(self, ports: Ports) -> JsonValue:
        """Read what is told of it."""
        return own_now(ports, self.guild_id).model_dump(mode="json")

    def reversal(self, prior: JsonValue, result: OwnShown) -> Reversal | None:
        """Return the change back, of what can come back."""
        return returning(self.guild_id, self, OwnMember.read(prior))
