"""The audit table's stream: what is sealed, what is passed over, what is told at once, and what comes again."""

from collections.abc import Sequence
from typing import Any

import pytest

from guildhall.clock import epoch_s, new_id
from guildhall.discord.ids import GuildId
from guildhall.execution.seals.sealing import Arrival
from guildhall.execution.seals.stream import SealingStream
from guildhall.observability import logger
from guildhall.store import keys
from guildhall.store.segments import Entry, digest_of
from tests.fakes.clock import NOON
from tests.fakes.guild import GUILD

OTHER = GuildId("900000000000000001")
WRITTEN_AT = epoch_s(NOON)
EXPIRY = {"type": "Service", "principalId": "dynamodb.amazonaws.com"}


class Seen:
    """Stands for the sealer; some guilds cannot be sealed."""

    def __init__(self, *failing: GuildId | None) -> None:
        self.failing = failing
        self.sealed: dict[GuildId | None, list[Arrival]] = {}

    def seal(self, guild_id: GuildId | None, arrivals: Sequence[Arrival]) -> int:
        if guild_id in self.failing:
            raise OSError("what people wrote")
        self.sealed[guild_id] = list(arrivals)
        return len(arrivals)


def change(pk: str, sk: str, *, event: str = "INSERT", sequence: str = "1", **image: Any) -> dict[str, Any]:
    key = {"pk": {"S": pk}, "sk": {"S": sk}}
    told: dict[str, Any] = {"Keys": key, "SequenceNumber": sequence, "ApproximateCreationDateTime": WRITTEN_AT}
    if event != "REMOVE":
        told["NewImage"] = {**key, **image}
    return {"eventName": event, "dynamodb": told}


def written(guild_id: GuildId | None = GUILD, sequence: str = "1", **image: Any) -> dict[str, Any]:
    pk, sk = keys.audit_month(guild_id, "2026-11"), f"{new_id(NOON)}#1-intent"
    return change(pk, sk, sequence=sequence, record={"S": "{}"}, **image)


def handle(seen: Seen, *records: dict[str, Any]) -> list[str]:
    return SealingStream(seen.seal, logger("audit_sealer")).handle(records)


def lines(caplog: pytest.LogCaptureFixture, level: str) -> list[dict[str, Any]]:
    return [vars(record) for record in caplog.records if record.levelname == level]


def test_a_record_is_sealed_with_its_hash_its_end_and_when_it_came() -> None:
    record, seen = written(expires_at={"N": "1800000000"}), Seen()
    assert handle(seen, record) == []
    key = record["dynamodb"]["Keys"]["sk"]["S"]
    assert seen.sealed[GUILD] == [Arrival(GUILD, Entry(key, digest_of("{}"), 1_800_000_000, WRITTEN_AT), "1")]


def test_each_guild_is_sealed_by_itself_and_calls_of_no_guild_too() -> None:
    seen = Seen()
    handle(seen, written(), written(OTHER), written(None), written())
    assert {guild_id: len(arrivals) for guild_id, arrivals in seen.sealed.items()} == {GUILD: 2, OTHER: 1, None: 1}


@pytest.mark.parametrize(
    "record",
    [
        change(keys.chain(GUILD), "000000000001", segment={"S": "{}"}, signature={"S": ""}),
        change(keys.guild(GUILD), "2026-11"),
        change(keys.audit_month(GUILD, "2026-11"), "x#1-intent"),
        change(keys.audit_month(GUILD, "2026-11"), "x#1-intent", record={"N": "1"}),
        change(keys.audit_month(GUILD, "2026-11"), "x#1-intent", record={"SS": ["a"]}),
        change(keys.audit_month(GUILD, "2026-11"), "x#1-intent", record={"S": "{}"}, expires_at={"N": "1.5"}),
    ],
)
def test_segments_markers_and_what_no_door_writes_are_passed_over(record: dict[str, Any]) -> None:
    seen = Seen()
    assert handle(seen, record) == []
    assert seen.sealed == {}


def test_what_cannot_be_sealed_comes_again_and_keeps_no_other_guild_waiting(
    caplog: pytest.LogCaptureFixture,
) -> None:
    seen = Seen(OTHER)
    assert handle(seen, written(sequence="1"), written(OTHER, "2"), written(OTHER, "3"), written(sequence="4")) == ["2"]
    assert [each.sequence for each in seen.sealed[GUILD]] == ["1", "4"]
    (line,) = lines(caplog, "ERROR")
    assert (line["guild_id"], line["failure"]) == (OTHER, "OSError")
    assert "what people wrote" not in str(line)


@pytest.mark.parametrize(("event", "happened"), [("MODIFY", "changed"), ("REMOVE", "removed")])
@pytest.mark.parametrize("pk", [keys.audit_month(GUILD, "2026-11"), keys.chain(GUILD), keys.guild(GUILD)])
def test_a_change_or_removal_of_what_stands_for_good_is_told_at_once(
    event: str, happened: str, pk: str, caplog: pytest.LogCaptureFixture
) -> None:
    seen = Seen()
    assert handle(seen, change(pk, "key", event=event, record={"S": "forged"})) == []
    (line,) = lines(caplog, "CRITICAL")
    assert (line["happened"], line["pk"], line["sk"]) == (happened, pk, "key")
    assert seen.sealed == {}


def test_what_expires_goes_without_a_word(caplog: pytest.LogCaptureFixture) -> None:
    gone = change(keys.audit_month(GUILD, "2026-11"), "key", event="REMOVE") | {"userIdentity": EXPIRY}
    handle(Seen(), gone)
    assert lines(caplog, "CRITICAL") == []


def test_somebody_who_only_looks_like_expiry_is_told(caplog: pytest.LogCaptureFixture) -> None:
    forged = {"type": "AssumedRole", "principalId": "dynamodb.amazonaws.com"}
    handle(Seen(), change(keys.chain(GUILD), "key", event="REMOVE") | {"userIdentity": forged})
    assert len(lines(caplog, "CRITICAL")) == 1
