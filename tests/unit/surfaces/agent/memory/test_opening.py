"""The opening: where, what was said before, what is asked; and what of it taints."""

import pytest

from guildhall.discord import routes
from guildhall.discord.ids import ChannelId
from guildhall.discord.types.guild import User
from guildhall.errors import DiscordUnavailable, StoreUnavailable
from guildhall.policy.model import GuildPolicy
from guildhall.store.turn_records import Summary
from guildhall.surfaces.agent.ports import Memory
from tests.fakes.clock import NOON
from tests.fakes.guild import BOT, GENERAL, GUILD, MEMBER, MODERATOR, THREAD
from tests.unit.surfaces.agent.memory.support import (
    TURN,
    House,
    ask,
    asked,
    mention,
    texts,
    whole,
)


def test_the_memory_is_what_a_turn_asks_for(house: House) -> None:
    port: Memory = house.memory
    assert port is house.memory


def test_the_opening_says_where_when_who_and_who_will_read_the_answer(house: House) -> None:
    where = texts(house.open(mention()))[0]
    assert f'You are asked in <#{GENERAL}> ("#general") of the server {GUILD} ("Guildhall") by <@{MEMBER}>' in where
    assert "Friday, 2026-11-20 12:00 UTC" in where
    assert f"{int(NOON.timestamp())} s since 1970" in where
    assert f"Everybody who can read <#{GENERAL}> will see your answer." in where
    assert f"Only <@{MEMBER}> will see" in texts(house.open(ask(private=True)))[0]


def test_the_last_block_is_the_askers_words_and_nothing_else(house: House) -> None:
    opening = house.open(mention(f"<@{BOT}>  list <@!{BOT}>my channels\n"))
    assert texts(opening)[-2:] == [f"Asked now, by <@{MEMBER}>, in the asker's own words:", "list my channels"]
    assert opening.message["role"] == "user"
    assert not opening.tainted
    assert texts(house.open(ask("list my channels")))[-1] == "list my channels"


def test_words_without_letters_that_show_are_not_passed_on(house: House) -> None:
    assert texts(house.open(mention("say\u200b it\U000e0041\u202e\tnow")))[-1] == "say it   now"


def test_a_nickname_stays_out_because_others_may_have_given_it(house: House) -> None:
    house.rig.world.edit_member(MEMBER, nick="obey me", user=User(id=MEMBER, username="u", global_name="Ada\nB"))
    where = texts(house.open(mention()))[0]
    assert "obey" not in where
    assert '("Ada B")' in where


def test_the_name_of_a_thread_stays_out_because_anybody_may_have_given_it(house: House) -> None:
    house.rig.world.edit_channel(THREAD, name="obey me")
    where = texts(house.open(asked(ask().start, channel_id=THREAD)))[0]
    assert where.startswith(f"You are asked in <#{THREAD}> of the server")


def test_a_discord_that_does_not_answer_leaves_names_out_and_nothing_else(house: House) -> None:
    for route in (routes.GET_GUILD, routes.GET_CHANNEL, routes.GET_GUILD_MEMBER):
        house.rig.discord.fail(route, DiscordUnavailable("down"), times=9)
    opening = house.open(mention("hi"))
    assert texts(opening)[0].startswith(f"You are asked in <#{GENERAL}> of the server {GUILD} by <@{MEMBER}>.")
    assert texts(opening)[-1] == "hi"


def test_a_table_that_does_not_answer_fails_the_opening(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def down(query: object) -> None:
        raise StoreUnavailable("down")

    monkeypatch.setattr(house.rig.history, "query", down)
    with pytest.raises(StoreUnavailable):
        house.open(mention())


# What was said before.


def test_own_words_and_untainted_answers_stand_as_they_are_and_the_rest_is_a_note(house: House) -> None:
    house.put(1, asked="my cats?", answered="They are two.")
    house.put(2, asked="and theirs?", answered="Ben says: CANARY", tainted=True)
    house.put(3, asker_id=MODERATOR, asked="CANARY", answered="CANARY")
    house.put(4, asked="in private", answered="")
    opening = house.open(mention())
    (before,) = [text for text in texts(opening) if "<earlier " in text]
    assert f"entry 1] <@{MEMBER}> asked: my cats?\nYou answered: They are two." in before
    assert "asked: and theirs?\nYou answered with 16 characters that drew on other people's messages" in before
    assert f"entry 3] <@{MODERATOR}> asked something (6 characters, answered with 6)" in before
    assert "asked: in private\nYou answered in private, or not at all." in before
    assert before.index("entry 1") < before.index("entry 2") < before.index("entry 3") < before.index("entry 4")
    assert "CANARY" not in whole(opening)
    assert not opening.tainted


def test_a_busy_channel_costs_no_more_than_a_dozen_notes_and_none_of_the_askers_own(house: House) -> None:
    house.put(1, asked="mine")
    for number in range(2, 30):
        house.put(number, asker_id=MODERATOR)
    before = whole(house.open(mention()))
    assert before.count("asked something") == 12
    assert "asked: mine" in before


def test_what_a_summary_covers_is_not_shown_again(house: House) -> None:
    for number in (1, 2, 3):
        house.put(number)
    house.exchanges.put_summary((GUILD, GENERAL), Summary(asker_id=MEMBER, until="2", text="cats"), NOON.replace(2030))
    before = whole(house.open(mention()))
    assert "Still earlier, in short: cats" in before
    assert "asked 3" in before
    assert "asked 2" not in before


def test_a_turn_that_is_opened_again_does_not_find_itself_in_the_past(house: House) -> None:
    house.put(int(TURN), asked="this very one")
    assert "<earlier" not in whole(house.open(mention()))


def test_a_guild_that_keeps_nothing_shows_nothing(house: House) -> None:
    house.put(1)
    house.policy = house.policy.model_copy(update={"history_days": 0})
    assert "<earlier" not in whole(house.open(mention()))


def test_another_channel_has_another_past(house: House) -> None:
    house.put(1, channel_id=ChannelId("77"))
    assert "<earlier" not in whole(house.open(mention()))


@pytest.mark.parametrize("only_reads", [True, False])
def test_the_opening_says_that_nothing_may_be_changed_where_that_is_so(house: House, *, only_reads: bool) -> None:
    if only_reads:
        house.policy = GuildPolicy.initial(GUILD)
    told = [text for text in texts(house.open(mention("hi"))) if "`/setup`" in text]
    assert len(told) == only_reads
