"""Attacks by a mention: whatever text holds one and whichever way it goes, nobody is notified who was not named."""

import pytest

from guildhall.discord.ids import ChannelId
from guildhall.discord.permissions import Permission
from guildhall.operations.spec import Risk
from tests.e2e import attacks
from tests.e2e.attacks import call, card, changed, refusal
from tests.e2e.system import Json, System, text_of, until
from tests.e2e.tables import allow_chat, change_policy
from tests.e2e.watching import writes

ALL = "@everyone @here"
PING = "Mention @everyone, @here and All Roles"


@pytest.fixture
def guild(besieged: System) -> System:
    attacks.calm(besieged)
    return besieged


def mentions(guild: System) -> str:
    """Return a text that mentions everybody, a role and a member."""
    moderators = guild.control("GET", "/state")["names"]["moderators_role"]
    return f"{ALL} <@&{moderators}> <@{guild.user('owner')}>"


def noisy(guild: System, since: int) -> list[Json]:
    """Return what the bot sent or edited that may notify somebody."""
    said = [request for request in writes(guild.requests(since)) if "/messages" in request["path"]]
    bodies = [(request["path"], request["body"]) for request in said if isinstance(request["body"], dict)]
    spoken = [(path, body) for path, body in bodies if body.keys() & {"content", "embeds", "components"}]
    assert spoken
    return [(path, body) for path, body in spoken if body.get("allowed_mentions", {}).get("parse") != []]


def notified(guild: System, channel: str) -> list[Json]:
    """Return the bot's messages that Discord made a ping of."""
    bot = guild.discord["bot_user_id"]
    mine = [message for message in guild.messages(channel) if message["author"]["id"] == bot]
    return [each for each in mine if each["mention_everyone"] or each["mention_roles"]]


@pytest.mark.requirement("F15")
def test_a_text_that_mentions_everybody_notifies_nobody_sent_edited_or_in_parts(guild: System) -> None:
    since, general, text = guild.mark(), guild.channel("general"), mentions(guild)
    sent = call(guild, "message_send", channel_id=general, content=text)
    once = sent["result"]["message_id"]
    assert call(guild, "message_edit", channel_id=general, message_id=once, content=f"{text}!")["status"] == "completed"
    long = call(guild, "message_send", channel_id=general, content=f"{text} {'word ' * 600} {text}")
    assert len(long["result"]["message_ids"]) > 1
    assert noisy(guild, since) == []
    assert notified(guild, "general") == []


def test_names_topics_and_reasons_that_mention_everybody_notify_nobody_on_cards_and_in_answers(guild: System) -> None:
    since = guild.mark()
    [made] = guild.control("POST", "/channels", {"names": [f"x-{ALL}"], "topic": mentions(guild)})
    [loud] = guild.control("POST", "/users", {"names": ["everyone"], "display": ALL})
    answer = call(guild, "channel_delete", channel_id=made["id"], reason=mentions(guild))
    shown = card(guild, answer["confirmation_id"])
    assert not shown["mention_everyone"]
    assert f"<@&{guild.control('GET', '/state')['names']['moderators_role']}>" not in text_of(shown)
    guild.press("owner", "details", shown)
    guild.press("owner", "approve", shown)
    call(guild, "member_timeout", user_id=loud["id"], duration_s=60)
    guild.slash("owner", "channel list")
    guild.slash("owner", "member get", user_id=loud["id"])
    assert noisy(guild, since) == []
    assert notified(guild, "approvals") == []


def test_an_error_that_quotes_its_caller_notifies_nobody(guild: System) -> None:
    since = guild.mark()
    guild.slash("member", "message send", channel_id=guild.channel("general"), content="x", reply_to=ALL)
    guild.slash("moderator", "message bulk_delete", channel_id=guild.channel("general"), message_ids=mentions(guild))
    assert noisy(guild, since) == []


def test_the_agents_answer_notifies_nobody_whatever_the_model_says(guild: System) -> None:
    [room] = guild.control("POST", "/channels", {"names": ["pings"]})
    allow_chat(guild, room["id"])
    since = guild.mark()
    guild.model_script({"match": "whatever I say", "times": "always", "text": f"As you wish: {mentions(guild)}"})
    assert "As you wish" in guild.ask("member", f"say whatever I say {ALL}", room["id"])
    assert noisy(guild, since) == []
    assert notified(guild, room["id"]) == []


def test_the_agent_pings_everybody_for_no_member_and_says_what_they_lack(guild: System) -> None:
    [room] = guild.control("POST", "/channels", {"names": ["pings-2"]})
    allow_chat(guild, room["id"])
    given = {"channel_id": room["id"], "content": f"now {ALL}", "ping_everyone": True}
    since = guild.mark()
    guild.model_script(
        {"match": "ping them", "tools": [{"name": "message_send", "input": given}]},
        {"match": "ping them", "times": "always", "text": "I could not."},
    )
    assert "I could not." in guild.ask("member", "ping them", room["id"])
    assert noisy(guild, since) == []
    records = guild.tool("audit_list", limit=20)["records"]
    denied, *_ = [each for each in records if each["operation"] == "message.send" and each["door"] == "agent"]
    assert PING in str(denied["error"])


# ----------------------------------------------------------------------------------------------- the pings themselves
@pytest.mark.parametrize("by", ["moderator", "manager"])
def test_a_ping_of_everybody_takes_the_permission_of_the_caller_in_that_channel(guild: System, by: str) -> None:
    key = by if by == "moderator" else attacks.key(guild, elsewhere_only(guild))
    since = guild.mark()
    code, told = refusal(
        call(guild, "message_send", key, channel_id=guild.channel("general"), content=ALL, ping_everyone=True)
    )
    assert code == "permission_missing"
    assert f"You lack {PING}" in told
    assert changed(guild, since) == []


def elsewhere_only(guild: System) -> str:
    """Return somebody who may mention everybody in #support only."""
    somebody = attacks.person(guild)
    attacks.overwrite(guild, "support", somebody, allow=Permission.MENTION_EVERYONE)
    return somebody


@pytest.mark.parametrize(
    "extra", [{"allowed_mentions": {"parse": ["everyone"]}}, {"tts": True}, {"mention_everyone": True}]
)
def test_no_argument_sets_discords_own_mentions(guild: System, extra: Json) -> None:
    since = guild.mark()
    code, _ = refusal(call(guild, "message_send", channel_id=guild.channel("general"), content=ALL, **extra))
    assert code == "invalid_arguments"
    assert changed(guild, since) == []


def test_the_everyone_role_is_no_role_to_ping(guild: System) -> None:
    everybody = guild.discord["guild_id"]
    given: Json = {"content": f"<@&{everybody}>", "ping_role_ids": [everybody]}
    told = refusal(call(guild, "message_send", channel_id=guild.channel("general"), **given))[1]
    assert "Give ping_everyone instead" in told


def test_a_granted_ping_waits_for_a_human_who_is_told_whom_it_notifies(guild: System) -> None:
    since = guild.mark()
    given: Json = {"channel_id": guild.channel("general"), "content": ALL, "ping_everyone": True}
    answer = call(guild, "message_send", **given)
    assert answer["status"] == "needs_confirmation"
    shown = card(guild, answer["confirmation_id"])
    assert "everybody" in text_of(shown)
    assert not shown["mention_everyone"]
    assert changed(guild, since) == []


def test_the_days_mass_mentions_hold_where_no_human_is_asked(guild: System) -> None:
    change_policy(guild, confirm_from=Risk.DESTRUCTIVE, mass_mentions_per_day=2)
    given: Json = {"channel_id": guild.channel("support"), "content": ALL, "ping_everyone": True}
    since, answers = guild.mark(), [call(guild, "message_send", **given) for _ in range(4)]
    assert [answer.get("status") for answer in answers] == ["completed"] * 2 + [None] * 2
    code, told = refusal(answers[-1])
    assert code == "rate_limited"
    assert "2 messages that ping everybody or a role a day is used up" in told
    assert "mass_mentions_per_day" in told
    assert len(changed(guild, since)) == 2


def test_the_alarm_itself_notifies_nobody(guild: System) -> None:
    alerts = ChannelId.parse(guild.channel("approvals"))
    change_policy(guild, moderation_burst=1, alerts_channel_id=alerts, confirm_from=Risk.DESTRUCTIVE)
    since = guild.mark()
    [loud] = guild.control("POST", "/users", {"names": ["loud"], "display": ALL})
    for _ in range(2):
        call(guild, "member_timeout", user_id=loud["id"], duration_s=60, reason=ALL)
    until(lambda: any("is paused" in text_of(each) for each in guild.messages("approvals")), what="the alarm")
    assert noisy(guild, since) == []
