"""One warm process serves many callers; none of them ever runs as another.

A sandbox that stays warm keeps its modules, its server and what a library remembers. Each way in which a caller could
stay behind there is tried: one after the other, both at once, and by a context variable that something below sets.
"""

from concurrent.futures import ThreadPoolExecutor
from contextvars import ContextVar
from threading import Barrier
from typing import Any

import pytest

from guildhall.execution.outcome import Call, Completed
from guildhall.surfaces.tools.table import Entry, Table
from tests.fakes.mcp_door import ADA, ADAS_KEY, BOB, BOBS_KEY, LEGACY, MODERN, Client, FakePlatform, door

ROUNDS = 20
TOGETHER_WITHIN_S = 20

_left_behind: ContextVar[str] = ContextVar("left_behind", default="nobody")


def guild_named(user_id: str) -> Completed:
    return Completed({"guilds": [{"guild_id": user_id, "name": user_id}]}, "a" * 26)


def who(result: Any) -> str:
    return str(result["structuredContent"]["guilds"][0]["name"])


@pytest.mark.parametrize("version", [LEGACY, MODERN])
def test_two_callers_who_take_turns_on_one_warm_process_stay_themselves(version: str) -> None:
    platform = FakePlatform()
    platform.executor.answers = lambda call: guild_named(call.principal.user_id)
    warm = door(platform)
    ada, bob = (Client(warm, version=version, key=key) for key in (ADAS_KEY, BOBS_KEY))
    seen = [who(client.call("guild_list")) for _ in range(ROUNDS) for client in (ada, bob)]
    assert seen == [ADA, BOB] * ROUNDS


def test_two_callers_at_once_on_one_warm_process_stay_themselves(monkeypatch: pytest.MonkeyPatch) -> None:
    platform = FakePlatform()
    both = Barrier(2, timeout=TOGETHER_WITHIN_S)
    find = Table.find

    def find_together(table: Table, tool: str) -> Entry | None:
        both.wait()
        return find(table, tool)

    def run(call: Call) -> Completed:
        both.wait()
        return guild_named(call.principal.user_id)

    monkeypatch.setattr(Table, "find", find_together)
    platform.executor.answers = run
    warm = door(platform)

    def rounds(key: str) -> list[str]:
        client = Client(warm, key=key)
        return [who(client.call("guild_list")) for _ in range(ROUNDS)]

    with ThreadPoolExecutor(2) as threads:
        ada, bob = threads.map(rounds, (ADAS_KEY, BOBS_KEY))
    assert ada == [ADA] * ROUNDS
    assert bob == [BOB] * ROUNDS


@pytest.mark.parametrize("version", [LEGACY, MODERN])
def test_what_one_call_leaves_in_a_context_variable_is_gone_in_the_next(version: str) -> None:
    platform = FakePlatform()

    def run(call: Call) -> Completed:
        found = _left_behind.get()
        _left_behind.set(call.principal.user_id)
        return guild_named(found)

    platform.executor.answers = run
    warm = door(platform)
    ada, bob = (Client(warm, version=version, key=key) for key in (ADAS_KEY, BOBS_KEY))
    assert [who(client.call("guild_list")) for client in (ada, bob, ada)] == ["nobody"] * 3


def test_a_view_of_one_request_is_not_the_next_ones() -> None:
    client = Client(door(FakePlatform()))
    narrowed = client.ask("tools/list", query={"toolsets": "guild", "mode": "read-only"})
    assert len(narrowed.result["tools"]) < len(client.ask("tools/list").result["tools"])
