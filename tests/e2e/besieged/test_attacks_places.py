"""Attacks on the place: other guilds, hidden and closed channels, and every way around that names them differently."""

import json
import secrets
from collections.abc import Iterator

import pytest

from guildhall.discord.ids import ChannelId, GuildId
from guildhall.discord.permissions import Permission
from guildhall.operations.spec import ChannelMode
from guildhall.policy.model import ChannelPolicy
from tests.e2e import attacks, signing
from tests.e2e.attacks import call, changed, refusal
from tests.e2e.system import Json, System
from tests.e2e.tables import change_policy, policies

NOT_YOURS = "There is no such thing, or it is not yours to see."
HIDDEN = {"read_only": "staff", "moderator": "vault", "owner": "elsewhere"}
FIRST_FEW = 8


@pytest.fixture(scope="module")
def prepared(besieged: System) -> Iterator[System]:
    with attacks.elsewhere(besieged) as (guild, channel):
        besieged.endpoints["discord"] |= {"elsewhere": guild}
        besieged.endpoints["discord"]["channels"] |= {"elsewhere": channel, "vault": vault(besieged)}
        yield besieged


@pytest.fixture
def guild(prepared: System) -> System:
    attacks.calm(prepared)
    return prepared


def vault(system: System) -> str:
    """Make a channel that only the owner and the bot see."""
    hidden = [
        {"id": system.discord["guild_id"], "deny": "1024"},
        {"id": system.discord["bot_user_id"], "allow": "1024"},
    ]
    [made] = system.control("POST", "/channels", {"names": ["vault"], "overwrites": hidden})
    return str(made["id"])


def elsewhere(system: System) -> str:
    return str(system.discord["elsewhere"])


# ------------------------------------------------------------------------------------------------- of another guild's
AT_A_CHANNEL: dict[str, Json] = {
    "message_list": {},
    "message_send": {"content": "hello"},
    "message_bulk_delete": {"message_ids": ["1573390180977606656", "1573390181472534528"]},
    "channel_edit": {"topic": "taken"},
    "channel_delete": {},
    "channel_edit_permissions": {"overwrite_id": "<user>", "allow": ["SEND_MESSAGES"]},
    "chat_allow": {},
    "policy_edit_channel": {"mode": "closed"},
    "policy_get_channel": {},
}


@pytest.mark.requirement("F1")
@pytest.mark.parametrize("tool", AT_A_CHANNEL)
def test_another_guilds_channel_looks_like_none(guild: System, tool: str) -> None:
    since, channel = guild.mark(), guild.channel("elsewhere")
    given = {name: guild.user("owner") if it == "<user>" else it for name, it in AT_A_CHANNEL[tool].items()}
    reads = {} if tool in {"message_list", "policy_get_channel"} else {"dry_run": False}
    theirs = guild.tool(tool, key="owner", channel_id=channel, **given, **reads)
    nowhere = guild.tool(tool, key="owner", channel_id="1573390180977606656", **given, **reads)
    assert theirs == nowhere
    assert NOT_YOURS in refusal(theirs)[1]
    assert changed(guild, since) == []


@pytest.mark.parametrize(
    ("tool", "given"),
    [
        ("channel_list", {}),
        ("role_list", {}),
        ("audit_list", {}),
        ("audit_export", {}),
        ("policy_get", {}),
        ("confirmation_list", {}),
        ("control_pause", {"dry_run": False}),
        ("policy_edit", {"changes_at_large": True, "dry_run": False}),
        ("role_create", {"name": "mine", "dry_run": False}),
        ("channel_create", {"name": "mine", "dry_run": False}),
        ("member_ban", {"user_id": "<stranger>", "dry_run": False}),
        ("workspace_grant", {"user_id": "<owner>", "role": "owner", "dry_run": False}),
    ],
    ids=lambda given: given if isinstance(given, str) else "",
)
def test_another_guilds_id_looks_like_none(guild: System, tool: str, given: Json) -> None:
    since, stranger = guild.mark(), guild.control("GET", "/state")["names"]["stranger"]
    people = {"<stranger>": stranger, "<owner>": guild.user("owner")}
    answer = attacks.tool(
        guild, tool, guild_id=elsewhere(guild), **{name: people.get(it, it) for name, it in given.items()}
    )
    assert NOT_YOURS in refusal(answer)[1]
    assert changed(guild, since) == []


def test_a_command_in_one_guild_reaches_no_other_one_that_its_user_is_in(guild: System) -> None:
    since, channel = guild.mark(), guild.channel("elsewhere")
    hello = signing.command("message send", channel_id=channel, content="from afar")
    sent = signing.signed(guild, "member", hello)
    assert sent.send(guild).status_code == 200
    assert NOT_YOURS in signing.told(guild, sent)
    assert [each for each in changed(guild, since) if channel in each["path"]] == []


@pytest.mark.parametrize("field", ["approvals_channel_id", "alerts_channel_id"])
def test_cards_and_alerts_are_not_led_into_another_guild_or_a_hidden_channel(guild: System, field: str) -> None:
    manager = attacks.key(guild, attacks.person(guild, attacks.role(guild, "managers", Permission.MANAGE_GUILD)))
    for channel in ("elsewhere", "vault"):
        answer = call(guild, "policy_edit_approvals", manager, **{field: guild.channel(channel)})
        assert "here that you see" in refusal(answer)[1]
    assert guild.tool("policy_get")["alerts_channel_id"] is None


def test_things_of_two_guilds_are_not_mixed_in_one_call(guild: System) -> None:
    since, other = guild.mark(), elsewhere(guild)
    member = guild.user("member")
    mixed: dict[str, Json] = {
        "role_assign": {"user_id": member, "role_id": other},
        "channel_create": {"name": "in-theirs", "category_id": guild.channel("elsewhere")},
        "channel_edit_permissions": {"channel_id": guild.channel("general"), "overwrite_id": other, "allow": []},
        "message_get": {"channel_id": guild.channel("elsewhere"), "message_id": guild.say("member", "here")},
    }
    for tool, given in mixed.items():
        reads: Json = {} if tool == "message_get" else {"dry_run": False}
        assert "error" in attacks.tool(guild, tool, **given, **reads), tool
    assert changed(guild, since) == []


# ----------------------------------------------------------------------------------------- hidden and closed channels
@pytest.mark.parametrize("by", ["read_only", "moderator"])
def test_a_hidden_channel_is_not_read_by_link_thread_or_reply(guild: System, by: str) -> None:
    hidden = guild.channel(HIDDEN[by])
    said = guild.say("owner", "between us", hidden)
    [thread] = guild.control("POST", "/channels", {"kind": "thread", "names": ["aside"], "parent_id": hidden})
    inside = guild.say("owner", "aside of us", thread["id"])
    link = f"https://discord.com/channels/{guild.discord['guild_id']}/{hidden}/{said}"
    here = guild.tool("channel_list", key=by, guild_id=guild.discord["guild_id"])["channels"]
    listed = {channel["channel_id"] for channel in here}
    assert not listed & {hidden, thread["id"]}
    ways: list[tuple[str, Json]] = [
        ("message_get", {"message_id": link}),
        ("message_get", {"channel_id": guild.channel("general"), "message_id": said}),
        ("message_list", {"channel_id": hidden}),
        ("message_list", {"channel_id": thread["id"]}),
        ("message_get", {"channel_id": thread["id"], "message_id": inside}),
        ("operations_run_read", {"name": "message.list", "arguments": {"channel_id": hidden}}),
        ("policy_explain", {"operation": "message.list", "arguments": {"channel_id": hidden}}),
    ]
    for tool, given in ways:
        answer = str(guild.mcp("tools/call", {"name": tool, "arguments": given}, key=by).json())
        assert "between us" not in answer, tool
        assert "aside of us" not in answer, tool


def test_a_reply_into_an_open_channel_does_not_quote_a_hidden_one(guild: System) -> None:
    since, said = guild.mark(), guild.say("owner", "between us", "staff")
    answer = call(guild, "message_send", channel_id=guild.channel("general"), content="see above", reply_to=said)
    assert "not in the channel" in refusal(answer)[1]
    assert changed(guild, since) == []


@pytest.mark.parametrize("mode", [ChannelMode.CLOSED, ChannelMode.READ_ONLY])
def test_a_closed_channels_threads_are_closed_and_say_which_rule_it_is(guild: System, mode: ChannelMode) -> None:
    close(guild, "support", mode)
    parent = guild.channel("support")
    [thread] = guild.control("POST", "/channels", {"kind": "thread", "names": ["aside"], "parent_id": parent})
    since, said = guild.mark(), guild.say("newcomer", "help", thread["id"])
    try:
        for place in (parent, thread["id"]):
            code, told = refusal(call(guild, "message_send", channel_id=place, content="around"))
            assert code == "channel_forbidden"
            assert f"<#{parent}> as {mode.replace('_', ' ')}" in told
            assert "Somebody who manages the server can change the policy." in told
        link = f"https://discord.com/channels/{guild.discord['guild_id']}/{thread['id']}/{said}"
        answer = guild.tool("message_get", message_id=link)
        assert ("error" in answer) == (mode is ChannelMode.CLOSED)
    finally:
        close(guild, "support", ChannelMode.OPEN)
    assert changed(guild, since) == []


def test_what_is_not_writable_is_written_neither_directly_nor_in_its_threads(guild: System) -> None:
    change_policy(guild, writable_channel_ids=frozenset({ChannelId.parse(guild.channel("support"))}))
    order = {"kind": "thread", "names": ["aside"], "parent_id": guild.channel("general")}
    [thread] = guild.control("POST", "/channels", order)
    since = guild.mark()
    for place in (guild.channel("general"), thread["id"]):
        told = refusal(call(guild, "message_send", channel_id=place, content="around"))[1]
        assert "is not one of the channels that may be written in" in told
        assert "/setup" in told
    assert changed(guild, since) == []


@pytest.mark.parametrize(
    "extra", ["webhook_id", "message_reference", "forward", "embeds", "poll", "thread_id", "flags"]
)
def test_a_send_takes_no_field_that_leads_elsewhere(guild: System, extra: str) -> None:
    since = guild.mark()
    answer = call(guild, "message_send", channel_id=guild.channel("general"), content="x", **{extra: "1"})
    assert refusal(answer)[0] == "invalid_arguments"
    assert extra in refusal(answer)[1]
    assert changed(guild, since) == []


def close(system: System, channel: str, mode: ChannelMode) -> None:
    guild_id, channel_id = GuildId.parse(system.discord["guild_id"]), ChannelId.parse(system.channel(channel))
    policies(system).put_channel_policy(ChannelPolicy(guild_id=guild_id, channel_id=channel_id, mode=mode))


# ---------------------------------------------------------------------------------------------------- guessing of ids
GUESSES: dict[str, tuple[str, Json]] = {
    "channels": ("message_list", {"channel_id": "<id>"}),
    "guilds": ("channel_list", {"guild_id": "<id>"}),
    "messages": ("message_get", {"channel_id": "<general>", "message_id": "<id>"}),
    "members": ("member_get", {"user_id": "<id>"}),
    "people to ban": ("member_ban", {"user_id": "<id>"}),
    "what would be": ("policy_explain", {"operation": "message.list", "arguments": {"channel_id": "<id>"}}),
    "policy": ("policy_edit_approvals", {"approvals_channel_id": "<id>"}),
}


@pytest.mark.parametrize("what", GUESSES)
def test_a_flood_of_random_ids_reaches_discord_no_more_after_the_first_few(guild: System, what: str) -> None:
    called, given = GUESSES[what]
    key, since, answers = attacks.key(guild, "owner"), guild.mark(), dict[str, Json]()
    for _ in range(FIRST_FEW + 4):
        guess = str(1_400_000_000_000_000_000 + secrets.randbelow(10**17))
        filled = json.loads(json.dumps(given).replace("<id>", guess).replace("<general>", guild.channel("general")))
        answers[guess] = attacks.tool(guild, called, key, **filled)
    asked = json.dumps([request["path"] for request in guild.requests(since)])
    assert len([guess for guess in answers if guess in asked]) <= FIRST_FEW
    last = str(answers[guess])
    assert "Too many ids that lead nowhere." in last
    assert "try again in" in last
