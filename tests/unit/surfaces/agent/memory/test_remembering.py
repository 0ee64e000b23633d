"""What a channel remembers, for how long, and what it never does."""

from datetime import timedelta

import pytest

from guildhall.clock import moment_of_snowflake
from guildhall.discord import routes
from guildhall.errors import BudgetExceeded, DiscordUnavailable, ModelUnavailable, StoreUnavailable
from guildhall.store.turn_records import Exchange
from tests.fakes.clock import NOON
from tests.fakes.guild import GENERAL, GUILD, MEMBER, MODERATOR
from tests.unit.surfaces.agent.memory.support import TURN, House, ask, attachment, mention, message, reply


def remembered(house: House) -> list[Exchange]:
    return house.exchanges.recent(GUILD, GENERAL, 100)


def test_words_and_visible_answer_are_kept_with_who_when_and_whether_it_is_tainted(house: House) -> None:
    house.memory.remember(mention(), house.policy, "hello", tainted=True)
    assert remembered(house) == [
        Exchange(
            entry_id=TURN,
            guild_id=GUILD,
            channel_id=GENERAL,
            asker_id=MEMBER,
            asker_name="member",
            at=moment_of_snowflake(TURN),
            asked="hi",
            answered="hello",
            tainted=True,
        )
    ]


def test_a_later_turn_of_the_asker_finds_it(house: House) -> None:
    house.put(1, asked="older")
    house.memory.remember(mention("remember the cats"), house.policy, "I do.", tainted=False)
    later = mention("what did I say?", id=str(int(TURN) + 1))
    object.__setattr__(later, "turn_id", str(int(TURN) + 1))
    text = str(house.open(later).message)
    assert "remember the cats" in text
    assert "I do." in text


def test_a_private_interaction_leaves_nothing(house: House) -> None:
    house.memory.remember(ask(private=True), house.policy, "secret", tainted=False)
    assert house.rig.history.items() == []


def test_an_answer_that_went_to_the_asker_alone_leaves_the_words_only(house: House) -> None:
    house.memory.remember(mention(), house.policy, "", tainted=True)
    (exchange,) = remembered(house)
    assert (exchange.asked, exchange.answered, exchange.tainted) == ("hi", "", False)


def test_a_guild_that_keeps_nothing_keeps_nothing(house: House) -> None:
    house.memory.remember(mention(), house.policy.model_copy(update={"history_days": 0}), "hello", tainted=False)
    assert house.rig.history.items() == []


def test_it_is_kept_for_as_long_as_the_policy_says(house: House) -> None:
    house.memory.remember(mention(), house.policy.model_copy(update={"history_days": 3}), "hello", tainted=False)
    (item,) = house.rig.history.items()
    assert item["expires_at"] == int((NOON + timedelta(days=3)).timestamp())
    assert item["asker_id"] == MEMBER


def test_nothing_said_and_nothing_answered_leaves_nothing(house: House) -> None:
    house.memory.remember(mention(""), house.policy, "", tainted=False)
    assert house.rig.history.items() == []


def test_what_others_wrote_is_never_kept(house: House) -> None:
    turn = reply(
        message("CANARY", MODERATOR), "hi", embeds=[{"title": "CANARY"}], attachments=[attachment(1, "CANARY")]
    )
    house.memory.remember(turn, house.policy, "hello", tainted=True)
    assert "CANARY" not in str(house.rig.history.items())


def test_letters_that_no_table_takes_are_left_out(house: House) -> None:
    house.memory.remember(mention("half \ud83d a pair"), house.policy, "so \udc00", tainted=False)
    assert (remembered(house)[0].asked, remembered(house)[0].answered) == ("half  a pair", "so ")


def test_remembering_twice_keeps_it_once(house: House) -> None:
    for _ in range(2):
        house.memory.remember(mention(), house.policy, "hello", tainted=False)
    assert len(remembered(house)) == 1


def test_a_table_that_does_not_answer_is_told_so_that_it_is_tried_again(house: House) -> None:
    def down(writes: object) -> None:
        raise StoreUnavailable("down")

    house.rig.history.before_write = down
    with pytest.raises(StoreUnavailable):
        house.memory.remember(mention(), house.policy, "hello", tainted=False)


def test_a_discord_that_does_not_answer_costs_the_name_only(house: House) -> None:
    house.rig.discord.fail(routes.GET_GUILD_MEMBER, DiscordUnavailable("down"), times=9)
    house.memory.remember(mention("hi"), house.policy, "hello", tainted=False)
    assert remembered(house)[0].asker_name == ""


@pytest.mark.parametrize("failure", [ModelUnavailable("down"), BudgetExceeded("over"), ValueError("a fault")])
def test_a_summary_that_fails_fails_no_turn(house: House, failure: Exception) -> None:
    for number in range(1, 42):
        house.put(number)
    house.model.failure = failure
    house.memory.remember(mention(), house.policy, "hello", tainted=False)
    assert len(house.model.requests) == 1
    assert remembered(house)[-1].answered == "hello"
    assert house.exchanges.summary(GUILD, GENERAL, MEMBER) is None


def test_too_many_exchanges_are_summarized_for_the_next_turn(house: House) -> None:
    for number in range(1, 42):
        house.put(number)
    house.memory.remember(mention(), house.policy, "hello", tainted=False)
    summary = house.exchanges.summary(GUILD, GENERAL, MEMBER)
    assert summary is not None
    assert summary.text == "in short"
