"""The records of policy."""

from typing import Any

import pytest
from pydantic import ValidationError

from guildhall.discord.ids import ChannelId, GuildId, RoleId
from guildhall.operations.spec import Risk
from guildhall.policy.model import GuildPolicy, Installation, Pause
from tests.fakes.clock import NOON
from tests.fakes.guild import GUILD


@pytest.mark.parametrize("line", Risk)
def test_something_destructive_always_waits_for_a_human_whatever_the_policy_says(line: Risk) -> None:
    policy = GuildPolicy(guild_id=GUILD, confirm_from=line)
    assert policy.needs_human(Risk.DESTRUCTIVE)
    assert [policy.needs_human(risk) for risk in Risk] == [risk >= line for risk in Risk]


def test_a_line_beyond_every_risk_still_stops_what_is_destructive() -> None:
    policy = GuildPolicy.model_construct(guild_id=GUILD, confirm_from=99)  # type: ignore[arg-type]  # what a broken store could hold
    assert policy.needs_human(Risk.DESTRUCTIVE)
    assert not policy.needs_human(Risk.SENSITIVE)


def test_a_record_is_frozen_and_refuses_what_it_does_not_know() -> None:
    record = Installation(guild_id=GUILD, installed_at=NOON)
    with pytest.raises(ValidationError):
        record.active = False  # type: ignore[misc]  # that it is refused is the point
    with pytest.raises(ValidationError):
        Installation.model_validate({"guild_id": GUILD, "installed_at": NOON, "more": 1})


def test_the_defaults_are_careful() -> None:
    policy = GuildPolicy(guild_id=GuildId("1"))
    assert policy.dry_run_default
    assert policy.confirm_from is Risk.SENSITIVE
    assert policy.approvals_channel_id is None


def test_a_guild_that_is_paused_or_not_set_up_is_only_read() -> None:
    initial, chosen = GuildPolicy.initial(GUILD), GuildPolicy(guild_id=GUILD)
    assert initial.only_reads
    assert not chosen.only_reads
    assert not initial.model_copy(update={"changes_at_large": True}).only_reads
    assert not initial.model_copy(update={"writable_channel_ids": frozenset({ChannelId("5")})}).only_reads
    assert chosen.model_copy(update={"paused": Pause(at=NOON)}).only_reads


@pytest.mark.parametrize(
    ("rules", "roles", "owns", "alone"),
    [
        ({}, [], False, True),
        ({"self_approval": False}, [], True, False),
        ({"two_person_from": Risk.SENSITIVE}, [], True, False),
        ({"two_person_from": Risk.DESTRUCTIVE}, [], False, True),
        ({"approver_role_ids": frozenset({RoleId("1")})}, ["2"], False, False),
        ({"approver_role_ids": frozenset({RoleId("1")})}, ["1", "2"], False, True),
        ({"approver_role_ids": frozenset({RoleId("1")})}, [], True, True),
    ],
)
def test_who_asks_decides_alone_only_where_the_policy_leaves_it_to_them(
    rules: dict[str, Any], roles: list[str], *, owns: bool, alone: bool
) -> None:
    policy = GuildPolicy(guild_id=GUILD, **rules)
    assert policy.leaves_to_asker(Risk.SENSITIVE, [RoleId(role) for role in roles], owns=owns) is alone
