"""conversation_read: what was said with the agent here before, as words of others."""

from datetime import timedelta
from typing import Any

import pytest

from guildhall.discord.ids import ChannelId, UserId
from guildhall.discord.permissions import Permission
from guildhall.errors import StoreUnavailable
from guildhall.store.turn_records import Exchange
from tests.fakes.clock import NOON
from tests.fakes.guild import EVERYONE_ROLE, GENERAL, GUILD, MEMBER, OWNER, SUPPORT, overwrite
from tests.unit.surfaces.agent.tools.toolhouse import House


@pytest.fixture
def house() -> House:
    return House()


def _put(house: House, entry_id: str, who: UserId = MEMBER, channel_id: ChannelId = GENERAL, **more: Any) -> None:
    fields: dict[str, Any] = {"asked": f"question {entry_id}", "answered": f"answer {entry_id}", **more}
    exchange = Exchange(
        entry_id=entry_id,
        guild_id=GUILD,
        channel_id=channel_id,
        asker_id=who,
        asker_name="somebody",
        at=NOON,
        **fields,
    )
    house.exchanges.put(exchange, NOON + timedelta(days=7))


def test_what_was_said_here_is_shown_inside_a_fence_and_taints(house: House) -> None:
    for entry_id in ("1", "2", "3"):
        _put(house, entry_id)
    _put(house, "4", channel_id=SUPPORT)
    told = house.told("conversation_read", asked=house.asked(OWNER), limit=2)
    head, _, inside = told.text.partition("<discord ")
    assert "question" not in head
    assert inside.index("question 2") < inside.index("answer 2") < inside.index("question 3")
    assert "question 1" not in inside
    assert "question 4" not in inside
    assert (told.failed, told.tainted, told.private) == (False, True, False)


def test_nothing_said_before_taints_nothing(house: House) -> None:
    told = house.told("conversation_read", asked=house.asked(OWNER))
    assert "exchanges: none" in told.text
    assert (told.failed, told.tainted) == (False, False)


def test_one_entry_is_shown_whole(house: House) -> None:
    _put(house, "1", answered="word " * 1500)
    _put(house, "2")
    short = house.told("conversation_read", asked=house.asked(OWNER))
    assert "give entry_id" in short.text
    whole = house.told("conversation_read", asked=house.asked(OWNER), entry_id="1")
    assert whole.text.count("word") == 1500
    assert "question 2" not in whole.text
    assert "exchanges: none" in house.told("conversation_read", asked=house.asked(OWNER), entry_id="3").text


def test_what_others_asked_in_private_stays_theirs(house: House) -> None:
    _put(house, "1", asked="canary", answered="")
    assert "canary" not in house.told("conversation_read", asked=house.asked(OWNER)).text
    assert "canary" not in house.told("conversation_read", asked=house.asked(OWNER), entry_id="1").text
    assert "canary" in house.told("conversation_read", asked=house.asked(MEMBER)).text


def test_whoever_may_not_read_the_history_reads_their_own_part_of_it(house: House) -> None:
    for entry_id, who in (("1", MEMBER), ("2", OWNER), ("3", OWNER)):
        _put(house, entry_id, who)
    no_history = overwrite(EVERYONE_ROLE, deny=Permission.READ_MESSAGE_HISTORY)
    house.rig.world.edit_channel(GENERAL, permission_overwrites=(no_history,))
    for arguments in ({}, {"limit": 1}, {"entry_id": "1"}):
        own = house.told("conversation_read", asked=house.asked(MEMBER), **arguments)
        assert "question 1" in own.text, "others' entries use up no place"
        assert "question 2" not in own.text
    assert "exchanges: none" in house.told("conversation_read", asked=house.asked(MEMBER), entry_id="2").text
    assert "question 1" in house.told("conversation_read", asked=house.asked(OWNER)).text


@pytest.mark.parametrize(
    "arguments", [{"limit": 0}, {"limit": 21}, {"entry_id": "x"}, {"channel_id": "1"}, {"limit": "all"}]
)
def test_wrong_arguments_are_told(house: House, arguments: dict[str, Any]) -> None:
    told = house.told("conversation_read", asked=house.asked(OWNER), **arguments)
    assert told.failed
    assert "limit from 1 to 20" in told.text


def test_a_table_that_is_down_lets_the_turn_be_tried_again(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def down(*_: object) -> None:
        raise StoreUnavailable("The database gave no answer.")

    monkeypatch.setattr(house.exchanges, "recent", down)
    with pytest.raises(StoreUnavailable):
        house.told("conversation_read", asked=house.asked(OWNER))


def test_it_is_no_operation_that_a_finder_could_run(house: House) -> None:
    told = house.told("operations_run_read", asked=house.asked(OWNER), name="conversation_read")
    assert told.failed
    assert "no operation" in told.text
