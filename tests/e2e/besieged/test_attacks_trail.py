"""Attacks on the trail: who reads what was done, who brings it back, and how often."""

from collections.abc import Iterator

import pytest

from guildhall.discord.permissions import Permission
from tests.e2e import attacks
from tests.e2e.attacks import call, card, changed, refusal
from tests.e2e.system import Json, System
from tests.e2e.tables import change_policy

NO_SUCH_CALL = "There is no such call, or it is not yours to undo."


@pytest.fixture(scope="module")
def prepared(besieged: System) -> Iterator[System]:
    with attacks.elsewhere(besieged) as (guild, _):
        besieged.endpoints["discord"] |= {"elsewhere": guild}
        keeper = attacks.role(besieged, "keepers", Permission.MANAGE_CHANNELS, Permission.VIEW_AUDIT_LOG)
        besieged.endpoints["discord"]["users"] |= {"keeper": attacks.person(besieged, keeper)}
        besieged.endpoints["api_keys"] |= {
            name: attacks.key(besieged, name) for name in ("keeper", "member", "newcomer")
        }
        yield besieged


@pytest.fixture
def guild(prepared: System) -> System:
    attacks.calm(prepared)
    return prepared


def topic(guild: System, channel: str = "support") -> Json:
    channels = guild.control("GET", "/state")["channels"]
    return next(each["topic"] for each in channels if each["id"] == guild.channel(channel))


def edited(guild: System, words: str, by: str = "owner", channel: str = "support") -> str:
    """Change a topic and return the call's audit id."""
    answer = call(guild, "channel_edit", by, channel_id=guild.channel(channel), topic=words)
    assert answer["status"] == "completed", answer
    return str(answer["audit_id"])


def undone(guild: System, audit_id: str, by: str = "owner") -> Json:
    return call(guild, "audit_undo", by, guild_id=guild.discord["guild_id"], audit_id=audit_id)


# -------------------------------------------------------------------------------------------------------- reading
READING = {
    "audit_list": {},
    "audit_export": {},
    "audit_get": {"audit_id": "<id>"},
    "audit_verify": {},
    "audit_compare": {},
}


@pytest.mark.parametrize("tool", READING)
def test_a_viewer_reads_nothing_of_the_trail_and_is_told_which_role_it_takes(guild: System, tool: str) -> None:
    audit_id = edited(guild, f"read by {tool}")
    given = dict.fromkeys(READING[tool], audit_id)
    answer = attacks.tool(guild, tool, "newcomer", **given)
    told = refusal(answer)[1]
    assert "Your role here is viewer" in told
    assert "analyst" in told
    assert "An administrator of the server can grant" in told
    assert audit_id not in str(answer)


def test_what_was_done_where_a_moderator_does_not_see_is_in_no_list_export_or_look_up(guild: System) -> None:
    hidden = [{"id": guild.discord["guild_id"], "deny": "1024"}, {"id": guild.discord["bot_user_id"], "allow": "1024"}]
    [vault] = guild.control("POST", "/channels", {"names": ["vault"], "overwrites": hidden})
    audit_id = edited(guild, "gold", channel=vault["id"])
    for tool, given in (
        ("audit_list", {"limit": 100}),
        ("audit_export", {}),
        ("audit_list", {"channel_id": vault["id"]}),
    ):
        told = str(attacks.tool(guild, tool, "moderator", **given))
        assert audit_id not in told
    assert "error" in attacks.tool(guild, "audit_get", "moderator", audit_id=audit_id)
    assert audit_id in str(guild.tool("audit_list", limit=100))
    assert refusal(undone(guild, audit_id, "keeper"))[1].startswith(NO_SUCH_CALL)


def test_the_trail_of_another_guild_is_as_if_it_were_not_there(guild: System) -> None:
    theirs, audit_id = guild.discord["elsewhere"], edited(guild, "ours")
    for tool in ("audit_list", "audit_export", "audit_verify", "audit_get"):
        given = {"audit_id": audit_id} if tool == "audit_get" else {}
        assert "not yours to see" in refusal(attacks.tool(guild, tool, guild_id=theirs, **given))[1]
    crossed = call(guild, "audit_undo", "member", guild_id=theirs, audit_id=audit_id)
    assert refusal(crossed)[1].startswith(NO_SUCH_CALL)


def test_somebodys_words_stand_in_no_record(guild: System) -> None:
    words = "the-owl-flies-at-midnight"
    audit_id = edited(guild, words)
    call(guild, "message_send", channel_id=guild.channel("support"), content=words)
    assert words not in str(guild.tool("audit_list", limit=50))
    assert words not in str(attacks.tool(guild, "audit_get", audit_id=audit_id))


# -------------------------------------------------------------------------------------------------------- undoing
def test_an_undo_waits_for_a_human_also_of_what_did_not(guild: System) -> None:
    audit_id, since = edited(guild, "to be undone"), guild.mark()
    answer = undone(guild, audit_id)
    assert answer["status"] == "needs_confirmation"
    assert (changed(guild, since), topic(guild)) == ([], "to be undone")


@pytest.mark.parametrize("by", ["member", "newcomer"])
def test_who_neither_made_a_call_nor_reads_the_trail_undoes_nothing(guild: System, by: str) -> None:
    audit_id, since = edited(guild, f"mine, not of {by}"), guild.mark()
    told = refusal(undone(guild, audit_id, by))[1]
    assert told == refusal(undone(guild, "0" * 26, by))[1]
    assert told.startswith(NO_SUCH_CALL)
    assert changed(guild, since) == []


def test_who_reads_the_trail_undoes_nothing_that_they_could_not_do(guild: System) -> None:
    audit_id, since = edited(guild, "a moderator reads it"), guild.mark()
    told = refusal(undone(guild, audit_id, attacks.key(guild, "moderator")))[1]
    assert "You lack Manage Channels" in told
    assert changed(guild, since) == []


def test_who_made_a_call_and_lost_the_right_since_does_not_bring_back_what_was(guild: System) -> None:
    role = attacks.role(guild, "passing", Permission.MANAGE_CHANNELS)
    somebody = attacks.person(guild, role)
    key = attacks.key(guild, somebody)
    audit_id = edited(guild, "while I could", key)
    guild.control("PUT", f"/members/{somebody}", {"roles": []})
    guild.advance(attacks.MINUTE_S)
    since, told = guild.mark(), refusal(undone(guild, audit_id, key))[1]
    assert "Manage Channels" in told
    assert changed(guild, since) == []


def test_a_call_is_undone_once_by_two_cards_and_again_by_nobody(guild: System) -> None:
    audit_id, since = edited(guild, "undone once"), guild.mark()
    cards = [card(guild, undone(guild, audit_id, by)["confirmation_id"]) for by in ("owner", "keeper")]
    assert "Done" in guild.press("owner", "approve", cards[0])
    assert "failed" in guild.press("owner", "approve", cards[1])
    assert "undone before" in refusal(undone(guild, audit_id))[1]
    assert len(changed(guild, since)) == 1


def test_what_was_changed_since_is_not_overwritten_by_an_undo(guild: System) -> None:
    audit_id, asked_early = edited(guild, "first"), edited(guild, "second")
    waiting = card(guild, undone(guild, asked_early)["confirmation_id"])
    guild.rest("PATCH", f"/channels/{guild.channel('support')}", {"topic": "by hand"})
    since, told = guild.mark(), refusal(undone(guild, audit_id))[1]
    assert "It was changed since, so it is not undone: topic." in told
    assert "Look at it, and change by hand" in told
    assert "failed" in guild.press("owner", "approve", waiting)
    assert (changed(guild, since), topic(guild)) == ([], "by hand")


def test_an_undo_meets_the_policy_of_now(guild: System) -> None:
    audit_id, since = edited(guild, "before it was protected"), guild.mark()
    waiting = card(guild, undone(guild, audit_id)["confirmation_id"])
    change_policy(guild, denied_operations=("channel.edit",))
    assert "does not allow channel.edit" in refusal(undone(guild, audit_id))[1]
    assert "does not allow channel.edit" in guild.press("owner", "approve", waiting)
    assert len(changed(guild, since)) == 0
