"""A guild whose moderators manage it, too, so that there are people below the administrators who change rules."""

from typing import Any

from guildhall.discord.ids import UserId
from guildhall.discord.permissions import Permission
from guildhall.policy.model import GuildPolicy
from guildhall.store import keys
from tests.fakes.guild import GUILD, MODERATOR_ROLE, OWNER
from tests.fakes.platform import Rig


def ruled() -> Rig:
    rig = Rig()
    role = rig.world.guild(GUILD).role(MODERATOR_ROLE)
    assert role is not None
    rig.world.edit_role(MODERATOR_ROLE, permissions=role.permissions | Permission.MANAGE_GUILD)
    return rig


def do(rig: Rig, name: str, who: UserId = OWNER, /, **asked: Any) -> dict[str, Any]:
    """Run it as a slash command that is done at once."""
    return rig.complete(name, asked, rig.slash(who)).result


def policy_of(rig: Rig) -> GuildPolicy:
    return rig.platform.policies.guild_policy(GUILD)


def not_set_up(rig: Rig) -> None:
    rig.policy.delete_if(keys.guild_policy(GUILD))
