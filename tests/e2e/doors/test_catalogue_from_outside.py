"""What the catalogue can do in a server's life, done once by an MCP client at the one address, and seen in Discord."""

import base64
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from guildhall.discord.ids import GuildId
from guildhall.operations.spec import Risk
from local.discord.rest.generic import PNG
from tests.e2e.system import System, until
from tests.e2e.tables import change_policy, forget_calls, policies

ADMINISTRATOR = 1 << 3
PICTURE = f"data:image/png;base64,{base64.b64encode(PNG).decode()}"
STARTS, ENDS = "2035-05-02T18:00:00+00:00", "2035-05-02T20:00:00+00:00"
THUMB = "👍"


class Client:
    """An MCP client of the owner's, who approves what waits for a person."""

    def __init__(self, system: System) -> None:
        self.system = system
        self.guild = f"/guilds/{system.discord['guild_id']}"
        self.general = system.channel("general")

    def read(self, name: str, /, **arguments: Any) -> Any:
        """Read something."""
        return self._told("operations_run_read", {"name": name, "arguments": arguments})["result"]

    def write(self, name: str, /, **arguments: Any) -> Any:
        """Do something, and return its result."""
        told = self._told("operations_run_write", {"name": name, "arguments": arguments, "dry_run": False})
        if told["status"] == "needs_confirmation":
            self._approve(told["confirmation_id"])
            told = self.system.tool("confirmation_get", confirmation_id=told["confirmation_id"])["outcome"]
        return told["result"]

    def discord(self, path: str) -> Any:
        """Return what the bot reads in Discord."""
        return self.system.rest("GET", path)

    def _told(self, tool: str, asked: dict[str, Any]) -> Any:
        answer = self.system.mcp("tools/call", {"name": tool, "arguments": asked}).json()["result"]
        told = answer["structuredContent"]
        assert "error" not in told, (asked, told)
        return told

    def _approve(self, confirmation_id: str) -> None:
        card = until(
            lambda: next((each for each in self.system.cards() if confirmation_id in str(each["components"])), None),
            what="a card",
        )
        assert "Done" in self.system.press("owner", "approve", card)


@pytest.fixture(scope="module")
def owner(system: System) -> Iterator[Client]:
    """Yield a client of a server in which the bot may do everything; afterwards it may do what it could."""
    state = system.control("GET", "/state")
    role = f"/roles/{state['names']['guildhall_role']}"
    before = next(each["permissions"] for each in state["roles"] if role.endswith(each["id"]))
    policy = policies(system).guild_policy(GuildId(system.discord["guild_id"]))
    system.control("PUT", role, {"permissions": str(ADMINISTRATOR)})
    change_policy(system, confirm_from=Risk.DESTRUCTIVE, moderation_burst=1000)
    yield Client(system)
    system.control("PUT", role, {"permissions": before})
    change_policy(system, confirm_from=policy.confirm_from, moderation_burst=policy.moderation_burst)


@pytest.fixture
def client(owner: Client) -> Iterator[Client]:
    """Yield the client as one that has not asked for anything lately, and leave it so."""
    forget_calls(owner.system)
    yield owner
    forget_calls(owner.system)


def names(listed: list[dict[str, Any]], field: str = "name") -> set[str]:
    return {str(each[field]) for each in listed}


def test_channels_and_their_permissions_are_made_changed_and_deleted(client: Client) -> None:
    made = {"channel_id": client.write("channel.create", name="library")["channel_id"]}
    client.write("channel.edit", **made, topic="Quiet, please")
    assert client.read("channel.get", **made)["topic"] == "Quiet, please"
    moderators = client.system.control("GET", "/state")["names"]["moderators_role"]
    client.write("channel.edit_permissions", **made, overwrite_id=moderators, deny=["SEND_MESSAGES"])
    path = f"/channels/{made['channel_id']}"
    assert client.discord(path)["permission_overwrites"][0]["deny"] == "2048"
    client.write("channel.delete_permissions", **made, overwrite_id=moderators)
    assert client.discord(path)["permission_overwrites"] == []
    client.write("channel.delete", **made)
    assert made["channel_id"] not in names(client.read("channel.list")["channels"], "channel_id")


def test_messages_with_embeds_are_sent_edited_reacted_to_and_deleted(client: Client) -> None:
    sent = client.write("message.send", channel_id=client.general, embeds=[{"title": "Rules"}])
    place = {"channel_id": client.general, "message_id": sent["message_id"]}
    client.write("message.edit", **place, embeds=[{"title": "New rules"}])
    client.write("reaction.add", **place, emoji_name=THUMB)
    told = client.discord(f"/channels/{client.general}/messages/{sent['message_id']}")
    assert (told["embeds"][0]["title"], told["reactions"][0]["emoji"]["name"]) == ("New rules", THUMB)
    client.write("reaction.remove", **place, emoji_name=THUMB)
    assert "New rules" in str(client.read("message.get", **place))
    client.write("message.delete", **place)
    assert sent["message_id"] not in str(client.read("message.list", channel_id=client.general))


def test_roles_are_made_changed_put_in_order_given_and_taken(client: Client) -> None:
    role, newcomer = client.write("role.create", name="Poets")["role_id"], client.system.user("newcomer")
    other = client.write("role.create", name="Painters")["role_id"]
    client.write("role.edit", role_id=role, name="Bards")
    client.write("role.reorder", role_ids=[role], above_role_id=other)
    at = {each["id"]: each["position"] for each in client.discord(f"{client.guild}/roles")}
    assert at[role] > at[other]
    client.write("role.assign", role_id=role, user_id=newcomer)
    assert role in client.discord(f"{client.guild}/members/{newcomer}")["roles"]
    client.write("role.remove", role_id=role, user_id=newcomer)
    assert "Bards" in names(client.read("role.list")["roles"])
    for each in (role, other):
        client.write("role.delete", role_id=each)
    assert not {role, other} & names(client.discord(f"{client.guild}/roles"), "id")


def test_members_are_timed_out_and_banned_until_that_is_lifted(client: Client) -> None:
    newcomer = client.system.user("newcomer")
    client.write("member.timeout", user_id=newcomer, duration_s=600)
    assert client.discord(f"{client.guild}/members/{newcomer}")["communication_disabled_until"]
    client.write("member.timeout", user_id=newcomer, duration_s=0)
    stranger = client.system.control("GET", "/state")["names"]["stranger"]
    client.write("member.ban", user_id=stranger)
    assert stranger in str(client.read("member.list_bans"))
    client.write("member.unban", user_id=stranger)
    assert client.discord(f"{client.guild}/bans") == []
    assert newcomer in names(client.read("member.list")["members"], "user_id")


def test_webhooks_and_invites_are_made_used_and_gone(client: Client) -> None:
    hook = {"webhook_id": client.write("webhook.create", channel_id=client.general, name="Builds")["webhook_id"]}
    client.write("webhook.edit", **hook, name="Releases")
    client.write("webhook.execute", **hook, content="It is green.")
    newest = client.system.messages("general")[0]
    assert (newest["content"], newest["author"]["username"]) == ("It is green.", "Releases")
    assert "Releases" in names(client.read("webhook.list")["webhooks"])
    assert client.read("webhook.get", **hook)["name"] == "Releases"
    client.write("webhook.delete", **hook)
    code = client.write("invite.create", channel_id=client.general, max_age_s=600)["code"]
    assert client.read("invite.get", code=code)["channel_id"] == client.general
    assert code in names(client.read("invite.list")["invites"], "code")
    client.write("invite.delete", code=code)
    assert client.discord(f"{client.guild}/webhooks") == client.discord(f"{client.guild}/invites") == []


@pytest.mark.requirement("A7")
def test_messages_are_pinned_listed_unpinned_and_published(client: Client) -> None:
    place = {"channel_id": client.general, "message_id": client.system.say("newcomer", "worth keeping")}
    client.write("message.pin", **place)
    pinned = client.read("message.list_pins", channel_id=client.general)["pins"]
    assert place["message_id"] in str(pinned)
    client.write("message.unpin", **place)
    assert place["message_id"] not in str(client.discord(f"/channels/{client.general}/messages/pins"))
    news = client.write("channel.create", name="news", kind="announcement")["channel_id"]
    said = client.write("message.send", channel_id=news, content="fresh")["message_id"]
    client.write("message.crosspost", channel_id=news, message_id=said)
    assert client.discord(f"/channels/{news}/messages/{said}")["flags"] & 1
    client.write("channel.delete", channel_id=news)


@pytest.mark.requirement("A7")
def test_threads_are_listed_with_their_members_while_they_last_and_afterwards(client: Client) -> None:
    thread = client.write("thread.create", channel_id=client.general, name="plans")["channel_id"]
    client.write("thread.add_member", channel_id=thread, user_id=client.system.user("newcomer"))
    assert thread in names(client.read("thread.list_active")["threads"], "channel_id")
    members = names(client.read("thread.list_members", channel_id=thread)["members"], "user_id")
    assert client.system.user("newcomer") in members
    client.write("thread.edit", channel_id=thread, archived=True)
    assert thread in names(client.read("thread.list_archived", channel_id=client.general)["threads"], "channel_id")
    client.write("thread.delete", channel_id=thread)


@pytest.mark.requirement("A7")
def test_members_are_found_pruned_and_banned_together(client: Client) -> None:
    found = client.read("member.search", query="noor")["members"]
    assert names(found, "user_id") == {client.system.user("newcomer")}
    assert "Nobody would go" in str(client.system.tool("member_prune", days=30, at_most=10))
    stranger = client.system.control("GET", "/state")["names"]["stranger"]
    client.write("member.bulk_ban", user_ids=[stranger])
    assert stranger in str(client.discord(f"{client.guild}/bans"))
    client.write("member.unban", user_id=stranger)


@pytest.mark.requirement("A7")
def test_discords_own_log_tells_what_was_done_here_and_leads_to_our_trail(client: Client) -> None:
    role = client.write("role.create", name="Poets", reason="for the poets")
    entry = client.read("audit_log.list", action="role_create")["entries"][0]
    assert (entry["target_id"], entry["reason"].partition(" - ")[0]) == (role["role_id"], "for the poets")
    assert client.system.audit(entry["audit_id"])
    client.write("role.delete", role_id=role["role_id"])


@pytest.mark.requirement("A7")
def test_what_newcomers_and_passers_by_see_is_read_and_changed(client: Client) -> None:
    client.system.control("POST", "/features", {"features": ["COMMUNITY", "WELCOME_SCREEN_ENABLED"]})
    assert client.read("guild.preview")["name"] == client.discord(client.guild)["name"]
    client.write("welcome.edit_screen", description="Come in")
    assert client.read("welcome.get_screen")["description"] == "Come in"
    prompt = {"title": "What do you like?", "options": [{"title": "Games", "channel_ids": [client.general]}]}
    client.write("onboarding.edit", prompts=[prompt])
    assert client.discord(f"{client.guild}/onboarding")["prompts"][0]["title"] == "What do you like?"
    assert "What do you like?" in str(client.read("onboarding.get"))
    client.write("widget.edit", enabled=True)
    assert client.read("widget.get")["enabled"]
    assert client.read("widget.show")["name"] == client.discord(client.guild)["name"]
    client.write("widget.edit", enabled=False)
    assert "code" in client.read("guild.get_vanity_url")
    assert client.read("voice.list_regions")["regions"]


@pytest.mark.requirement("A7")
def test_rules_are_listed_made_changed_and_deleted(client: Client) -> None:
    rule = client.write("automod.create", name="Words", trigger="keyword", keywords=["cat*"])["rule_id"]
    client.write("automod.edit", rule_id=rule, name="Animals")
    assert "Animals" in names(client.read("automod.list")["rules"])
    assert "Animals" in names(client.discord(f"{client.guild}/auto-moderation/rules"))
    client.write("automod.delete", rule_id=rule)
    assert client.discord(f"{client.guild}/auto-moderation/rules") == []


@pytest.mark.requirement("A7")
def test_events_are_listed_made_changed_and_deleted(client: Client) -> None:
    when = {"location": "Town hall", "starts_at": STARTS, "ends_at": ENDS}
    event = {"event_id": client.write("event.create", name="Meeting", **when)["event_id"]}
    client.write("event.edit", **event, name="Assembly")
    assert "Assembly" in names(client.read("event.list")["events"])
    assert "Assembly" in names(client.discord(f"{client.guild}/scheduled-events"))
    client.write("event.delete", **event)
    assert client.discord(f"{client.guild}/scheduled-events") == []


@pytest.mark.requirement("A7")
def test_emojis_and_stickers_are_listed_made_and_deleted(client: Client) -> None:
    emoji = client.write("emoji.create", name="wave", image=PICTURE)["emoji_id"]
    assert names(client.read("emoji.list")["emojis"]) == names(client.discord(f"{client.guild}/emojis")) == {"wave"}
    client.write("emoji.delete", emoji_id=emoji)
    sticker = client.write("sticker.create", name="wave", tags="wave", file=PICTURE)["sticker_id"]
    assert names(client.read("sticker.list")["stickers"]) == {"wave"}
    client.write("sticker.delete", sticker_id=sticker)
    assert client.discord(f"{client.guild}/emojis") == client.discord(f"{client.guild}/stickers") == []


@pytest.mark.requirement("A7")
def test_a_channel_for_direct_messages_is_opened_and_written_in(client: Client) -> None:
    owner = client.system.user("owner")
    opened = client.write("direct_message.open", user_id=owner)["direct_channel_id"]
    assert opened in names(client.system.control("GET", f"/dms?user_id={owner}"), "id")
    client.write("direct_message.send", user_id=owner, content="just between us")
    assert client.system.messages(opened)[0]["content"] == "just between us"


def test_files_go_out_and_come_back_and_several_reactions_are_given(client: Client) -> None:
    file = {"name": "plan.txt", "data_base64": base64.b64encode(b"the plan").decode()}
    said = client.write("message.send", channel_id=client.general, content="see", files=[file])["message_id"]
    place = {"channel_id": client.general, "message_id": said}
    assert client.discord(f"/channels/{client.general}/messages/{said}")["attachments"][0]["filename"] == "plan.txt"
    assert "the plan" in str(client.read("attachment.download", **place))
    client.write("reaction.add_several", **place, emoji_names=[THUMB, "🎉"])
    reactions = client.discord(f"/channels/{client.general}/messages/{said}")["reactions"]
    assert [each["emoji"]["name"] for each in reactions] == [THUMB, "🎉"]


def test_a_category_is_made_unread_messages_are_found_and_a_message_is_waited_for(client: Client) -> None:
    category = client.write("channel.create", name="Archive", kind="category")["channel_id"]
    assert client.discord(f"/channels/{category}")["type"] == 4
    client.write("channel.delete", channel_id=category)
    last = client.system.say("newcomer", "read so far")
    new = client.system.say("newcomer", "not yet read")
    assert new in str(client.read("message.find_unread", channel_id=client.general, after=last))
    with ThreadPoolExecutor(1) as waiting:
        waited = waiting.submit(client.read, "message.wait", channel_id=client.general, after=new, wait_s=20)
        client.system.say("newcomer", "here I am")
        assert "here I am" in str(waited.result())


@pytest.mark.requirement("F7")
def test_names_mentions_and_links_become_ids_which_are_texts_and_what_is_unsure_is_asked_back(client: Client) -> None:
    guild_id, general = client.system.discord["guild_id"], client.general
    newcomer = client.system.user("newcomer")
    for said in ("#general", f"<#{general}>", f"https://discord.com/channels/{guild_id}/{general}"):
        listed = client.read("message.list", channel_id=said, limit=1)["messages"]
        assert listed[0]["message_id"] == client.discord(f"/channels/{general}/messages?limit=1")[0]["id"]
    for said in ("@noor.reads", f"<@{newcomer}>"):
        assert client.read("member.get", user_id=said)["user_id"] == newcomer
    assert isinstance(newcomer, str)
    unsure = client.system.tool("message_list", channel_id="general")["error"]
    assert unsure["code"] == "ambiguous_name"
    assert general in str(unsure["details"]["candidates"])
