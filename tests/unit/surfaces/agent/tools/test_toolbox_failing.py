"""Calls that fail: the model is told in words that help, and what may pass later lets the turn be tried again."""

import pytest

from guildhall.discord.routes import CREATE_MESSAGE, LIST_MESSAGES
from guildhall.errors import (
    ConfigurationError,
    DiscordRateLimited,
    DiscordRejected,
    DiscordUnavailable,
    GuildhallError,
    InProgress,
    OutcomeUnknown,
    StoreError,
    StoreThrottled,
    StoreUnavailable,
)
from guildhall.execution.executor import Executor
from tests.fakes.guild import (
    ELSEWHERE_CHANNEL,
    GENERAL,
    MEMBER,
    NEWCOMER,
    NOWHERE,
    STAFF,
)
from tests.unit.surfaces.agent.tools.toolhouse import House


@pytest.fixture
def house() -> House:
    return House()


def test_a_denial_names_the_permission_and_who_can_help(house: House) -> None:
    told = house.told("member_ban", asked=house.asked(MEMBER), user_id=NEWCOMER)
    assert told.failed
    assert "Ban Members" in told.text
    assert "administrator" in told.text
    assert not told.private


def test_what_one_cannot_see_is_as_what_is_not_there_and_makes_nothing_private(house: House) -> None:
    texts = []
    for channel_id in (STAFF, NOWHERE, ELSEWHERE_CHANNEL):
        told = house.told("message_list", asked=house.asked(MEMBER), channel_id=channel_id)
        assert (told.failed, told.private, told.tainted) == (True, False, False)
        texts.append(told.text)
    assert len(set(texts)) == 1


@pytest.mark.parametrize(
    "error",
    [
        StoreUnavailable("The database gave no answer."),
        StoreThrottled("busy", retry_after_s=1),
        DiscordRateLimited("slow", retry_after_s=60),
        DiscordUnavailable("down"),
        InProgress("somebody else"),
    ],
)
@pytest.mark.parametrize("beside", [0, 2])
def test_what_may_pass_later_leaves_so_that_the_turn_is_tried_again(
    house: House, error: GuildhallError, beside: int
) -> None:
    house.rig.discord.fail(LIST_MESSAGES, error)
    calls = [house.call("message_list", channel_id=GENERAL) for _ in range(1 + beside)]
    calls.append(house.call("message_send", channel_id=GENERAL, content="x"))
    with pytest.raises(type(error)):
        house.toolbox.run(house.asked(MEMBER), calls, tainted=False)
    assert house.rig.discord.writes == [], "nothing was done beside a read that failed"


@pytest.mark.parametrize(
    "error", [DiscordRejected("Discord finds it invalid."), OutcomeUnknown("Nobody knows.", "Look.")]
)
def test_what_will_not_pass_is_told(house: House, error: GuildhallError) -> None:
    house.rig.discord.fail(CREATE_MESSAGE, error)
    call = house.call("message_send", channel_id=GENERAL, content="x")
    first, second = (house.toolbox.run(house.asked(MEMBER), [call], tainted=False)[0] for _ in range(2))
    assert first.failed
    assert error.message in first.text
    assert first.text == second.text, "a repeated call is told the same"
    assert len(house.rig.discord.sent(CREATE_MESSAGE)) == 1


@pytest.mark.parametrize("error", [DiscordRateLimited("slow", retry_after_s=60), DiscordUnavailable("down")])
def test_a_write_that_surely_had_no_effect_is_made_when_the_turn_is_tried_again(
    house: House, error: GuildhallError
) -> None:
    house.rig.discord.fail(CREATE_MESSAGE, error, times=2)
    call = house.call("message_send", channel_id=GENERAL, content="x")
    for _ in range(2):
        with pytest.raises(type(error)):
            house.toolbox.run(house.asked(MEMBER), [call], tainted=False)
        house.restart()
    for _ in range(2):
        (told,) = house.toolbox.run(house.asked(MEMBER), [call], tainted=False)
        assert "done" in told.text
    assert len(house.rig.world.posted(GENERAL)) == 1


def test_after_so_many_tries_it_is_told_that_it_failed(house: House) -> None:
    house.rig.discord.fail(CREATE_MESSAGE, DiscordUnavailable("down"), times=99)
    call = house.call("message_send", channel_id=GENERAL, content="x")
    for _ in range(12):
        with pytest.raises(DiscordUnavailable):
            house.toolbox.run(house.asked(MEMBER), [call], tainted=False)
        house.rig.clock.advance(10)
    (told,) = house.toolbox.run(house.asked(MEMBER), [call], tainted=False)
    assert told.failed
    assert "discord_unavailable" in told.text


@pytest.mark.parametrize(
    "broken", [RuntimeError("canary"), ConfigurationError("canary"), StoreError("canary"), KeyError("canary")]
)
def test_a_fault_of_ours_is_told_by_a_reference_only(
    monkeypatch: pytest.MonkeyPatch, broken: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    def breaks(*_: object) -> None:
        raise broken

    monkeypatch.setattr(Executor, "run", breaks)
    house = House()
    told = house.told("channel_list", asked=house.asked(MEMBER))
    assert told.failed
    assert "went wrong on our side" in told.text
    assert "canary" not in told.text
    (record,) = caplog.records
    assert vars(record)["reference"] in told.text
