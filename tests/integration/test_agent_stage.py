"""What people see of a mention, over sockets and a simulated Discord that refuses, forgets and breaks as it does."""

from collections.abc import Iterator

import pytest

from guildhall.errors import OutcomeUnknown
from local.discord.permissions import P
from local.discord.testing import Lab, laboratory
from tests.integration.stage_house import House, contents, house

NONCE_LIFE_S = 301
LONG = "\n".join(f"line {number:04} " + "x" * 80 for number in range(70))


@pytest.fixture(scope="module")
def lab() -> Iterator[Lab]:
    with laboratory() as found:
        yield found


@pytest.fixture
def here(lab: Lab) -> Iterator[House]:
    with house(lab) as found:
        yield found


def test_a_mention_sees_typing_progress_and_one_answer(here: House) -> None:
    asked = here.mention()
    stage = here.stage(asked)
    stage.begin()
    stage.progress("Reading messages")
    (progress,) = here.said()
    assert progress["content"] == "-# Reading messages"
    assert progress["message_reference"]["message_id"] == asked.turn_id
    assert progress["mentions"] == []
    stage.answer(f"Hello <@{here.lab.users['owner']}> and @everyone. https://example.com", private=False)
    (answer,) = here.said()
    assert answer["id"] == progress["id"]
    assert (answer["components"], answer["mentions"], answer["mention_everyone"]) == ([], [], False)
    assert answer["flags"] & 4
    assert any(made["path"].endswith("/typing") for made in here.lab.requests())


def test_a_long_answer_is_whole_and_in_order(here: House) -> None:
    here.stage(here.mention()).answer(LONG, private=False)
    assert "\n".join(contents(here.said())) == LONG


def test_an_answer_in_doubt_is_found_after_discord_has_forgotten_the_nonce(
    here: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("guildhall.discord.sender._ATTEMPTS_COUNT", 1)
    asked = here.mention()
    for part in range(3):
        here.lab.fault(kind="drop", route="create_message", when="after")
        with pytest.raises(OutcomeUnknown):
            here.stage(asked).answer(LONG, private=False)
        assert len(here.shown.part_ids) == part
        here.lab.order("/clock", seconds=NONCE_LIFE_S)
    here.stage(asked).answer(LONG, private=False)
    assert "\n".join(contents(here.said())) == LONG
    assert len([made for made in here.lab.requests() if made["method"] == "POST"]) == len(here.said())


def test_progress_in_doubt_is_found_too(here: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("guildhall.discord.sender._ATTEMPTS_COUNT", 1)
    asked = here.mention()
    here.lab.fault(kind="drop", route="create_message", when="after")
    here.stage(asked).progress("Reading")
    assert here.shown.progress_id is None
    here.lab.order("/clock", seconds=NONCE_LIFE_S)
    here.stage(asked).answer("Hello.", private=False)
    assert contents(here.said()) == ["Hello."]


def test_without_the_history_the_answer_is_no_reply_and_a_nonce_keeps_it_single(
    here: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("guildhall.discord.sender._ATTEMPTS_COUNT", 1)
    asked = here.mention()
    here.deny("general", P.READ_MESSAGE_HISTORY)
    here.stage(asked).progress("Reading")
    here.lab.fault(kind="drop", route="create_message", when="after")
    with pytest.raises(OutcomeUnknown):
        here.stage(asked).answer(LONG, private=False)
    here.stage(asked).answer(LONG, private=False)
    assert "\n".join(contents(here.said())) == LONG


@pytest.mark.parametrize("lost", [P.SEND_MESSAGES, P.VIEW_CHANNEL])
def test_where_the_bot_may_not_speak_it_answers_directly(here: House, lost: P) -> None:
    asked = here.mention()
    here.deny("general", lost)
    stage = here.stage(asked)
    stage.begin()
    stage.progress("Reading")
    stage.answer("Hello.", private=False)
    (said,) = here.direct()
    assert said.startswith(f"-# I cannot write in <#{asked.channel_id}>")
    assert said.endswith("\nHello.")
    assert here.said() == []


def test_in_a_locked_thread_it_answers_directly(here: House) -> None:
    made = here.lab.bot.post(f"channels/{here.lab.channels['general']}/threads", json={"name": "talk", "type": 11})
    thread_id = made.json()["id"]
    asked = here.mention(thread_id)
    here.lab.bot.patch(f"channels/{thread_id}", json={"archived": True, "locked": True}).raise_for_status()
    here.deny("general", P.MANAGE_THREADS)
    here.stage(asked).answer("Hello.", private=False)
    assert here.said(thread_id) == []
    assert len(here.direct()) == 1


def test_a_private_answer_is_direct_and_the_channel_learns_nothing(here: House) -> None:
    stage = here.stage(here.mention())
    stage.progress("Reading messages")
    stage.answer("The staff plan a party.", private=True)
    (direct,) = here.direct()
    assert direct.endswith("\nThe staff plan a party.")
    (said,) = here.said()
    assert said["content"].startswith(f"I have answered <@{here.lab.users['member']}> directly")
    assert (said["mentions"], said["components"]) == ([], [])


def test_closed_direct_messages_are_told(here: House) -> None:
    here.lab.order("/dms", user_id=here.lab.users["member"], blocked=True)
    try:
        here.stage(here.mention()).answer("The staff plan a party.", private=True)
    finally:
        here.lab.order("/dms", user_id=here.lab.users["member"], blocked=False)
    (said,) = here.said()
    assert "I cannot send you a direct message" in said["content"]
    assert here.direct() == []


def test_a_deleted_question_and_a_deleted_progress_message_do_not_stop_the_answer(here: House) -> None:
    asked = here.mention()
    here.stage(asked).progress("Reading")
    general = here.lab.channels["general"]
    for message_id in (asked.turn_id, str(here.shown.progress_id)):
        here.lab.bot.delete(f"channels/{general}/messages/{message_id}").raise_for_status()
    here.stage(asked).answer("Hello.", private=False)
    (said,) = here.said()
    assert (said["content"], said.get("message_reference")) == ("Hello.", None)


def test_after_a_wait_the_answer_is_a_new_reply(here: House) -> None:
    asked = here.mention()
    approvals = here.lab.channels["approvals"]
    here.stage(asked).pause(f"Waiting for approval in <#{approvals}>", long=True)
    here.stage(asked).answer("Done.", private=False)
    old, new = here.said()
    assert (old["content"], old["components"]) == ("-# Answered below.", [])
    assert new["message_reference"]["message_id"] == asked.turn_id


def test_progress_gives_way_to_rate_limits_and_the_answer_waits_for_them(here: House) -> None:
    here.lab.order("/settings", rate_limits=True)
    stage = here.stage(here.mention())
    stage.progress("Reading")
    here.lab.fault(kind="sublimit", route="update_message", retry_after=4)
    stage.pause("Reading more", long=False)
    assert contents(here.said()) == ["-# Reading"]
    here.lab.fault(kind="sublimit", route="update_message", retry_after=0.2)
    stage.answer("Hello.", private=False)
    assert [made["status"] for made in here.lab.requests() if made["method"] == "PATCH"] == [429, 429, 200]
    assert contents(here.said()) == ["Hello."]
