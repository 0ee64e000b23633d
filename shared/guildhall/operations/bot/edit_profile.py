"""bot.edit_profile."""

from pydantic import JsonValue

from guildhall.discord.routes import Route
from guildhall.operations.base import ApplicationOperation
from guildhall.operations.body import body_of
from guildhall.operations.bot._profile import SIZES, ProfileChanged
from guildhall.operations.bot._shown import ProfileShown, profile_now
from guildhall.operations.files import as_data, digests, pictures, told
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview, Target, diff, seen
from guildhall.operations.reversal import Reversal, fields
from guildhall.operations.spec import Risk, Spec


class EditBotProfile(ProfileChanged, ApplicationOperation[ProfileShown]):
    """Change the bot's name or pictures in all servers; Discord allows two new names an hour."""

    spec = Spec(
        risk=Risk.SENSITIVE,
        scope="applications:manage",
        permission=None,
        why="The account is the application's in all servers; those to whom it belongs see to it.",
        route=Route("PATCH /users/@me"),
        source="resources/user#modify-current-user",
        idempotent=True,
    )

    def preview(self, ports: Ports) -> Preview:
        """Show what changes."""
        now, images = profile_now(ports), pictures(self, ports, **SIZES)
        named: dict[str, JsonValue] = {"username": self.username} if self.username is not None else {}
        gone: dict[str, JsonValue] = {str(name): "" for name in sorted(self.clear)}
        return Preview(
            summary=f"Change the bot's profile, {now.username}, in all servers",
            targets=(Target(id=now.user_id, label=f"@{now.username}"),),
            changes=diff(now.settings, {**named, **gone, **told(images)}),
            **seen(profile=now, **digests(images)),
        )

    def execute(self, ports: Ports) -> ProfileShown:
        """Change it; Discord wants the name in any case."""
        images = pictures(self, ports, **SIZES)
        name = self.username or profile_now(ports).username
        body = body_of(self, without={*SIZES, "guild_id"}) | as_data(self, images)
        return ProfileShown.of(self.send(ports, body={**body, "username": name}))

    def prior(self, ports: Ports) -> JsonValue:
        """Read the name and which pictures there are."""
        return profile_now(ports).settings

    def reversal(self, prior: JsonValue, result: ProfileShown) -> Reversal | None:
        """Return the old name, and no picture where there was none."""
        return self.back(self.guild_id, fields(prior), result)
