"""Step 3: the guild is one that this deployment serves."""

from guildhall.errors import NotInstalled
from guildhall.policy.model import Installation
from guildhall.store import keys
from tests.fakes.clock import NOON
from tests.fakes.guild import GUILD, MEMBER, OWNER
from tests.fakes.platform import Rig
from tests.unit.policy.support import allowed, denied


def test_a_guild_that_is_served_passes(rig: Rig) -> None:
    assert allowed(rig, "guild.get", {}, rig.slash(MEMBER))[2].reason == "installed since 2026-11-20"


def test_a_guild_whose_installation_ended_is_refused_even_to_its_owner(rig: Rig) -> None:
    rig.platform.policies.put_installation(Installation(guild_id=GUILD, installed_at=NOON, active=False))
    error = denied(rig, "require_installation", "guild.get", {}, rig.slash(OWNER))
    assert isinstance(error, NotInstalled)
    assert "Manage Server" in error.hint


def test_a_guild_that_was_never_installed_is_refused(rig: Rig) -> None:
    rig.policy.delete_if(keys.installation(GUILD))
    assert isinstance(denied(rig, "require_installation", "guild.get", {}, rig.slash(OWNER)), NotInstalled)
