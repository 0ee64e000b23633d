"""What an undo is tried on: things that are made first, and return the arguments that name them."""

import base64
from collections.abc import Callable
from typing import Any

from tests.fakes.web import MP3, PNG
from tests.integration.undo_house import House

PICTURE = f"data:image/png;base64,{base64.b64encode(PNG).decode()}"
SOUND = f"data:audio/mpeg;base64,{base64.b64encode(MP3).decode()}"
STARTS, LATER, ENDS = (f"2035-05-02T{hour}:00:00+00:00" for hour in (18, 19, 20))
EVENT = {"name": "Meeting", "location": "Town hall", "starts_at": STARTS, "ends_at": ENDS}
WEEKLY = {"recurrence": {"frequency": "weekly", "weekdays": ["wednesday"]}}
RULE = {"name": "Words", "trigger": "keyword", "keywords": ["cat*"]}
AUTOMATION: dict[str, Any] = {
    "name": "Welcome",
    "trigger": {"on": "member_joined"},
    "actions": [{"operation": "notify", "arguments": {"content": "Somebody is new here."}}],
}
COMMAND = {"name": "weather", "description": "How it is outside"}
FACT = {"key": "level", "comparison": "integer_at_least", "name": "Level", "description": "How far"}
WELCOME = {"enabled": True, "description": "Come in"}
QUESTION = {"title": "What do you like?", "options": [{"title": "Games", "emoji": "🎮"}]}
THUMB = "👍"
BLOCKS, LATER_BLOCKS = ([{"kind": "text", "text": text}] for text in ("first", "later"))

Given = Callable[[House], dict[str, Any]]


def asked(**arguments: Any) -> Given:
    """Return arguments in which names of channels, people and roles stand for their ids."""

    def given(house: House) -> dict[str, Any]:
        known = {**house.lab.names, **house.lab.users, **house.lab.channels}
        return {
            name: [known.get(str(each), each) for each in value]
            if isinstance(value, list)
            else known.get(str(value), value)
            for name, value in arguments.items()
        }

    return given


def event(house: House, **more: Any) -> dict[str, Any]:
    made = house.made("event.create", "event_id", **EVENT, **more)
    return {"event_id": made["event_id"]}


def exception(house: House) -> dict[str, Any]:
    known = event(house, **WEEKLY)
    left_out = {"original_starts_at": STARTS, "canceled": True}
    return {**known, **house.made("event.create_exception", "exception_id", **known, **left_out)}


def rule(house: House) -> dict[str, Any]:
    return house.made("automod.create", "rule_id", **RULE)


def sticker(house: House) -> dict[str, Any]:
    return house.made("sticker.create", "sticker_id", name="wave", tags="wave", file=PICTURE)


def sound(house: House) -> dict[str, Any]:
    return house.made("soundboard.create", "sound_id", name="Yay", sound=SOUND, volume=0.5)


def emoji(house: House, of: str = "emoji") -> dict[str, Any]:
    return house.made(f"{of}.create", "emoji_id", name="wave", image=PICTURE)


def webhook(house: House) -> dict[str, Any]:
    return house.made("webhook.create", "webhook_id", channel_id=house.lab.channels["general"], name="Builds")


def webhook_message(house: House) -> dict[str, Any]:
    known = webhook(house)
    return {**known, **house.made("webhook.execute", "message_id", **known, content="green")}


def invite(house: House, **more: Any) -> dict[str, Any]:
    return house.made("invite.create", "code", channel_id=house.lab.channels["general"], max_age_s=3600, **more)


def template(house: House) -> dict[str, Any]:
    return house.made("template.create", "code", name="Study group")


def automation(house: House) -> dict[str, Any]:
    return house.made("automation.draft", "automation_id", **AUTOMATION)


def command(house: House, of: str = "command") -> dict[str, Any]:
    return house.made(f"{of}.create", "command_id", **COMMAND)


def other_commands(of: str) -> Given:
    """Return commands that are set in the place of one that is there."""

    def given(house: House) -> dict[str, Any]:
        command(house, of)
        return {"commands": [{**COMMAND, "name": "news"}]}

    return given


def thread(house: House) -> dict[str, Any]:
    return house.made("thread.create", "channel_id", channel_id=house.lab.channels["general"], name="plans")


def with_member(house: House) -> dict[str, Any]:
    named = {**thread(house), "user_id": house.lab.users["member"]}
    house.do("thread.add_member", named)
    return named


def left(house: House) -> dict[str, Any]:
    known = thread(house)
    house.do("thread.leave", known)
    return known


def forum(house: House) -> dict[str, Any]:
    return house.made("channel.create", "channel_id", name="ideas", kind="forum")


def tag(house: House) -> dict[str, Any]:
    known = forum(house)
    return {**known, **house.made("forum.create_tag", "tag_id", **known, name="Good", emoji=THUMB)}


def said(house: House, *, reacted: bool = False) -> dict[str, Any]:
    message = house.lab.say("Shall we?")
    named = {"channel_id": message["channel_id"], "message_id": message["id"], "emoji_name": THUMB}
    if reacted:
        house.do("reaction.add", named)
    return named


def layout(house: House) -> dict[str, Any]:
    place = {"channel_id": house.lab.channels["general"]}
    return {**place, **house.made("message.send_layout", "message_id", **place, blocks=BLOCKS)}


def written(house: House) -> dict[str, Any]:
    me = {"user_id": house.lab.users["owner"]}
    sent = house.made("direct_message.send", "message_id", **me, content="at six")
    (place,) = house.read_control(f"/dms?user_id={me['user_id']}")
    return {**me, **sent, "direct_channel_id": place["id"]}


def in_voice(house: House) -> dict[str, Any]:
    who = house.lab.users["member"]
    told = {"voice": {"channel_id": house.lab.names["lounge"]}}
    house.lab.control.put(f"/members/{who}", json=told).raise_for_status()
    return {"user_id": who}


def silenced(house: House, operation: str) -> dict[str, Any]:
    person = in_voice(house)
    house.do(operation, person)
    return person


def on_stage(house: House) -> dict[str, Any]:
    hall = house.made("channel.create", "channel_id", name="Hall", kind="stage_voice")
    for who in (house.lab.users["member"], house.lab.endpoints["bot_user_id"]):
        told = {"voice": {"channel_id": hall["channel_id"], "suppress": True}}
        house.lab.control.put(f"/members/{who}", json=told).raise_for_status()
    return {"user_id": house.lab.users["member"]}


def stage(house: House) -> dict[str, Any]:
    return house.made("channel.create", "channel_id", name="Hall", kind="stage_voice")


def live(house: House) -> dict[str, Any]:
    known = stage(house)
    house.do("stage.start", {**known, "topic": "Questions"})
    return known


def news(house: House) -> dict[str, Any]:
    news = house.made("channel.create", "channel_id", name="news", kind="announcement")
    return {**news, "target_channel_id": house.lab.channels["general"]}


def quiet(house: House) -> dict[str, Any]:
    quiet = house.made("channel.create", "channel_id", name="Quiet", kind="voice")
    return {**in_voice(house), "target_channel_id": quiet["channel_id"]}


def community(house: House) -> dict[str, Any]:
    channels = house.lab.channels
    rules = {"rules_channel_id": channels["general"], "public_updates_channel_id": channels["support"]}
    house.do("guild.edit", {"community": True, "verification": "medium", "content_filter": "all_members", **rules})
    return {}


def artists(house: House, *holders: str) -> dict[str, Any]:
    role = house.made("role.create", "role_id", name="Artists")
    for name in holders:
        house.do("role.assign", {**role, "user_id": house.lab.users[name]})
    return role
