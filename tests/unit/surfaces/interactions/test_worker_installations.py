"""Installations, as webhook events tell of them."""

from datetime import timedelta

from guildhall.discord.ids import GuildId
from guildhall.errors import (
    DiscordForbidden,
    DiscordNotFound,
    DiscordUnavailable,
)
from guildhall.policy.model import GuildPolicy, Installation
from guildhall.surfaces.interactions.job import InstallationJob, JobKind, encode
from tests.fakes.clock import NOON
from tests.unit.surfaces.interactions.support import GUILD, USER
from tests.unit.surfaces.interactions.workbench import (
    FakeDiscord,
    FakePolicies,
    Workbench,
)


def installation(kind: JobKind, guild_id: str | None = GUILD, *, minutes: int = 0) -> str:
    return encode(InstallationJob(kind=kind, guild_id=guild_id, user_id=USER, at=NOON + timedelta(minutes=minutes)))


def kept(*guild_ids: str, active: bool = True) -> FakePolicies:
    made = [Installation(guild_id=GuildId(guild_id), installed_at=NOON, active=active) for guild_id in guild_ids]
    return FakePolicies({installed.guild_id: installed for installed in made})


def test_an_installation_is_recorded() -> None:
    bench = Workbench()
    assert bench.worker().handle(installation(JobKind.INSTALLED), 1)
    recorded = bench.policies.kept[GUILD]
    assert (recorded.active, recorded.installed_by, recorded.installed_at) == (True, USER, NOON)


def test_whoever_installed_it_is_told_once_of_setup_unless_somebody_set_it_up_before() -> None:
    bench = Workbench()
    for _ in range(2):
        bench.worker().handle(installation(JobKind.INSTALLED), 1)
    assert bench.welcomed == [(USER, GUILD)]
    bench.policies.chosen = GuildPolicy(guild_id=GuildId(GUILD), version=1)
    bench.worker().handle(installation(JobKind.INSTALLED, minutes=1), 1)
    assert len(bench.welcomed) == 1


def test_an_installation_by_nobody_welcomes_nobody() -> None:
    bench = Workbench()
    job = InstallationJob(kind=JobKind.INSTALLED, guild_id=GUILD, user_id=None, at=NOON)
    assert bench.worker().handle(encode(job), 1)
    assert bench.welcomed == []


def test_an_older_word_does_not_undo_a_newer_one() -> None:
    bench = Workbench(policies=kept(GUILD, active=False))
    bench.worker().handle(installation(JobKind.INSTALLED, minutes=-1), 1)
    assert not bench.policies.kept[GUILD].active
    bench.worker().handle(installation(JobKind.INSTALLED, minutes=1), 1)
    assert bench.policies.kept[GUILD].active
    bench.worker().handle(installation(JobKind.UNINSTALLED, minutes=-1), 1)
    assert bench.policies.kept[GUILD].active


def test_leaving_a_named_guild_ends_its_installation() -> None:
    bench = Workbench(policies=kept(GUILD))
    assert bench.worker().handle(installation(JobKind.UNINSTALLED), 1)
    assert not bench.policies.kept[GUILD].active


def test_leaving_a_guild_that_is_not_known_changes_nothing() -> None:
    bench = Workbench()
    assert bench.worker().handle(installation(JobKind.UNINSTALLED), 1)
    assert bench.policies.kept == {}


def test_leaving_an_unnamed_guild_ends_those_in_which_the_bot_is_not_any_more() -> None:
    gone: dict[str, Exception] = {"2": DiscordNotFound("gone"), "3": DiscordForbidden("gone")}
    bench = Workbench(policies=kept("1", "2", "3"), discord=FakeDiscord(guild_failures=gone))
    assert bench.worker().handle(installation(JobKind.UNINSTALLED, None), 1)
    assert {guild_id for guild_id, known in bench.policies.kept.items() if known.active} == {"1"}


def test_an_installation_that_cannot_be_recorded_comes_again() -> None:
    down = FakeDiscord(guild_failures={"1": DiscordUnavailable("down")})
    bench = Workbench(policies=kept("1"), discord=down)
    assert not bench.worker().handle(installation(JobKind.UNINSTALLED, None), 1)
