"""Messages of every size, in frames of every cut, over a socket."""

import json
import os
import zlib
from typing import Any

import pytest

from tests.fakes.gateway_house import UNMEASURED, until
from tests.fakes.scripted_gateway import BOT, scripted
from tests.integration.gateway.conftest import Place

MOST_MIB = 60.0
TWO_MIB = 2 << 20


def mention(number: int, **more: Any) -> dict[str, Any]:
    data = {
        "id": str(1_500_000_000_000_000_000 + number),
        "channel_id": "200000000000000001",
        "guild_id": "100000000000000001",
        "type": 0,
        "content": f"number {number}",
        "author": {"id": "300000000000000001"},
        "mentions": [{"id": BOT}],
        "mention_roles": [],
    }
    return {"t": "MESSAGE_CREATE", "d": data | more}


@pytest.mark.parametrize("pieces", [1, 2, 7, 40])
def test_messages_are_heard_into_however_many_frames_they_are_cut(place: Place, pieces: int) -> None:
    with scripted([mention(number) for number in range(20)], pieces) as url:
        task = place.start(DISCORD_GATEWAY_URL=url)
        until(lambda: len(place.cloud.receive()) == 20)
        assert place.cloud.contents() == [f"number {number}" for number in range(20)]
        assert task.said("connection ended") == []


@pytest.mark.parametrize("pieces", [1, 9])
def test_a_frame_of_two_mebibytes_is_heard_and_does_not_cost_the_memory_of_the_task(place: Place, pieces: int) -> None:
    embeds = [{"description": os.urandom(4096).hex(), "fields": [{"name": "n", "value": "v"}] * 25} for _ in range(260)]
    assert len(json.dumps(embeds)) > TWO_MIB
    assert len(zlib.compress(json.dumps(embeds).encode())) > TWO_MIB // 2
    members = {"t": "GUILD_CREATE", "d": {"id": "1", "members": [{"user": {"id": str(n)}} for n in range(100_000)]}}
    assert len(json.dumps(members)) > TWO_MIB
    with scripted([mention(1), members, mention(2, embeds=embeds), mention(3)], pieces) as url:
        task = place.start(DISCORD_GATEWAY_URL=url, **{UNMEASURED: ""})
        until(lambda: len(place.cloud.receive()) == 3)
        assert place.cloud.contents() == ["number 1", "number 2", "number 3"]
        assert [line for line in task.log if line["level"] != "INFO"] == []
        assert task.memory_mib("VmHWM") <= MOST_MIB


def test_a_message_that_is_absurdly_large_is_passed_over(place: Place) -> None:
    with scripted([mention(1), {"t": "TYPING_START", "d": "x" * (9 << 20)}, mention(2)]) as url:
        task = place.start(DISCORD_GATEWAY_URL=url, **{UNMEASURED: ""})
        until(lambda: len(place.cloud.receive()) == 2)
        assert len(task.said("too large to be kept")) == 1
        assert task.memory_mib("VmHWM") <= MOST_MIB


def test_a_mention_that_discord_never_sends_so_ends_nothing(place: Place) -> None:
    broken = mention(1, author={"id": "300000000000000001", "bot": False}, referenced_message={"embeds": 7})
    with scripted([broken, mention(2, mentions=[{"id": BOT}, None, 7]), mention(3)]) as url:
        task = place.start(DISCORD_GATEWAY_URL=url)
        until(lambda: "number 3" in place.cloud.contents())
        assert not task.ended()
        assert task.said("connection ended") == []
