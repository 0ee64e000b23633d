"""Messages: what is sent, edited, forwarded, published and purged is read again."""

import base64
from typing import Any

import pytest

from guildhall.clock import new_id
from guildhall.errors import GuildhallError
from guildhall.operations.spec import Risk
from tests.integration.pairs.pairing import House, pair

EMBED: dict[str, Any] = {
    "title": "Rules",
    "description": "Be kind, @everyone.",
    "url": "https://example.com/rules",
    "colour": "#00ff7f",
    "timestamp": "2026-11-20T12:00:00Z",
    "author": "The team",
    "footer": "Last changed today",
    "image_url": "https://example.com/picture.png",
    "fields": [{"name": "One", "value": "Listen", "inline": True}, {"name": "Two", "value": "Then speak"}],
}
BUTTONS = [{"label": "Read on", "url": "https://example.com/rules"}, {"label": "Home", "url": "https://example.com"}]
NOTE = {"name": "note.txt", "data_base64": base64.b64encode(b"remember").decode()}


def channel(house: House, name: str = "general") -> str:
    return str(house.lab.channels[name])


def sent(house: House, **arguments: Any) -> str:
    return str(house.write("message.send", channel_id=channel(house), **arguments)["message_id"])


def read(house: House, message_id: str, name: str = "general") -> dict[str, Any]:
    return house.read("message.get", channel_id=channel(house, name), message_id=message_id)


def raw(house: House, message_id: str, name: str = "general") -> dict[str, Any]:
    answer: dict[str, Any] = house.lab.bot.get(f"channels/{channel(house, name)}/messages/{message_id}").json()
    return answer


@pair("message.send", "message.get")
def test_an_embed_is_read_as_it_was_sent_and_pings_nobody(house: House) -> None:
    message_id = sent(house, embeds=[EMBED])
    (embed,) = read(house, message_id)["embeds"]
    assert (embed["title"], embed["description"]) == (EMBED["title"], EMBED["description"])
    assert [(field["name"], field["value"]) for field in embed["fields"]] == [("One", "Listen"), ("Two", "Then speak")]
    told = raw(house, message_id)
    assert (told["mention_everyone"], told["mentions"], told["mention_roles"]) == (False, [], [])
    assert told["embeds"][0]["color"] == 0x00FF7F


@pair("message.send", "message.get")
def test_link_buttons_stand_below_a_text(house: House) -> None:
    shown = read(house, sent(house, content="here", buttons=BUTTONS))
    assert "https://example.com/rules" in str(shown["components"])
    assert "Read on" in str(shown["components"])


@pair("message.send", "message.get")
def test_a_file_goes_with_the_first_of_several_messages(house: House) -> None:
    text = "\n".join(f"line {number}" for number in range(500))
    done = house.write("message.send", channel_id=channel(house), content=text, files=[NOTE])
    first, *others = [raw(house, each) for each in done["message_ids"]]
    assert [file["filename"] for file in first["attachments"]] == ["note.txt"]
    assert others
    assert not any(each["attachments"] for each in others)
    (file,) = read(house, done["message_id"])["attachments"]
    assert (file["name"], file["size_bytes"]) == ("note.txt", len(b"remember"))


@pair("message.edit", "message.get")
def test_embeds_and_buttons_are_replaced_and_taken_away(house: House) -> None:
    message_id = sent(house, content="one", embeds=[EMBED], buttons=BUTTONS)
    place = {"channel_id": channel(house), "message_id": message_id}
    house.write("message.edit", **place, embeds=[{"description": "other"}], clear=["buttons"])
    shown = read(house, message_id)
    assert [embed["description"] for embed in shown["embeds"]] == ["other"]
    assert not shown.get("components")
    house.write("message.edit", **place, clear=["embeds"])
    assert not read(house, message_id).get("embeds")
    assert read(house, message_id)["content"] == "one"


@pair("message.edit", "message.get")
def test_a_file_is_removed_and_the_others_stay(house: House) -> None:
    message_id = sent(house, files=[NOTE, {**NOTE, "name": "other.txt"}])
    gone, kept = (file["attachment_id"] for file in read(house, message_id)["attachments"])
    place = {"channel_id": channel(house), "message_id": message_id}
    house.write("message.edit", **place, remove_attachment_ids=[gone])
    assert [file["attachment_id"] for file in read(house, message_id)["attachments"]] == [kept]


@pair("message.edit", "message.get")
def test_embeds_are_not_shown_any_more_and_then_again(house: House) -> None:
    message_id = sent(house, content="https://example.com", embeds=[EMBED])
    place = {"channel_id": channel(house), "message_id": message_id}
    for hidden in (True, False):
        house.write("message.edit", **place, suppress_embeds=hidden)
        assert bool(raw(house, message_id)["flags"] & 4) is hidden
        assert read(house, message_id)["content"] == "https://example.com"


@pair("message.edit", "message.get")
def test_the_embeds_of_somebody_elses_message_are_hidden_and_nothing_else_of_it(house: House) -> None:
    said = house.lab.say("https://example.com", author="member")
    place = {"channel_id": channel(house), "message_id": said["id"]}
    house.write("message.edit", **place, suppress_embeds=True)
    assert "embeds_suppressed" in read(house, said["id"])["flags"]
    with pytest.raises(GuildhallError, match="Somebody else wrote"):
        house.write("message.edit", **place, content="x")
    assert read(house, said["id"])["content"] == "https://example.com"


LAYOUT: list[dict[str, Any]] = [
    {"kind": "text", "text": "# News"},
    {
        "kind": "frame",
        "colour": "#0000ff",
        "blocks": [
            {"kind": "section", "texts": ["one", "two"], "button": BUTTONS[0]},
            {"kind": "line", "large": True},
            {"kind": "gallery", "pictures": [{"url": "https://example.com/a.png", "description": "a"}]},
            {"kind": "buttons", "buttons": BUTTONS},
        ],
    },
]


@pair("message.send_layout", "message.get")
def test_a_layout_is_read_with_all_its_texts_and_links(house: House) -> None:
    place = {"channel_id": channel(house)}
    message_id = house.write("message.send_layout", **place, blocks=LAYOUT, files=[NOTE])["message_id"]
    shown = str(read(house, message_id)["components"])
    assert all(words in shown for words in ("# News", "one", "two", "Read on", "https://example.com/a.png"))
    told = raw(house, message_id)
    assert told["flags"] & (1 << 15)
    assert [block["type"] for block in told["components"]] == [10, 17, 13]


@pair("message.edit_layout", "message.get")
def test_a_layouts_blocks_are_replaced(house: House) -> None:
    place: dict[str, Any] = {"channel_id": channel(house)}
    place["message_id"] = house.write("message.send_layout", **place, blocks=LAYOUT)["message_id"]
    house.write("message.edit_layout", **place, blocks=[{"kind": "text", "text": "later"}])
    shown = str(read(house, place["message_id"])["components"])
    assert "later" in shown
    assert "News" not in shown


@pair("message.forward", "message.get")
def test_a_forward_shows_what_was_said_elsewhere_and_a_forward_of_it_too(house: House) -> None:
    said = house.lab.say("come and see", channel="support")
    first = house.write(
        "message.forward", channel_id=channel(house), source_channel_id=channel(house, "support"), message_id=said["id"]
    )
    (shown,) = read(house, first["message_id"])["forwarded"]
    assert (shown["content"], shown["from_message_id"]) == ("come and see", said["id"])
    link = f"https://discord.com/channels/{house.lab.guild_id}/{channel(house)}/{first['message_id']}"
    again = house.write("message.forward", channel_id=channel(house, "support"), message_id=link)
    assert read(house, again["message_id"], "support")["forwarded"]


def test_what_not_everybody_there_may_read_is_forwarded_only_once_somebody_approves(house: House) -> None:
    said = house.lab.say("between us", channel="staff", author="owner")
    where = {"source_channel_id": channel(house, "staff"), "message_id": said["id"]}
    assert _risk(house, channel_id=channel(house), **where) is Risk.SENSITIVE
    open_one = house.lab.say("to all", channel="support")
    where = {"source_channel_id": channel(house, "support"), "message_id": open_one["id"]}
    assert _risk(house, channel_id=channel(house), **where) is Risk.WRITE


def _risk(house: House, **arguments: Any) -> Risk:
    principal = house._owner()
    operation = house.platform.build("message.forward", arguments, principal)
    session = house.platform.machinery.session(principal, operation, new_id())
    session.authorize()
    return session.attempt.risk


@pair("message.crosspost", "message.get")
def test_an_announcement_is_published_once(house: House) -> None:
    made = house.lab.bot.post(f"guilds/{house.lab.guild_id}/channels", json={"name": "news", "type": 5}).json()
    message_id = house.write("message.send", channel_id=made["id"], content="We are open")["message_id"]
    place = {"channel_id": made["id"], "message_id": message_id}
    house.write("message.crosspost", **place)
    assert "crossposted" in str(house.read("message.get", **place)["flags"])
    with pytest.raises(GuildhallError, match="published already"):
        house.write("message.crosspost", **place)


@pair("message.purge", "message.list")
def test_a_purge_takes_what_fits_and_leaves_the_rest(house: House) -> None:
    for number in range(3):
        house.lab.say(f"buy now https://spam.example/{number}", author="newcomer")
    kept = house.lab.say("see https://example.com", author="member")
    done = house.write(
        "message.purge",
        channel_id=channel(house),
        within=50,
        author_ids=[house.lab.users["newcomer"]],
        has=["links"],
        contains="BUY",
    )
    assert (done["deleted_count"], done["left_count"]) == (3, 0)
    texts = [each.get("content", "") for each in house.read("message.list", channel_id=channel(house))["messages"]]
    assert kept["content"] in texts
    assert not any("buy now" in text for text in texts)


@pair("message.purge", "message.list")
def test_more_than_a_hundred_go_in_portions_and_one_goes_alone(house: House) -> None:
    place = {"channel_id": channel(house)}
    for number in range(101):
        house.lab.send({"content": f"noise {number}"}).raise_for_status()
    done = house.write("message.purge", **place, within=300, most=150, contains="noise", authors="bots")
    assert (done["deleted_count"], len(done["items"])) == (101, 101)
    house.lab.say("noise alone")
    assert house.write("message.purge", **place, within=5, contains="noise alone")["deleted_count"] == 1
    texts = [each.get("content", "") for each in house.read("message.list", **place)["messages"]]
    assert not any("noise" in text for text in texts)


@pair("message.delete", "message.list")
def test_a_deleted_message_is_in_no_list(house: House) -> None:
    message_id = sent(house, content="gone soon")
    house.write("message.delete", channel_id=channel(house), message_id=message_id)
    listed = house.read("message.list", channel_id=channel(house))["messages"]
    assert message_id not in {each["message_id"] for each in listed}


@pair("message.bulk_delete", "message.list")
def test_several_are_gone_at_once(house: House) -> None:
    gone = [sent(house, content=f"gone {number}") for number in range(3)]
    house.write("message.bulk_delete", channel_id=channel(house), message_ids=gone)
    listed = house.read("message.list", channel_id=channel(house))["messages"]
    assert not set(gone) & {each["message_id"] for each in listed}


@pair("message.unpin", "message.get")
def test_an_unpinned_message_is_not_pinned(house: House) -> None:
    place = {"channel_id": channel(house), "message_id": sent(house, content="hold on")}
    house.write("message.pin", **place)
    assert house.read("message.get", **place)["pinned"]
    house.write("message.unpin", **place)
    assert not house.read("message.get", **place).get("pinned")


@pair("member.welcome", "message.list")
def test_a_newcomer_is_greeted_where_discord_tells_who_joined(house: House) -> None:
    newcomer = house.lab.users["newcomer"]
    house.write("member.welcome", user_id=newcomer, content="Good to have you, <@1> and @everyone!")
    newest = house.read("message.list", channel_id=channel(house), limit=1)["messages"][0]
    assert newest["content"] == f"<@{newcomer}> Good to have you, <@1> and @everyone!"
    told = raw(house, newest["message_id"])
    assert ([user["id"] for user in told["mentions"]], told["mention_everyone"]) == ([newcomer], False)


def test_the_bot_is_shown_as_writing(house: House) -> None:
    assert house.write("typing.start", channel_id=channel(house))["lasts_s"] == 10
    assert any(each["path"].endswith("/typing") for each in house.lab.requests())


@pair("message.send", "message.get")
def test_a_sticker_of_the_server_goes_with_a_message(house: House) -> None:
    picture = base64.b64decode(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYGBgAAAABQABpfZFQAAAAABJRU5ErkJggg=="
    )
    made = house.lab.bot.post(
        f"guilds/{house.lab.guild_id}/stickers",
        data={"name": "hello", "description": "A wave", "tags": "wave"},
        files={"file": ("hello.png", picture, "image/png")},
    )
    made.raise_for_status()
    message_id = sent(house, sticker_ids=[made.json()["id"]])
    assert read(house, message_id)["stickers"] == [{"sticker_id": made.json()["id"], "name": "hello"}]
