"""Closing gaps."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

import pytest

from guildhall.clock import snowflake_at
from guildhall.discord.gateway import lookback as module
from guildhall.discord.gateway.addressed import Address
from guildhall.discord.gateway.lookback import HORIZON, SLACK, Lookback, Means
from guildhall.discord.gateway.ports import Barred, Found, Wait
from guildhall.discord.gateway.session import Standing
from tests.fakes.clock import NOON
from tests.unit.discord.gateway.machine import BOT, said

ONE, TWO = "100000000000000001", "100000000000000002"
SOON_S = 5.0

type Answer = Found | Wait | Barred


def page(*seqs: int, last: str = "") -> Found:
    return Found([dict(said(seq).fields) for seq in seqs], last)


class Archive:
    """Answers as it was told, and an empty page after that."""

    def __init__(self, answers: Sequence[Answer], guilds: Sequence[Answer] = ()) -> None:
        self._answers = list(answers)
        self._guilds = list(guilds)
        self.asked: list[tuple[str, ...]] = []

    def guilds(self, token: str, after: str) -> Answer:
        self.asked.append(("guilds", after))
        return self._guilds.pop(0)

    def mentions(self, token: str, guild_id: str, bot_user_id: str, after: str) -> Answer:
        self.asked.append((guild_id, bot_user_id, after))
        return self._answers.pop(0) if self._answers else Found([])


class Scene:
    """A lookback, what it handed over, and whether it said that the gap is closed."""

    def __init__(self, archive: Archive, standing: Standing) -> None:
        self.handed: list[str] = []
        self.done = asyncio.Event()
        self.standing = standing
        means = Means(archive, lambda: "s3cret", self._hand, self.done.set)
        self.lookback = Lookback(standing, means, lambda: NOON, lambda: 0.0)

    async def _hand(self, message: Mapping[str, Any], address: Address) -> asyncio.Event:
        assert address is Address.DIRECT
        self.handed.append(str(message["id"]))
        taken = asyncio.Event()
        asyncio.get_running_loop().call_soon(taken.set)
        return taken


def run(archive: Archive, scenario: Callable[[Scene], Awaitable[None]], **standing: Any) -> Scene:
    known: dict[str, Any] = {"lookback_from": NOON - timedelta(minutes=5), "bot_user_id": BOT, "gaps": 1} | standing

    async def main() -> Scene:
        scene = Scene(archive, Standing(**known))
        task = asyncio.create_task(scene.lookback.work())
        try:
            async with asyncio.timeout(SOON_S):
                await scenario(scene)
        finally:
            task.cancel()
        return scene

    return asyncio.run(main())


async def closed(scene: Scene) -> None:
    scene.lookback.need([ONE])
    await scene.done.wait()


def test_a_gap_is_looked_up_from_a_minute_before_and_then_closed() -> None:
    archive = Archive([page(7, 8, last="8"), page(9, last="9")])
    scene = run(archive, closed)
    assert [one[-1] for one in scene.handed] == ["7", "8", "9"]
    since = snowflake_at(NOON - timedelta(minutes=5) - SLACK)
    assert archive.asked == [(ONE, BOT, since), (ONE, BOT, "8"), (ONE, BOT, "9")]
    assert scene.standing.lookback_from is None


def test_nobody_waits_for_an_answer_from_yesterday() -> None:
    archive = Archive([])
    run(archive, closed, lookback_from=NOON - timedelta(days=3))
    assert archive.asked[0][2] == snowflake_at(NOON - HORIZON - SLACK)


def test_what_is_found_but_not_for_the_bot_is_left() -> None:
    by_bot = dict(said(3).fields) | {"author": {"id": BOT, "bot": True}}
    scene = run(Archive([Found([by_bot, dict(said(4, to_bot=False).fields)], "4"), page(5)]), closed)
    assert [one[-1] for one in scene.handed] == ["5"]


def test_without_a_gap_nothing_is_asked() -> None:
    async def scenario(scene: Scene) -> None:
        scene.lookback.need([ONE])
        await asyncio.sleep(0)

    archive = Archive([])
    run(archive, scenario, lookback_from=None)
    assert archive.asked == []


def test_a_process_that_did_not_hear_ready_asks_for_the_guilds_page_by_page() -> None:
    async def scenario(scene: Scene) -> None:
        scene.lookback.need(None)
        await scene.done.wait()

    archive = Archive([], [Found([{"id": ONE}], ONE), Found([{"id": TWO}])])
    run(archive, scenario)
    assert [one[0] for one in archive.asked] == ["guilds", "guilds", ONE, TWO]
    assert archive.asked[1] == ("guilds", ONE)


def test_a_wait_is_obeyed_and_the_page_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    monkeypatch.setattr(asyncio, "sleep", sleep)
    scene = run(Archive([Wait(2.5, "indexing"), Wait(7, "limited"), page(7)]), closed)
    assert slept == [2.5, 7]
    assert len(scene.handed) == 1


def test_a_guild_that_is_forbidden_is_passed_over(caplog: pytest.LogCaptureFixture) -> None:
    async def scenario(scene: Scene) -> None:
        scene.lookback.need([ONE, TWO])
        await scene.done.wait()

    scene = run(Archive([Barred(403, 50001), page(7)]), scenario)
    assert len(scene.handed) == 1
    (told,) = [record for record in caplog.records if "cannot be looked up" in record.message]
    assert told.guild_id == ONE  # type: ignore[attr-defined]  # an extra


@pytest.mark.parametrize(
    "answers", [[Wait(3600, "blocked")], [Barred(401, 0)], [Wait(0, "down")] * module.MOST_WAITS], ids=str
)
def test_what_cannot_be_answered_now_is_asked_again_later(
    answers: list[Answer], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "AGAIN_AFTER_S", 0.001)
    scene = run(Archive([*answers, page(7)]), closed)
    assert len(scene.handed) == 1
    assert scene.standing.lookback_from is None


def test_a_gap_that_opens_while_another_is_looked_up_is_looked_up_too() -> None:
    class Again(Archive):
        def mentions(self, token: str, guild_id: str, bot_user_id: str, after: str) -> Answer:
            if not self.asked:
                standing.gaps += 1
            return super().mentions(token, guild_id, bot_user_id, after)

    archive = Again([page(7), page(7, last="7")])
    standing = Standing(lookback_from=NOON, bot_user_id=BOT, gaps=1)

    async def main() -> Scene:
        scene = Scene(archive, standing)
        task = asyncio.create_task(scene.lookback.work())
        async with asyncio.timeout(SOON_S):
            await closed(scene)
        task.cancel()
        return scene

    scene = asyncio.run(main())
    assert [one[-1] for one in scene.handed] == ["7", "7"]
    assert len(archive.asked) == 3
