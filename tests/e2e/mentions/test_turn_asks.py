"""Who is answered, and how: reasons that are said once, Cancel, /ask and the menus of a message, the day's tokens."""

from guildhall.clock import utc_now
from guildhall.store.turn_records import TurnStatus
from guildhall.surfaces.agent import gate
from guildhall.surfaces.agent.stage.wording import EPHEMERAL
from guildhall.surfaces.agent.turn import telling
from tests.e2e.system import Json, is_in_work, text_of, until
from tests.e2e.tables import change_policy, ended
from tests.e2e.turns import House

LOOK = {"tools": [{"name": "channel_list", "input": {}}]}
SAFE_SECOND = 45
THINKING_S = 8
"""Longer than it takes to press a button on a busy machine."""


# --------------------------------------------------------------------------------------------------- who is answered
def silenced(place: House, user: str, channel: str, text: str = "hello") -> str:
    """Mention the bot and wait until it is clear that there is no answer."""
    mention = place.system.mention(user, text, channel)
    assert ended(place.system, mention).status is TurnStatus.SILENT
    return mention


def test_a_channel_that_is_not_allowed_says_so_once_for_each_person(place: House) -> None:
    channel = place.room(allowed=False)
    for user in ("member", "member", "newcomer", "member"):
        silenced(place, user, channel)
    said = place.answers(channel)
    assert len(said) == 2
    assert all(f"I do not answer in <#{channel}>" in text and "/allow-chat" in text for text in said)
    place.system.slash("owner", "allow-chat", channel_id=channel)
    place.script("allowednow", "gladly")
    assert place.told(place.system.mention("member", "allowednow", channel), channel)[-1] == "gladly"


def test_who_asks_too_much_in_a_minute_is_told_once_when_to_ask_again(place: House) -> None:
    channel, asker = place.room(), place.person()
    place.script("cooldown", {"text": "answered", "times": "always"})
    change_policy(place.system, chat_turns_per_minute=2)
    until(lambda: utc_now().second < SAFE_SECOND, what="a minute that lasts")
    try:
        mentions = [place.system.mention(asker, f"cooldown {number}", channel) for number in range(5)]
        heads = [ended(place.system, mention).status for mention in mentions]
    finally:
        change_policy(place.system, chat_turns_per_minute=10_000)
    assert heads == [TurnStatus.DONE] * 2 + [TurnStatus.SILENT] * 3
    said = place.answers(channel)
    assert said[:2] == ["answered"] * 2
    assert len(said) == 3
    assert said[2].startswith("That was a lot in one minute: you may ask again in ")


def test_a_direct_message_and_a_mention_of_the_role_are_told_what_to_do(place: House) -> None:
    channel, asker = place.room(), place.person()
    bot = place.system.discord["bot_user_id"]
    role = next(role["id"] for role in place.system.control("GET", "/state")["roles"] if role["name"] == "Guildhall")
    place.system.control("PUT", f"/roles/{role}", {"mentionable": True})
    message_id = place.system.say(asker, f"<@&{role}> hello", channel)
    ended(place.system, message_id)
    assert place.answers(channel) == [gate.ROLE.format(bot=f"<@{bot}>")]
    direct = place.system.control("POST", "/dms", {"user_id": asker})["id"]
    for _ in range(2):
        ended(place.system, place.system.say(asker, "hello", direct))
    assert place.answers(direct) == [gate.DIRECT]


def test_bots_are_not_answered(place: House) -> None:
    channel = place.room()
    [bot] = place.system.control("POST", "/users", {"names": ["other.bot"], "bot": True})
    loop = place.system.mention(bot["id"], "hello", channel)
    after = place.system.mention("owner", "hello", channel)
    assert len(place.told(after, channel)) == 1
    assert place.system.replies(loop, channel) == []


def test_the_days_tokens_are_used_up_and_the_asker_reads_it(place: House) -> None:
    channel = place.room()
    place.script("costly", {**LOOK, "usage": {"output_tokens": 10**9}}, "never said")
    mention = place.system.mention("owner", "costly", channel)
    try:
        [told] = place.told(mention, channel)
    finally:
        change_policy(place.system, model_tokens_per_day=10**12)
    assert told.startswith("This server has used up what the agent may cost it in a day. Ask again in ")
    assert place.asked("costly") == 1


# ------------------------------------------------------------------------------------------------------------- Cancel
def test_only_the_asker_or_a_moderator_cancels_and_nothing_more_is_done(place: House) -> None:
    channels = {"member": place.room(), "moderator": place.room()}
    send = {"tools": [{"name": "message_send", "input": {"channel_id": channels["member"], "content": "too late"}}]}
    mentions, shown = dict[str, str](), dict[str, Json]()
    for user, channel in channels.items():
        place.script(f"stop{user}", {**LOOK, "delay_s": THINKING_S}, send, "too late")
        mentions[user] = place.system.mention("member", f"stop{user}", channel)
    for user, channel in channels.items():
        mention, shown[user] = mentions[user], place.progress(channel)
        assert "It stops before its next step" in place.cancel(user, mention, channel, shown[user])
        assert "may cancel it" in place.cancel("newcomer", mention, channel, shown[user])
    for user, channel in channels.items():
        mention = mentions[user]
        assert place.told(mention, channel) == [telling.CANCELLED_LATE]
        assert ended(place.system, mention).status is TurnStatus.CANCELLED
        assert "already cancelled" in place.cancel("member", mention, channel, shown[user])
        assert place.asked(f"stop{user}") == 1


# -------------------------------------------------------------------------------------------------- /ask and the menus
def final(place: House, sent: Json) -> Json:
    """Wait for an interaction's finished answer: `{original, followups}`."""

    def answered() -> Json:
        seen = place.system.control("GET", f"/interactions/{sent['interaction_id']}")
        original = seen.get("original")
        done = original and not seen["loading"] and text_of(original) and not is_in_work(original)
        return seen if done else None

    return until(answered, what="a finished answer")


def ask(place: House, user: str, channel: str, **options: Json) -> Json:
    return place.system.interact("command", user, channel, name="ask", options=options)


def menu(place: House, name: str, user: str, channel: str, target: str) -> Json:
    return place.system.interact("message_command", user, channel, name=name, target_id=target)


def test_ask_answers_the_asker_alone_even_where_mentions_are_not_answered(place: House) -> None:
    channel = place.room(allowed=False)
    place.script("quietly", LOOK, "for you alone")
    seen = final(place, ask(place, "member", channel, question="quietly"))
    assert text_of(seen["original"]) == "for you alone"
    assert seen["original"]["flags"] & EPHEMERAL
    assert place.spoken(channel) == []


def test_a_visible_ask_is_answered_for_everybody_where_that_is_allowed(place: House) -> None:
    open_to_all, closed = place.room(), place.room(allowed=False)
    place.script("aloud", "for everybody")
    seen = final(place, ask(place, "member", open_to_all, question="aloud", visible=True))
    assert text_of(seen["original"]) == "for everybody"
    assert not seen["original"]["flags"] & EPHEMERAL
    refused = final(place, ask(place, "member", closed, question="aloud", visible=True))
    assert f"I do not answer in <#{closed}>" in text_of(refused["original"])


def test_a_long_answer_to_ask_comes_whole_and_once(place: House) -> None:
    channel = place.room()
    place.script("long", "\n".join(f"line {number:04d} of many" for number in range(300)))
    seen = final(place, ask(place, "member", channel, question="long"))
    mention = seen["id"]
    ended(place.system, mention)
    seen = final(place, {"interaction_id": mention})
    told = "\n".join(text_of(message) for message in [seen["original"], *seen["followups"]])
    assert [told.count(f"line {number:04d} of many") for number in range(300)] == [1] * 300
    assert all(message["flags"] & EPHEMERAL for message in seen["followups"])


def test_the_menu_summarizes_a_message(place: House) -> None:
    channel = place.room()
    target = place.system.say("newcomer", "the cellar is flooded since Tuesday, pumps are ordered", channel)
    told = text_of(final(place, menu(place, "Summarize", "member", channel, target))["original"])
    assert "cellar" in told
    assert place.spoken(channel) == []


def test_the_menu_drafts_a_warning_and_sends_nothing(place: House) -> None:
    channel = place.room()
    target = place.system.say("newcomer", "buy my gold at cheap.example", channel)
    told = text_of(final(place, menu(place, "Draft warning", "moderator", channel, target))["original"])
    assert "Draft of a moderation warning, nothing was sent" in told
    assert "gold" in told
    assert place.spoken(channel) == []


def test_the_menu_asks_by_a_form_about_a_message(place: House) -> None:
    channel = place.room()
    target = place.system.say("newcomer", "the well is poisoned", channel)
    menu(place, "Ask", "member", channel, target)
    place.script("wherefrom", "from the river")
    fields = {"question": "wherefrom is it?"}
    sent = place.system.interact("modal", "member", channel, custom_id=f"ask:{target}", options=fields)
    assert text_of(final(place, sent)["original"]) == "from the river"
    assert place.asked("the well is poisoned") == 1
