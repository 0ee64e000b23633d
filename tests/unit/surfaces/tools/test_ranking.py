"""What people say finds the operation that they mean, among all of them."""

import pytest

from guildhall.surfaces.tools.ranking import rank
from guildhall.surfaces.tools.table import Entry, Table, table

SAID = {
    "servers": "guild.list",
    "list servers": "guild.list",
    "ban someone": "member.ban",
    "unban": "member.unban",
    "kick user": "member.kick",
    "mute a user": "member.timeout",
    "who reacted": "reaction.list",
    "create event": "event.create",
    "search messages": "message.search",
    "lock channel": "channel.lock",
    "pin": "message.pin",
    "pin a message": "message.pin",
    "upload emoji": "emoji.create",
    "add emoji": "emoji.create",
    "list webhooks": "webhook.list",
    "delete many messages": "message.bulk_delete",
    "purge": "message.purge",
    "clear messages": "message.purge",
    "give a role": "role.assign",
    "take away a role": "role.remove",
    "why was I refused": "policy.explain",
    "what happened, the log": "audit.list",
    "rename channel": "channel.edit",
    "let the agent answer": "chat.allow",
    "move somebody to a voice channel": "voice.move",
    "send a dm": "direct_message.send",
    "direct message": "direct_message.send",
    "slowmode": "channel.edit",
    "create thread": "thread.create",
    "archive thread": "thread.edit",
    "create invite link": "invite.create",
    "discord audit log": "audit_log.list",
    "new poll": "poll.create",
    "vote": "poll.create",
    "schedule an event": "event.create",
    "move someone to another voice channel": "voice.move",
    "disconnect from voice": "voice.disconnect",
    "change nickname": "member.edit",
    "server icon": "guild.edit",
    "server settings": "guild.edit",
    "upload sticker": "sticker.create",
    "react to a message": "reaction.add",
    "remove reactions": "reaction.remove_all",
    "permissions of a channel": "channel.list_permissions",
    "forum post": "forum.create_post",
    "undo": "audit.undo",
    "pause everything": "control.pause",
    "stop the bot": "control.pause",
    "find user by name": "member.search",
    "members with a role": "role.list_members",
    "duplicate a channel": "channel.clone",
    "welcome screen": "welcome.get_screen",
    "reply to a message": "message.send",
    "delete a message": "message.delete",
    "edit a message": "message.edit",
    "unread messages": "message.find_unread",
    "prune inactive members": "member.prune",
    "inactive channels": "channel.find_inactive",
    "make category": "channel.create",
    "send announcement": "message.send",
    "role colour": "role.edit",
    "reorder roles": "role.reorder",
    "raid": "guild.edit_incident_actions",
    "leave server": "guild.leave",
    "slash commands": "command.list",
    "download attachment": "attachment.download",
    "emojis": "emoji.list",
    "server info": "guild.get",
    "user info": "member.get",
    "channel info": "channel.get",
    "start a stage": "stage.start",
    "soundboard": "soundboard.list",
    "summary of a channel": "conversation.prepare_summary",
    "summarize": "conversation.prepare_summary",
    "list every channel": "channel.list",
    "delete every message": "message.delete",
    "auto moderation": "automod.list",
}


AUTOMATED = (
    "post a job advert every monday",
    "welcome new members automatically",
    "answer FAQs",
    "remind everybody every friday",
    "give a role whenever somebody joins",
    "reply automatically to a keyword",
    "a weekly reminder",
)


def entry(operation: str, description: str = "") -> Entry:
    toolset, _ = operation.split(".")
    name = operation.replace(".", "_")
    title = name.replace("_", " ").title()
    return Entry(operation, toolset, "read", listed=False, name=name, title=title, description=description, line=b"{}")


def ranked(query: str, *entries: Entry) -> list[str | None]:
    return [found.operation for found in rank(Table(entries), query)]


@pytest.mark.parametrize(("said", "meant"), SAID.items())
def test_what_people_say_finds_what_they_mean(said: str, meant: str) -> None:
    assert meant in [found.operation for found in rank(table(), said)][:2]


@pytest.mark.parametrize("said", AUTOMATED)
def test_what_is_to_happen_by_itself_finds_automations(said: str) -> None:
    assert "automation.draft" in [found.operation for found in rank(table(), said)][:4]


def test_an_event_that_comes_again_is_an_event() -> None:
    assert next(iter(rank(table(), "create an event every friday"))).operation == "event.create"


@pytest.mark.parametrize("operation", [entry for entry in table().entries if entry.operation], ids=lambda one: one.name)
def test_every_operation_is_found_by_its_own_name(operation: Entry) -> None:
    assert operation in rank(table(), operation.title)[:3]


def test_a_name_that_says_nothing_besides_is_meant_before_one_that_does() -> None:
    assert ranked("create emoji", entry("aaa_emoji.create"), entry("emoji.create")) == [
        "emoji.create",
        "aaa_emoji.create",
    ]


def test_a_word_in_the_name_counts_more_than_one_in_the_description() -> None:
    assert ranked("pins", entry("a.get", "What is pinned; a pin."), entry("b.pin")) == ["b.pin", "a.get"]


def test_a_rare_word_counts_more_than_one_that_many_have() -> None:
    entries = [entry(f"channel.do_{letter}") for letter in "abcdef"]
    assert ranked("channel of a widget", *entries, entry("widget.do_a"))[0] == "widget.do_a"


def test_words_that_say_nothing_find_nothing() -> None:
    assert ranked("what can you do for me", entry("channel.get", "What you can do.")) == []
