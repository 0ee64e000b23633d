"""PolicyTable's repository."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from guildhall.discord.ids import ChannelId, GuildId, RoleId, UserId
from guildhall.errors import StoreError, StoreUnavailable
from guildhall.execution.ports import Secrets
from guildhall.identity import Level, PlatformRole
from guildhall.operations.spec import ChannelMode, Risk
from guildhall.policy.model import ApiKey, ChannelPolicy, ChatChannel, GuildPolicy, Installation, Membership
from guildhall.policy.ports import Policies
from guildhall.store import keys
from guildhall.store.policies import PolicyRepository
from tests.fakes.clock import NOON
from tests.fakes.table import MemoryTable

GUILD, OTHER_GUILD = GuildId("41771983423143937"), GuildId("900000000000000001")
USER, CHANNEL = UserId("80351110224678912"), ChannelId("399942396007890945")


@pytest.fixture
def table() -> MemoryTable:
    return MemoryTable()


@pytest.fixture
def policies(table: MemoryTable) -> PolicyRepository:
    return PolicyRepository(table)


def test_the_repository_is_what_policy_and_execution_ask_for(policies: PolicyRepository) -> None:
    ports: tuple[Policies, Secrets] = policies, policies
    assert ports == (policies, policies)


def test_an_installation_is_kept_replaced_and_listed_by_guild_id(policies: PolicyRepository) -> None:
    assert policies.installation(GUILD) is None
    assert policies.installations() == []
    later = Installation(guild_id=OTHER_GUILD, installed_at=NOON, active=False)
    earlier = Installation(guild_id=GUILD, installed_at=NOON, installed_by=USER)
    policies.put_installation(later)
    policies.put_installation(Installation(guild_id=GUILD, installed_at=NOON - timedelta(days=1)))
    policies.put_installation(earlier)
    assert policies.installation(GUILD) == earlier
    assert policies.installations() == [earlier, later]


def test_guild_ids_of_different_length_are_listed_in_number_order(policies: PolicyRepository) -> None:
    for guild_id in ("1000", "9", "200"):
        policies.put_installation(Installation(guild_id=GuildId(guild_id), installed_at=NOON))
    assert [found.guild_id for found in policies.installations()] == ["9", "200", "1000"]


def test_more_installations_than_a_page_are_listed_whole(policies: PolicyRepository) -> None:
    for number in range(1, 406):
        policies.put_installation(Installation(guild_id=GuildId(str(number)), installed_at=NOON))
    assert [found.guild_id for found in policies.installations()] == [str(number) for number in range(1, 406)]


def test_an_installation_and_its_place_in_the_list_are_written_together(
    policies: PolicyRepository, table: MemoryTable
) -> None:
    writes: list[int] = []
    table.before_write = lambda batch: writes.append(len(batch))
    policies.put_installation(Installation(guild_id=GUILD, installed_at=NOON))
    assert writes == [2]


def test_a_membership_belongs_to_one_guild_and_one_person(policies: PolicyRepository) -> None:
    granted = Membership(guild_id=GUILD, user_id=USER, role=PlatformRole.ANALYST, granted_by=USER, granted_at=NOON)
    policies.put_membership(granted)
    assert policies.membership(GUILD, USER) == granted
    assert policies.membership(OTHER_GUILD, USER) is None
    assert policies.membership(GUILD, UserId("1")) is None
    assert (policies.memberships(GUILD), policies.memberships(OTHER_GUILD)) == ([granted], [])
    assert policies.remove_membership(GUILD, USER)
    assert not policies.remove_membership(GUILD, USER)
    assert policies.memberships(GUILD) == []


def test_a_guild_without_a_policy_is_only_read(policies: PolicyRepository) -> None:
    absent = policies.guild_policy(GUILD)
    assert absent == GuildPolicy.initial(GUILD)
    assert (absent.writable_channel_ids, absent.changes_at_large, absent.version) == (frozenset(), False, 0)
    assert policies.channel_policy(GUILD, CHANNEL) == ChannelPolicy(guild_id=GUILD, channel_id=CHANNEL)


def test_a_guild_policy_comes_back_whole(policies: PolicyRepository) -> None:
    policy = GuildPolicy(
        guild_id=GUILD,
        allowed_operations=("message.*", "channel.list"),
        denied_operations=("message.bulk_delete",),
        dry_run_default=False,
        confirm_from=Risk.WRITE,
        approvals_channel_id=CHANNEL,
        writable_channel_ids=frozenset({CHANNEL, ChannelId("7")}),
        role_map={RoleId("12"): PlatformRole.MODERATOR},
        protected_user_ids=frozenset({USER}),
        version=1,
    )
    assert policies.put_guild_policy(policy)
    read = policies.guild_policy(GUILD)
    assert read == policy
    assert {type(role) for role in read.role_map} == {RoleId}


def test_the_first_guild_policy_has_version_one_or_less(policies: PolicyRepository) -> None:
    assert not policies.put_guild_policy(GuildPolicy(guild_id=GUILD, version=2))
    assert policies.put_guild_policy(GuildPolicy(guild_id=GUILD, version=0))
    assert policies.put_guild_policy(GuildPolicy(guild_id=GUILD, version=1))


def test_a_guild_policy_replaces_only_the_version_before_it(policies: PolicyRepository) -> None:
    assert policies.put_guild_policy(GuildPolicy(guild_id=GUILD, version=1))
    for stale in (0, 1, 3):
        assert not policies.put_guild_policy(GuildPolicy(guild_id=GUILD, version=stale, denied_operations=("*",)))
    assert policies.put_guild_policy(GuildPolicy(guild_id=GUILD, version=2, dry_run_default=False))
    assert policies.guild_policy(GUILD) == GuildPolicy(guild_id=GUILD, version=2, dry_run_default=False)


def test_of_two_who_change_the_same_version_one_is_told_no(policies: PolicyRepository) -> None:
    with ThreadPoolExecutor(10) as threads:
        told = threads.map(lambda _: policies.put_guild_policy(GuildPolicy(guild_id=GUILD, version=1)), range(10))
    assert sorted(told) == [False] * 9 + [True]


def test_a_channel_policy_belongs_to_its_channel(policies: PolicyRepository) -> None:
    assert policies.channel_policy(GUILD, CHANNEL) == ChannelPolicy(guild_id=GUILD, channel_id=CHANNEL)
    closed = ChannelPolicy(guild_id=GUILD, channel_id=CHANNEL, mode=ChannelMode.CLOSED)
    policies.put_channel_policy(closed)
    assert policies.channel_policy(GUILD, CHANNEL) == closed
    assert policies.channel_policy(GUILD, ChannelId("5")).mode is ChannelMode.OPEN


def test_chat_channels_are_added_once_listed_by_id_and_removed_once(policies: PolicyRepository) -> None:
    channels = [
        ChatChannel(guild_id=GUILD, channel_id=ChannelId(channel_id), allowed_by=USER, allowed_at=NOON)
        for channel_id in ("1000", "20", "3")
    ]
    assert [policies.allow_chat(channel) for channel in channels] == [True, True, True]
    assert not policies.allow_chat(channels[0])
    assert policies.chat_channels(GUILD) == list(reversed(channels))
    assert policies.chat_channels(OTHER_GUILD) == []
    assert policies.disallow_chat(GUILD, ChannelId("20"))
    assert not policies.disallow_chat(GUILD, ChannelId("20"))
    assert [channel.channel_id for channel in policies.chat_channels(GUILD)] == ["3", "1000"]


def test_policies_of_a_channel_do_not_show_up_as_chat_channels(policies: PolicyRepository) -> None:
    policies.put_channel_policy(ChannelPolicy(guild_id=GUILD, channel_id=CHANNEL))
    policies.put_guild_policy(GuildPolicy(guild_id=GUILD))
    assert policies.chat_channels(GUILD) == []


def test_an_api_key_is_found_by_its_public_id_and_replaced(policies: PolicyRepository) -> None:
    key = ApiKey(
        key_id="k1",
        secret_sha256="ab" * 32,
        name="laptop",
        level=Level.MODERATE,
        user_id=USER,
        guild_ids=frozenset({GUILD}),
        created_at=NOON,
    )
    policies.put_api_key(key)
    assert policies.api_key("k1") == key
    policies.put_api_key(key.model_copy(update={"revoked_at": NOON}))
    found = policies.api_key("k1")
    assert found is not None
    assert found.revoked_at == NOON


@pytest.mark.parametrize("key_id", ["", "k2", "k1#key", "x" * 5000, "\ud83d", "k1\u0000"])
def test_an_unknown_key_id_of_any_shape_is_just_unknown(policies: PolicyRepository, key_id: str) -> None:
    assert policies.api_key(key_id) is None


def test_the_audit_key_is_made_once_for_everybody(policies: PolicyRepository, table: MemoryTable) -> None:
    with ThreadPoolExecutor(10) as threads:
        secrets = set(threads.map(lambda _: PolicyRepository(table).audit_key(GUILD), range(20)))
    assert secrets == {policies.audit_key(GUILD)}
    assert len(policies.audit_key(GUILD)) == 32
    assert policies.audit_key(OTHER_GUILD) not in secrets


def test_who_loses_the_race_for_the_audit_key_gets_the_winners(policies: PolicyRepository, table: MemoryTable) -> None:
    winners: list[bytes] = []

    def come_in_between(_: object) -> None:
        table.before_write = lambda _: None
        winners.append(PolicyRepository(table).audit_key(GUILD))

    table.before_write = come_in_between
    assert [policies.audit_key(GUILD)] == winners


def test_an_erased_audit_key_does_not_live_on(policies: PolicyRepository, table: MemoryTable) -> None:
    before = policies.audit_key(GUILD)
    table.delete_if(keys.audit_key(GUILD))
    assert policies.audit_key(GUILD) != before


@pytest.mark.parametrize("kept", ["text", b"short", None])
def test_a_broken_audit_key_is_an_error_not_a_key(policies: PolicyRepository, table: MemoryTable, kept: object) -> None:
    table.put_if(keys.audit_key(GUILD).item(secret=kept))  # type: ignore[arg-type]  # that is the test
    with pytest.raises(StoreError):
        policies.audit_key(GUILD)


@pytest.mark.parametrize("record", ["", "{}", "[]", "null", 5, '{"guild_id": "41771983423143937", "newer": 1}', None])
def test_a_record_that_cannot_be_read_denies_and_tells_nothing_of_it(
    policies: PolicyRepository, table: MemoryTable, record: object
) -> None:
    table.put_if(keys.guild_policy(GUILD).item(record=record))  # type: ignore[arg-type]  # that is the test
    with pytest.raises(StoreError) as caught:
        policies.guild_policy(GUILD)
    assert caught.value.message == "A stored GuildPolicy cannot be read."
    assert caught.value.__context__ is None or caught.value.__suppress_context__


def test_a_failing_table_raises_and_is_not_read_as_the_default(policies: PolicyRepository, table: MemoryTable) -> None:
    def fail(_: object) -> None:
        raise StoreUnavailable("no answer")

    table.before_write = fail
    with pytest.raises(StoreUnavailable):
        policies.put_guild_policy(GuildPolicy(guild_id=GUILD))
