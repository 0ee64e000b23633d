"""The trail is sealed by the deployed function from the table's stream; whatever is done to it afterwards is named."""

import json
import os
from collections.abc import Callable, Iterator
from time import monotonic
from typing import Any

import pytest

from guildhall.discord.ids import GuildId
from guildhall.store import keys
from tests.integration.laptop.helpers import until
from tests.integration.sealing_house import SealingHouse, record, sealing_house

BUSY, WARM, KILLED, AGAIN = (GuildId(f"10000000000000000{number}") for number in range(10, 14))
MANY = int(os.environ.get("SEALED", "300"))
"""How many records are written at once; `make nightly` sets more."""
SEALED_WITHIN_S = 5.0
FEW = 4


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SealingHouse]:
    with sealing_house(tmp_path_factory.mktemp("sealing")) as made:
        made.write(WARM, 1)
        made.wait_until_sealed(WARM, 1)
        yield made


def test_many_parallel_records_of_a_guild_are_sealed_within_seconds(house: SealingHouse) -> None:
    house.write(BUSY, MANY)
    written = monotonic()
    house.wait_until_told(BUSY, MANY)
    assert monotonic() - written < SEALED_WITHIN_S
    report = house.verify(BUSY)
    assert (report.findings, report.records, report.unsealed) == ([], MANY, 0)
    assert len(set(house.sealed(BUSY))) == MANY == len(house.sealed(BUSY))


def test_a_sealer_that_is_killed_after_it_appended_seals_nothing_twice_and_makes_up_for_the_copy(
    house: SealingHouse,
) -> None:
    fault = house.state.path / "faults" / "sealing.appended"
    fault.parent.mkdir(exist_ok=True)
    fault.touch()
    house.write(KILLED, 20)
    until(lambda: not fault.exists(), "the sealer died")
    house.write(KILLED, 1)
    house.wait_until_sealed(KILLED, 21)
    until(
        lambda: len(list(house.evidence().copies.every(KILLED))) == house.verify(KILLED).segments, "every copy is there"
    )
    assert len(set(house.sealed(KILLED))) == len(house.sealed(KILLED)) == 21
    assert house.verify(KILLED).findings == []


def test_a_stream_that_is_delivered_from_its_beginning_again_seals_nothing_twice(house: SealingHouse) -> None:
    house.write(AGAIN, 5)
    house.wait_until_sealed(AGAIN, 5)
    assert house.cloud.template is not None
    house.cloud._positions.clear()
    house.cloud.deploy(house.cloud.template)
    house.write(AGAIN, 1)
    house.wait_until_sealed(AGAIN, 6)
    for guild_id in (BUSY, KILLED, AGAIN):
        assert len(set(house.sealed(guild_id))) == len(house.sealed(guild_id))
        assert house.verify(guild_id).findings == []


# What somebody could do who may write to the table. Each is done to a guild of its own: three segments of four records.


def change_record(house: SealingHouse, guild_id: GuildId) -> str:
    item = first_record(house, guild_id)
    house.put({**item, "record": {"S": item["record"]["S"].replace("member.ban", "member.get")}})
    return f"record_changed record {item['sk']['S']}"


def drop_record(house: SealingHouse, guild_id: GuildId) -> str:
    item = first_record(house, guild_id)
    house.remove(item)
    return f"record_missing record {item['sk']['S']}"


def let_record_expire(house: SealingHouse, guild_id: GuildId) -> str:
    item = first_record(house, guild_id)
    house.put({**item, "expires_at": {"N": "1"}})
    return f"record_missing record {item['sk']['S']}"


def backdate_record(house: SealingHouse, guild_id: GuildId) -> str:
    told = json.loads(first_record(house, guild_id)["record"]["S"])
    sk = f"{told['audit_id'][:-1]}z#1-intent"
    forged = json.dumps({**told, "audit_id": sk.partition("#")[0], "at": "2026-11-01T00:00:00+00:00"})
    house.put({"pk": first_record(house, guild_id)["pk"], "sk": {"S": sk}, "record": {"S": forged}})
    house.wait_until_sealed(guild_id, 3 * FEW + 1)
    return f"record_backdated record {sk}"


def drop_segment(house: SealingHouse, guild_id: GuildId) -> str:
    house.remove(segment(house, guild_id, 2))
    return "segment_missing segment 2"


def drop_head(house: SealingHouse, guild_id: GuildId) -> str:
    house.remove(segment(house, guild_id, 3))
    return "segment_missing segment 3"


def overwrite_segment(house: SealingHouse, guild_id: GuildId) -> str:
    item = segment(house, guild_id, 2)
    told = json.loads(item["segment"]["S"])
    text = json.dumps({**told, "entries": told["entries"][1:]}, sort_keys=True, separators=(",", ":"))
    house.put({**item, "segment": {"S": text}})
    return "segment_changed segment 2"


def overwrite_head(house: SealingHouse, guild_id: GuildId) -> str:
    item = segment(house, guild_id, 3)
    house.put({**item, "segment": {"S": item["segment"]["S"].replace("1-intent", "4-denial", 1)}})
    return "signature_bad segment 3"


def reorder_segments(house: SealingHouse, guild_id: GuildId) -> str:
    one, other = segment(house, guild_id, 1), segment(house, guild_id, 2)
    house.put({**one, "sk": other["sk"]})
    house.put({**other, "sk": one["sk"]})
    return "segment_moved segment 1"


def resign_segment(house: SealingHouse, guild_id: GuildId) -> str:
    item = segment(house, guild_id, 2)
    house.put({**item, "signature": segment(house, guild_id, 1)["signature"]})
    return "segment_changed segment 2"


def overwrite_copy(house: SealingHouse, guild_id: GuildId) -> str:
    bucket, path = house.physical("SealBucket").ref, f"heads/{guild_id}/{2:012d}.json"
    house.aws.client("s3").put_object(Bucket=bucket, Key=path, Body=b"{}")
    return "copy_changed segment 2"


def drop_copy(house: SealingHouse, guild_id: GuildId) -> str:
    bucket, path = house.physical("SealBucket").ref, f"heads/{guild_id}/{3:012d}.json"
    house.aws.client("s3").delete_object(Bucket=bucket, Key=path)
    return "copy_changed segment 3"


ATTACKS: list[Callable[[SealingHouse, GuildId], str]] = [
    *(change_record, drop_record, let_record_expire, backdate_record),
    *(drop_segment, drop_head, overwrite_segment, overwrite_head, reorder_segments, resign_segment),
    *(overwrite_copy, drop_copy),
]


def victim(place: int) -> GuildId:
    return GuildId(f"2000000000000000{place:02d}")


def first_record(house: SealingHouse, guild_id: GuildId) -> dict[str, Any]:
    key = house.sealed(guild_id)[0]
    return house.item(keys.audit_month(guild_id, keys.month_of(key.partition("#")[0])), key)


def segment(house: SealingHouse, guild_id: GuildId, number: int) -> dict[str, Any]:
    return house.item(*keys.segment(guild_id, number))


@pytest.fixture(scope="module")
def victims(house: SealingHouse) -> SealingHouse:
    everyone = [victim(place) for place in range(len(ATTACKS))]
    log = house.log()
    for wave in range(1, 4):
        for guild_id in everyone:
            assert all(log.put(record(guild_id)) for _ in range(FEW))
        for guild_id in everyone:
            house.wait_until_told(guild_id, wave * FEW)
    return house


@pytest.mark.requirement("F5")
@pytest.mark.parametrize("place", range(len(ATTACKS)), ids=[attack.__name__ for attack in ATTACKS])
def test_whatever_is_done_to_a_sealed_trail_is_named(place: int, victims: SealingHouse) -> None:
    guild_id = victim(place)
    assert victims.verify(guild_id).findings == []
    expected = ATTACKS[place](victims, guild_id)
    found = [f"{finding.fault} {finding.where}" for finding in victims.verify(guild_id).findings]
    assert expected in found


def test_an_overwriting_is_told_by_the_sealer_at_once(house: SealingHouse) -> None:
    item = first_record(house, WARM)
    house.put({**item, "record": {"S": "{}"}})
    until(
        lambda: '"CRITICAL"' in house.said() and item["sk"]["S"] in house.said().split('"CRITICAL"')[-1], "it is told"
    )
