"""What the bot says pings nobody by itself, on every route on which it can say something, as Discord sees it."""

from collections.abc import Iterator
from typing import Any

import pytest

from guildhall.discord.reader import DiscordReader
from guildhall.discord.rest import DiscordRest, open_client
from guildhall.discord.routes import CREATE_MESSAGE, EXECUTE_WEBHOOK, UPDATE_MESSAGE, Route
from local.discord.permissions import P
from local.discord.testing import Lab, laboratory

CREATE_WEBHOOK = Route("POST /channels/{channel_id}/webhooks")
EDIT_WEBHOOK_MESSAGE = Route("PATCH /webhooks/{webhook_id}/{webhook_token}/messages/{message_id}")
CREATE_THREAD = Route("POST /channels/{channel_id}/threads")
GUILD_FORUM = 15


@pytest.fixture(scope="module")
def running_lab() -> Iterator[Lab]:
    with laboratory() as found:
        yield found


@pytest.fixture
def lab(running_lab: Lab) -> Iterator[Lab]:
    running_lab.reset()
    everyone = {"permissions": str(int(P.ADMINISTRATOR))}
    running_lab.control.put(f"/roles/{running_lab.guild_id}", json=everyone).raise_for_status()
    yield running_lab
    assert running_lab.violations() == []


@pytest.fixture
def reader(lab: Lab) -> Iterator[DiscordReader]:
    with open_client(lab.endpoints["rest_url"]) as client:
        yield DiscordReader(rest=DiscordRest.over(client, lambda: str(lab.endpoints["bot_token"])))


def loud(lab: Lab) -> dict[str, Any]:
    """A message that would ping everybody, a member and a role, in its text and hidden in an embed."""
    text = f"@everyone @here <@{lab.users['member']}> <@&{lab.names['moderators_role']}>"
    return {"content": text, "embeds": [{"title": text, "description": text}]}


def pings(message: Any) -> tuple[bool, list[str], list[str]]:
    return message["mention_everyone"], [user["id"] for user in message["mentions"]], message["mention_roles"]


NOBODY: tuple[bool, list[str], list[str]] = (False, [], [])


def test_the_same_words_ping_all_of_them_when_they_are_let(lab: Lab, reader: DiscordReader) -> None:
    path = {"channel_id": lab.channels["general"]}
    let = {"allowed_mentions": {"parse": ["everyone", "users", "roles"]}}
    sent = reader.call(CREATE_MESSAGE, path, body=loud(lab) | let)
    assert pings(sent) == (True, [lab.users["member"]], [lab.names["moderators_role"]])


@pytest.mark.parametrize(
    "given", [{}, {"allowed_mentions": None}, {"allowed_mentions": {}}], ids=["none", "null", "empty"]
)
def test_a_message_its_edit_and_its_reply_ping_nobody(lab: Lab, reader: DiscordReader, given: dict[str, Any]) -> None:
    path = {"channel_id": lab.channels["general"]}
    sent: Any = reader.call(CREATE_MESSAGE, path, body=loud(lab) | given)
    assert pings(sent) == NOBODY
    theirs = lab.say("a question")
    reply = loud(lab) | given | {"message_reference": {"message_id": theirs["id"]}}
    assert pings(reader.call(CREATE_MESSAGE, path, body=reply)) == NOBODY
    quiet: Any = reader.call(CREATE_MESSAGE, path, body={"content": "hello"})
    edited = reader.call(UPDATE_MESSAGE, path | {"message_id": quiet["id"]}, body=loud(lab) | given)
    assert pings(edited) == NOBODY


def test_a_webhook_and_its_edit_ping_nobody(lab: Lab, reader: DiscordReader) -> None:
    made: Any = reader.call(CREATE_WEBHOOK, {"channel_id": lab.channels["general"]}, body={"name": "News"})
    path = {"webhook_id": made["id"], "webhook_token": made["token"]}
    sent: Any = reader.call(EXECUTE_WEBHOOK, path, query={"wait": True}, body=loud(lab))
    assert pings(sent) == NOBODY
    assert pings(reader.call(EDIT_WEBHOOK_MESSAGE, path | {"message_id": sent["id"]}, body=loud(lab))) == NOBODY


def test_a_forum_post_pings_nobody(lab: Lab, reader: DiscordReader) -> None:
    made = lab.bot.post(f"guilds/{lab.guild_id}/channels", json={"name": "ideas", "type": GUILD_FORUM}).json()
    thread: Any = reader.call(CREATE_THREAD, {"channel_id": made["id"]}, body={"name": "One", "message": loud(lab)})
    assert pings(thread["message"]) == NOBODY
