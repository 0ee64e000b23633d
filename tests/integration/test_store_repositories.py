"""The repositories over DynamoDB's interface: what they keep comes back, and their races have one winner."""

import itertools
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from guildhall.clock import new_id
from guildhall.discord.ids import ChannelId, GuildId, MessageId, RoleId, UserId
from guildhall.errors import ConfigurationError, StoreUnavailable, TooLarge
from guildhall.identity import Door, Level, Origin, PlatformRole, Principal
from guildhall.operations.acts import AuditKind, AuditStatus
from guildhall.policy.model import ApiKey, ChannelPolicy, ChatChannel, GuildPolicy, Installation, Membership
from guildhall.store.audit import AuditRepository
from guildhall.store.claims import ClaimRepository
from guildhall.store.confirmations import ConfirmationRepository
from guildhall.store.counters import CounterRepository
from guildhall.store.dynamodb import DynamoDB, DynamoTable
from guildhall.store.history import HistoryRepository
from guildhall.store.plans import PlanRepository
from guildhall.store.policies import PolicyRepository
from guildhall.store.records import AuditRecord, ClaimRecord, ConfirmationRecord, ConfirmationStatus, PlanRecord
from tests.fakes.clock import NOON, FakeClock
from tests.fakes.moto_process import create_table, dynamodb_client, moto_server

GUILD, CHANNEL, MESSAGE = GuildId("41771983423143937"), ChannelId("399942396007890945"), MessageId("1035")
USER = UserId("80351110224678912")
_names = itertools.count()


@pytest.fixture(scope="module")
def database() -> Iterator[DynamoDB]:
    with moto_server() as url:
        client = dynamodb_client(url)
        yield DynamoDB(lambda: client)
        client.close()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def table(database: DynamoDB, clock: FakeClock) -> DynamoTable:
    name = f"table-{next(_names)}"
    create_table(database.client(), name)
    return DynamoDB(database.client, clock).table(name)


def in_parallel[Answer](times: int, call: Callable[[int], Answer]) -> list[Answer]:
    with ThreadPoolExecutor(times) as threads:
        return list(threads.map(call, range(times)))


def test_policies_come_back(table: DynamoTable) -> None:
    policies = PolicyRepository(table)
    installation = Installation(guild_id=GUILD, installed_at=NOON)
    membership = Membership(guild_id=GUILD, user_id=USER, role=PlatformRole.ADMIN, granted_by=USER, granted_at=NOON)
    policy = GuildPolicy(guild_id=GUILD, version=1, role_map={RoleId("9"): PlatformRole.OPERATOR})
    channel_policy = ChannelPolicy(guild_id=GUILD, channel_id=CHANNEL, denied_operations=("message.*",))
    chat = ChatChannel(guild_id=GUILD, channel_id=CHANNEL, allowed_by=USER, allowed_at=NOON)
    key = ApiKey(key_id="k1", secret_sha256="ab" * 32, name="laptop", level=Level.ADMIN, user_id=USER, created_at=NOON)
    policies.put_installation(installation)
    policies.put_membership(membership)
    assert policies.put_guild_policy(policy)
    assert not policies.put_guild_policy(policy)
    policies.put_channel_policy(channel_policy)
    assert policies.allow_chat(chat)
    assert not policies.allow_chat(chat)
    policies.put_api_key(key)
    assert policies.installations() == [policies.installation(GUILD)] == [installation]
    assert policies.membership(GUILD, USER) == membership
    assert policies.guild_policy(GUILD) == policy
    assert policies.channel_policy(GUILD, CHANNEL) == channel_policy
    assert policies.chat_channels(GUILD) == [chat]
    assert policies.api_key("k1") == key
    assert policies.api_key("x" * 5000) is None
    assert policies.disallow_chat(GUILD, CHANNEL)
    assert not policies.disallow_chat(GUILD, CHANNEL)


def test_twenty_who_need_the_audit_key_get_the_same(table: DynamoTable) -> None:
    made = in_parallel(20, lambda _: PolicyRepository(table).audit_key(GUILD))
    assert len(set(made)) == 1
    assert len(made[0]) == 32


def audit_record(audit_id: str, kind: AuditKind, status: AuditStatus) -> AuditRecord:
    return AuditRecord(
        audit_id=audit_id,
        kind=kind,
        status=status,
        at=NOON,
        guild_id=GUILD,
        user_id=USER,
        door=Door.INTERACTION,
        credential="interaction:1",
        operation="message.bulk_delete",
        risk="destructive",
        arguments={"content": {"length": 3}, "ratio": 0.1},
    )


def test_the_trail_is_appended_once_and_paged_across_months(table: DynamoTable) -> None:
    log = AuditRepository(table)
    expected = [new_id(datetime(2026, month, 28, tzinfo=UTC)) for month in (11, 10, 6, 2)]
    for audit_id in reversed(expected):
        intent = audit_record(audit_id, AuditKind.INTENT, AuditStatus.PENDING)
        assert in_parallel(5, lambda _, intent=intent: log.put(intent)).count(True) == 1  # type: ignore[misc]
        assert log.put(audit_record(audit_id, AuditKind.OUTCOME, AuditStatus.DONE))
        assert not log.put(audit_record(audit_id, AuditKind.OUTCOME, AuditStatus.FAILED))
    found, before = list[AuditRecord](), None
    while page := log.page(GUILD, before=before, limit=3):
        found += page
        before = page[-1].audit_id
    assert [record.audit_id for record in found] == [audit_id for audit_id in expected for _ in range(2)]
    assert [record.kind for record in log.records(GUILD, expected[0])] == [AuditKind.INTENT, AuditKind.OUTCOME]
    assert found[0].status is AuditStatus.DONE


def test_results_come_back_to_their_person_until_they_expire(table: DynamoTable, clock: FakeClock) -> None:
    results = HistoryRepository(table)
    results.put(USER, "r1", {"ratio": 0.5, "text": "Grüße 🎉", "half": "\ud83d"}, NOON + timedelta(hours=1))
    assert results.get(USER, "r1") == {"ratio": 0.5, "text": "Grüße 🎉", "half": "\ud83d"}
    assert results.get(UserId("5"), "r1") is None
    clock.advance(3600)
    assert results.get(USER, "r1") is None


def question(**changed: object) -> ConfirmationRecord:
    record = ConfirmationRecord(
        confirmation_id="c1",
        created_at=NOON,
        expires_at=NOON + timedelta(minutes=15),
        asker=Principal(USER, Door.INTERACTION, "interaction:1", origin=Origin(GUILD, CHANNEL)),
        guild_id=GUILD,
        operation="message.bulk_delete",
        risk="destructive",
        arguments={"message_ids": ["1"]},
        payload_digest="ab" * 32,
        preview={"targets": []},
        fingerprint="f",
        audit_id="a",
    )
    return record.model_copy(update=changed)


def test_of_fifty_presses_one_is_executed_and_finished(table: DynamoTable) -> None:
    confirmations = ConfirmationRepository(table)
    confirmations.create(question())
    confirmations.carded("c1", CHANNEL, MESSAGE)

    def press(number: int) -> ConfirmationRecord | None:
        return confirmations.move(
            "c1", [ConfirmationStatus.PENDING], ConfirmationStatus.APPROVED, by=UserId(str(number + 1)), at=NOON
        )

    winners = [moved for moved in in_parallel(50, press) if moved is not None]
    assert winners == [confirmations.get("c1")]
    confirmations.finish("c1", {"ok": True})
    confirmations.finish("c1", {"ok": False})
    done = confirmations.get("c1")
    assert done == question(
        card_channel_id=CHANNEL,
        card_message_id=MESSAGE,
        status=ConfirmationStatus.DONE,
        decided_by=winners[0].decided_by,
        decided_at=NOON,
        outcome={"ok": True},
    )


def test_a_large_question_is_kept_and_an_outcome_that_does_not_fit_is_refused(table: DynamoTable) -> None:
    confirmations = ConfirmationRepository(table)
    large = question(arguments={"content": "x" * 340_000})
    confirmations.create(large)
    confirmations.move("c1", [ConfirmationStatus.PENDING], ConfirmationStatus.APPROVED, by=USER, at=NOON)
    with pytest.raises(
        TooLarge
    ):  # moto keeps what stands before the refused part of an update; the outcome stands first
        confirmations.finish("c1", {"result": "y" * 100_000})
    confirmations.finish("c1", {"result": "short"})
    done = confirmations.get("c1")
    assert done is not None
    assert done.outcome == {"result": "short"}
    assert done.arguments == large.arguments


def test_of_twenty_who_take_a_plan_one_gets_it(table: DynamoTable, clock: FakeClock) -> None:
    plans = PlanRepository(table, clock)
    plan = PlanRecord(
        plan_id="p1",
        subject="s",
        operation="channel.edit",
        payload_digest="d",
        guild_id=None,
        fingerprint="f",
        expires_at=NOON + timedelta(minutes=5),
    )
    plans.put(plan)
    taken = in_parallel(20, lambda number: plans.take("p1", "s", "d", by=f"a{number}"))
    assert taken.count(plan) == 1
    assert taken.count(None) == 19


def attempt(owner: str, now: datetime) -> ClaimRecord:
    return ClaimRecord(
        key="interaction:1",
        owner=owner,
        lease_until=now + timedelta(seconds=30),
        expires_at=now + timedelta(days=1),
        audit_id=f"audit-of-{owner}",
    )


def test_of_twenty_attempts_one_owns_the_claim_and_of_twenty_more_one_takes_over(table: DynamoTable) -> None:
    claims = ClaimRepository(table)
    first = in_parallel(20, lambda number: claims.claim(attempt(str(number), NOON), now=NOON))
    assert len({(record.owner, record.audit_id) for record in first}) == 1
    later = NOON + timedelta(seconds=30)

    def take_over(number: int) -> bool:
        claims.claim(attempt(f"later-{number}", later), now=later)
        return claims.intend("interaction:1", f"later-{number}", later, GUILD)

    assert sum(in_parallel(20, take_over)) == 1
    much_later = NOON + timedelta(hours=1)
    seen = claims.claim(attempt("last", much_later), now=much_later)
    assert seen.owner.startswith("later-")
    assert (seen.audit_id, seen.intent_at, seen.guild_id) == (first[0].audit_id, later, GUILD)
    claims.finish("interaction:1", {"status": "completed"})
    claims.finish("interaction:1", {"status": "failed"})
    claims.release("interaction:1", seen.owner)
    assert claims.claim(attempt("last", much_later), now=much_later).outcome == {"status": "completed"}


def test_a_forgotten_claim_carries_nothing_on(table: DynamoTable, clock: FakeClock) -> None:
    claims = ClaimRepository(table)
    claims.claim(attempt("first", NOON), now=NOON)
    claims.intend("interaction:1", "first", NOON, GUILD)
    clock.advance(86_400)
    assert claims.claim(attempt("second", clock()), now=clock()) == attempt("second", clock())


def test_of_a_hundred_at_once_exactly_the_limit_fits(table: DynamoTable, clock: FakeClock) -> None:
    counters = CounterRepository(table, clock)
    told = in_parallel(100, lambda _: counters.spend("guild#1", window_s=60, limit=60))
    assert told.count(0.0) == 60
    assert set(told) == {0.0, 60.0}


def test_costs_that_race_never_go_beyond_the_limit(table: DynamoTable, clock: FakeClock) -> None:
    counters = CounterRepository(table, clock)
    told = in_parallel(
        30, lambda number: (number % 5 + 1, counters.spend("a", window_s=60, limit=50, cost=number % 5 + 1))
    )
    assert 46 <= sum(cost for cost, wait in told if wait == 0.0) <= 50


def test_a_table_that_is_not_there_is_the_operators_mistake(database: DynamoDB) -> None:
    missing = database.table("no-such-table")
    with pytest.raises(ConfigurationError):
        PolicyRepository(missing).guild_policy(GUILD)
    with pytest.raises(ConfigurationError):
        missing.is_ready()


def test_a_table_that_is_there_is_ready(table: DynamoTable) -> None:
    assert table.is_ready()


def test_a_database_that_cannot_be_reached_denies_as_unavailable() -> None:
    with moto_server() as url:
        pass
    client = dynamodb_client(url)
    counters = CounterRepository(DynamoDB(lambda: client).table("state"))
    with pytest.raises(StoreUnavailable):
        counters.spend("a", window_s=60, limit=1)
    client.close()
