"""Threads, reactions, pins, webhooks, invites and remembered resources of the simulated Discord."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from local.discord.permissions import P
from local.discord.testing import Lab, laboratory

THUMB = "%F0%9F%91%8D"


@pytest.fixture(scope="module")
def running_lab() -> Iterator[Lab]:
    with laboratory() as found:
        yield found


@pytest.fixture
def lab(running_lab: Lab) -> Iterator[Lab]:
    running_lab.reset()
    yield running_lab
    assert running_lab.violations() == []


def code(answer: httpx.Response) -> int:
    return int(answer.json()["code"])


def general(lab: Lab, rest: str = "") -> str:
    return f"channels/{lab.channels['general']}{rest}"


def test_a_thread_starts_from_a_message_once(lab: Lab) -> None:
    message = lab.say("let us talk")
    place = general(lab, f"/messages/{message['id']}")
    made = lab.bot.post(f"{place}/threads", json={"name": "talk"})
    assert (made.status_code, made.json()["id"], made.json()["type"]) == (201, message["id"], 11)
    assert lab.bot.get(place).json()["thread"]["name"] == "talk"
    assert code(lab.bot.post(f"{place}/threads", json={"name": "again"})) == 160004
    sent = lab.bot.post(f"channels/{message['id']}/messages", json={"content": "first"}).json()
    assert sent["position"] == 0
    active = lab.bot.get(f"guilds/{lab.guild_id}/threads/active").json()
    assert [(t["id"], t["message_count"]) for t in active["threads"]] == [(message["id"], 1)]


def test_an_archived_thread_is_listed_there_and_opened_by_a_message(lab: Lab) -> None:
    thread = lab.bot.post(general(lab, "/threads"), json={"name": "quiet", "type": 11}).json()
    assert lab.bot.patch(f"channels/{thread['id']}", json={"archived": True}).json()["thread_metadata"]["archived"]
    assert code(lab.bot.patch(f"channels/{thread['id']}", json={"name": "x"})) == 50083
    listed = lab.bot.get(general(lab, "/threads/archived/public")).json()["threads"]
    assert [t["id"] for t in listed] == [thread["id"]]
    lab.bot.post(f"channels/{thread['id']}/messages", json={"content": "wake up"})
    assert lab.bot.get(general(lab, "/threads/archived/public")).json()["threads"] == []


def test_a_private_thread_is_hidden_from_those_who_are_not_in_it(lab: Lab) -> None:
    thread = lab.bot.post(general(lab, "/threads"), json={"name": "secret", "type": 12}).json()
    members = f"channels/{thread['id']}/thread-members"
    order = {"channel_id": thread["id"], "author_id": "member", "content": "hi"}
    assert lab.control.post("/messages", json=order).status_code == 403
    assert lab.bot.put(f"{members}/{lab.users['member']}").status_code == 204
    assert lab.control.post("/messages", json=order).status_code == 200
    assert len(lab.bot.get(members).json()) == 2
    assert lab.bot.delete(f"{members}/{lab.users['member']}").status_code == 204
    assert code(lab.bot.get(f"{members}/{lab.users['member']}")) == 10007


def test_threads_have_their_parents_rights_and_an_own_right_to_send(lab: Lab) -> None:
    thread = lab.bot.post(general(lab, "/threads"), json={"name": "t", "type": 11}).json()
    lab.allow("general", lab.names["guildhall_role"], deny=P.SEND_MESSAGES_IN_THREADS)
    assert code(lab.bot.post(f"channels/{thread['id']}/messages", json={"content": "x"})) == 50013
    assert lab.send({"content": "the channel itself is open"}).status_code == 200


def test_reactions_are_counted_per_emoji_and_viewer(lab: Lab) -> None:
    message = lab.say("vote")
    place = general(lab, f"/messages/{message['id']}/reactions/{THUMB}")
    assert lab.bot.put(f"{place}/@me").status_code == 204
    lab.order("/reactions", channel_id="general", message_id=message["id"], user_id="member", emoji="👍")
    shown = lab.bot.get(general(lab, f"/messages/{message['id']}")).json()["reactions"]
    assert [(r["emoji"]["name"], r["count"], r["me"]) for r in shown] == [("👍", 2, True)]
    assert {u["id"] for u in lab.bot.get(place).json()} == {lab.endpoints["bot_user_id"], lab.users["member"]}
    assert lab.bot.delete(f"{place}/{lab.users['member']}").status_code == 204
    assert lab.bot.delete(f"{place}/@me").status_code == 204
    assert lab.bot.get(place).json() == []
    assert code(lab.bot.put(general(lab, f"/messages/{message['id']}/reactions/thumb/@me"))) == 10014


def test_a_new_emoji_needs_add_reactions_but_an_old_one_does_not(lab: Lab) -> None:
    message = lab.say("vote")
    lab.allow("general", lab.names["guildhall_role"], deny=P.ADD_REACTIONS)
    place = general(lab, f"/messages/{message['id']}/reactions/{THUMB}/@me")
    assert code(lab.bot.put(place)) == 50013
    lab.order("/reactions", channel_id="general", message_id=message["id"], user_id="member", emoji="👍")
    assert lab.bot.put(place).status_code == 204


def test_pins_need_their_own_right_and_have_a_limit_and_a_notice(lab: Lab) -> None:
    message = lab.say("remember this")
    place = general(lab, f"/messages/pins/{message['id']}")
    assert lab.bot.put(place).status_code == 204
    items = lab.bot.get(general(lab, "/messages/pins")).json()["items"]
    assert [item["message"]["id"] for item in items] == [message["id"]]
    newest = lab.bot.get(general(lab, "/messages"), params={"limit": 1}).json()[0]
    assert (newest["type"], newest["message_reference"]["message_id"]) == (6, message["id"])
    assert lab.bot.delete(place).status_code == 204
    assert lab.bot.get(general(lab, "/pins")).json() == []
    lab.allow("general", lab.names["guildhall_role"], deny=P.PIN_MESSAGES)
    assert code(lab.bot.put(place)) == 50013


def test_the_251st_pin_is_refused(lab: Lab) -> None:
    for n in range(251):
        message = lab.send({"content": str(n)}).json()
        answer = lab.bot.put(general(lab, f"/messages/pins/{message['id']}"))
    assert (answer.status_code, code(answer)) == (400, 30003)


def test_a_webhook_speaks_with_its_token_alone(lab: Lab) -> None:
    hook = lab.bot.post(general(lab, "/webhooks"), json={"name": "News"}).json()
    place = f"webhooks/{hook['id']}/{hook['token']}"
    assert lab.tokens.post(place, json={"content": "quiet"}).status_code == 204
    sent = lab.tokens.post(place, json={"content": "hello"}, params={"wait": "true"}).json()
    assert (sent["author"]["username"], sent["webhook_id"]) == ("News", hook["id"])
    edited = lab.tokens.patch(f"{place}/messages/{sent['id']}", json={"content": "hello again"})
    assert edited.json()["content"] == "hello again"
    assert lab.tokens.delete(f"{place}/messages/{sent['id']}").status_code == 204
    assert code(lab.tokens.get(f"{place}/messages/{sent['id']}")) == 10008
    assert code(lab.tokens.post(f"webhooks/{hook['id']}/wrong", json={"content": "x"})) == 50027
    assert [h["id"] for h in lab.bot.get(f"guilds/{lab.guild_id}/webhooks").json()] == [hook["id"]]
    assert lab.tokens.delete(place).status_code == 204
    assert code(lab.tokens.post(place, json={"content": "x"})) == 10015
    assert code(lab.bot.post(general(lab, "/webhooks"), json={"name": "discord news"})) == 50035


def test_an_invite_is_made_found_and_revoked(lab: Lab) -> None:
    invite = lab.bot.post(general(lab, "/invites"), json={"max_age": 60}).json()
    found = lab.tokens.get(f"invites/{invite['code']}").json()
    assert (found["guild"]["id"], found["channel"]["id"]) == (lab.guild_id, lab.channels["general"])
    assert [i["code"] for i in lab.bot.get(f"guilds/{lab.guild_id}/invites").json()] == [invite["code"]]
    lab.order("/clock", seconds=61)
    assert code(lab.tokens.get(f"invites/{invite['code']}")) == 10006
    lasting = lab.bot.post(general(lab, "/invites"), json={"max_age": 0}).json()
    assert lab.bot.delete(f"invites/{lasting['code']}").json()["code"] == lasting["code"]
    assert code(lab.bot.delete(f"invites/{lasting['code']}")) == 10006


RULE: dict[str, Any] = {
    "name": "no adverts",
    "event_type": 1,
    "trigger_type": 1,
    "trigger_metadata": {"keyword_filter": ["nitro"]},
    "actions": [{"type": 1, "metadata": {}}],
}


def test_resources_without_a_handler_of_their_own_are_remembered(lab: Lab) -> None:
    place = f"guilds/{lab.guild_id}/auto-moderation/rules"
    assert lab.bot.get(place).json() == []
    made = lab.bot.post(place, json=RULE)
    assert made.status_code == 200, made.text
    rule = made.json()
    assert (rule["name"], rule["guild_id"]) == ("no adverts", lab.guild_id)
    assert [r["id"] for r in lab.bot.get(place).json()] == [rule["id"]]
    assert lab.bot.patch(f"{place}/{rule['id']}", json={"name": "none"}).json()["name"] == "none"
    assert lab.bot.get(f"{place}/{rule['id']}").json()["name"] == "none"
    assert lab.bot.delete(f"{place}/{rule['id']}").status_code == 204
    assert code(lab.bot.get(f"{place}/{rule['id']}")) == 10102


def test_they_need_their_rights_as_well(lab: Lab) -> None:
    lab.control.put(f"/roles/{lab.names['guildhall_role']}", json={"permissions": str(int(P.VIEW_CHANNEL))})
    assert code(lab.bot.post(f"guilds/{lab.guild_id}/auto-moderation/rules", json=RULE)) == 50013
    assert code(lab.bot.patch(f"guilds/{lab.guild_id}/welcome-screen", json={"enabled": True})) == 50013


def test_single_objects_are_changed_and_kept(lab: Lab) -> None:
    lab.control.post("/features", json={"features": ["COMMUNITY"]}).raise_for_status()
    place = f"guilds/{lab.guild_id}/welcome-screen"
    assert lab.bot.patch(place, json={"description": "Hello!"}).json()["description"] == "Hello!"
    assert lab.bot.get(place).json()["description"] == "Hello!"
