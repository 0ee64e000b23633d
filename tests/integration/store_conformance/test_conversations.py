"""What channels remember, and what is said once, in memory and on DynamoDB's interface."""

from datetime import timedelta

import pytest

from guildhall.discord.ids import ChannelId, GuildId, UserId
from guildhall.errors import TooLarge
from guildhall.store import keys
from guildhall.store.exchanges import ExchangeRepository
from guildhall.store.onces import OnceRepository
from guildhall.store.table import Table
from guildhall.store.turn_records import Exchange, Summary
from guildhall.surfaces.agent.gate import Onces
from guildhall.surfaces.agent.keeping import Exchanges
from tests.fakes.clock import NOON, FakeClock
from tests.integration.store_conformance.helpers import in_parallel

GUILD, CHANNEL, OTHER = GuildId("41771983423143937"), ChannelId("399942396007890945"), ChannelId("9")
ANN, BEN = UserId("80351110224678912"), UserId("80351110224678913")
LATER = NOON + timedelta(days=7)


def exchange(entry_id: str, **more: object) -> Exchange:
    fields: dict[str, object] = {"guild_id": GUILD, "channel_id": CHANNEL, "asker_id": ANN, "at": NOON, **more}
    return Exchange.model_validate({"entry_id": entry_id, "asked": f"asked {entry_id}", **fields})


def test_a_channels_exchanges_come_back_oldest_first_and_only_the_newest(table: Table) -> None:
    memory: Exchanges = ExchangeRepository(table)
    for entry_id in ("1000000000000000000", "999", "12000000000000000000", "98"):
        memory.put(exchange(entry_id, answered="so", tainted=True), LATER)
    memory.put(exchange("5", channel_id=OTHER), LATER)
    memory.put_summary((GUILD, CHANNEL), Summary(asker_id=ANN, until="98", text="it was about cats"), LATER)
    recent = memory.recent(GUILD, CHANNEL, 3)
    assert [each.entry_id for each in recent] == ["999", "1000000000000000000", "12000000000000000000"]
    assert recent[0] == exchange("999", answered="so", tainted=True)
    assert [each.entry_id for each in memory.recent(GUILD, OTHER, 3)] == ["5"]
    assert memory.recent(GUILD, ChannelId("7"), 3) == []


def test_an_exchange_of_the_same_id_takes_the_place_of_the_older_one(table: Table) -> None:
    memory = ExchangeRepository(table)
    memory.put(exchange("1"), LATER)
    memory.put(exchange("1", answered="after all"), LATER)
    assert [each.answered for each in memory.recent(GUILD, CHANNEL, 10)] == ["after all"]


def test_a_summary_is_one_persons_in_one_channel(table: Table) -> None:
    memory = ExchangeRepository(table)
    memory.put_summary((GUILD, CHANNEL), Summary(asker_id=ANN, until="1", text="old"), LATER)
    memory.put_summary((GUILD, CHANNEL), Summary(asker_id=ANN, until="2", text="new"), LATER)
    assert memory.summary(GUILD, CHANNEL, ANN) == Summary(asker_id=ANN, until="2", text="new")
    assert memory.summary(GUILD, CHANNEL, BEN) is None
    assert memory.summary(GUILD, OTHER, ANN) is None


def test_what_a_channel_remembers_is_forgotten_when_its_time_is_over(table: Table, clock: FakeClock) -> None:
    memory = ExchangeRepository(table)
    memory.put(exchange("1"), NOON + timedelta(days=1))
    memory.put(exchange("2"), LATER)
    memory.put_summary((GUILD, CHANNEL), Summary(asker_id=ANN, until="1", text="old"), NOON + timedelta(days=1))
    clock.advance(86_400)
    assert [each.entry_id for each in memory.recent(GUILD, CHANNEL, 10)] == ["2"]
    assert memory.summary(GUILD, CHANNEL, ANN) is None


def test_an_item_names_its_asker_so_that_a_persons_words_can_be_found(table: Table) -> None:
    ExchangeRepository(table).put(exchange("1"), LATER)
    item = table.get(keys.exchange(GUILD, CHANNEL, "1"))
    assert item is not None
    assert item["asker_id"] == ANN


def test_an_exchange_that_does_not_fit_is_refused(table: Table) -> None:
    with pytest.raises(TooLarge):
        ExchangeRepository(table).put(exchange("1", answered="x" * 350_001), LATER)


def test_of_twenty_who_would_say_it_one_does_and_is_the_one_again(table: Table) -> None:
    onces: Onces = OnceRepository(table)
    assert onces.owner("a") is None
    owners = in_parallel(20, lambda number: onces.claim("a", str(number), NOON + timedelta(hours=1)))
    assert len(set(owners)) == 1
    assert onces.claim("a", owners[0], LATER) == owners[0]
    assert onces.claim("a", "late", LATER) == owners[0]
    assert onces.owner("a") == owners[0]
    assert onces.claim("b", "late", LATER) == "late"


def test_what_is_said_once_may_be_said_again_a_full_day_later_and_no_sooner(table: Table, clock: FakeClock) -> None:
    onces = OnceRepository(table)
    clock.advance(12 * 3600 - 60)  # a minute before midnight
    assert onces.claim("a", "1", clock() + timedelta(days=1)) == "1"
    clock.advance(120)
    assert onces.claim("a", "2", clock() + timedelta(days=1)) == "1"
    clock.advance(86_400 - 120)
    assert onces.claim("a", "3", clock() + timedelta(days=1)) == "3"
