"""Snowflakes, errors, gateway sessions and the size of commands."""

import pytest

from local.discord.errors import CODES, Code, DiscordError, invalid_form
from local.discord.gateway.protocol import Intent
from local.discord.gateway.session import REPLAY_LIMIT, Session
from local.discord.identity import bot_token
from local.discord.rest.commands import size
from local.discord.rest.incoming import USER_AGENT
from local.discord.snowflake import Snowflakes, timestamp
from tests.unit.local_discord.support import StillClock


def test_snowflakes_rise_tell_their_time_and_never_repeat() -> None:
    clock = StillClock()
    ids = Snowflakes(clock)
    made = [ids.next() for _ in range(5000)]
    assert made == sorted(set(made), key=int)
    assert timestamp(made[0]) == pytest.approx(clock.now(), abs=0.01)
    old = ids.at(clock.now() - 86_400)
    assert timestamp(old) == pytest.approx(clock.now() - 86_400, abs=0.01)
    assert int(old) < int(made[0])


def test_every_error_code_has_a_status_and_a_sentence() -> None:
    assert CODES.keys() == set(Code)
    error = DiscordError(Code.MISSING_PERMISSIONS)
    assert (error.status, error.body()) == (403, {"message": "Missing Permissions", "code": 50013})


def test_field_errors_become_a_tree() -> None:
    problems = [(("embeds", 0, "title"), "A", "a"), (("embeds", 0, "title"), "B", "b"), ((), "C", "c")]
    tree = invalid_form(list(problems)).errors
    assert tree == {
        "embeds": {"0": {"title": {"_errors": [{"code": "A", "message": "a"}, {"code": "B", "message": "b"}]}}},
        "_errors": [{"code": "C", "message": "c"}],
    }


def test_a_session_replays_what_came_after_and_admits_what_it_lost() -> None:
    session = Session(Intent(0))
    for n in range(3):
        session.dispatch("X", {"n": n})
    assert [payload["s"] for payload in session.missed(1) or []] == [2, 3]
    assert session.missed(3) == []
    assert session.missed(4) is None
    for n in range(REPLAY_LIMIT):
        session.dispatch("X", {"n": n})
    assert session.missed(2) is None
    assert len(session.missed(3) or []) == REPLAY_LIMIT


def test_a_bot_token_begins_with_the_encoded_id() -> None:
    first, second = bot_token("123456789012345678"), bot_token("123456789012345678")
    assert first.split(".")[0] == "MTIzNDU2Nzg5MDEyMzQ1Njc4"
    assert first != second


@pytest.mark.parametrize(
    ("agent", "fits"),
    [
        ("DiscordBot (https://guildhall.example, 0.1.0)", True),
        ("DiscordBot (https://guildhall.example, 0.1.0) Guildhall/0.1", True),
        ("DiscordBot (https://github.com/Rapptz/discord.py 2.7.1) Python/3.13", True),
        ("DiscordBot (https://guildhall.example)", False),
        ("DiscordBot(https://guildhall.example, 1)", False),
        ("Mozilla/5.0", False),
        ("", False),
    ],
)
def test_the_user_agent_has_an_address_and_a_version(agent: str, fits: bool) -> None:
    assert bool(USER_AGENT.match(agent)) is fits


def test_the_size_of_a_command_counts_every_depth() -> None:
    choice = {"name": "ab", "value": "abc"}
    option = {"name": "o", "description": "de", "choices": [choice]}
    assert size({"name": "cmd", "description": "text", "options": [option]}) == 3 + 4 + 1 + 2 + 2 + 3
