"""Forums: posts, settings and tags are read as they were written; a post takes what a channel takes."""

from typing import Any

import pytest

from guildhall.errors import InvalidArguments
from tests.integration.pairs.pairing import House, pair
from tests.integration.pairs.test_threads import undo

LONG = "\n".join(f"line {number} of a long story" for number in range(120))
PICTURE = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


def forum_of(house: House, **settings: Any) -> str:
    """A new forum."""
    forum = str(house.write("channel.create", name="ideas", kind="forum")["channel_id"])
    if settings:
        house.write("forum.edit_settings", channel_id=forum, **settings)
    return forum


def tag_of(house: House, forum: str, name: str = "Good", **more: Any) -> str:
    """A new tag of a forum."""
    return str(house.write("forum.create_tag", channel_id=forum, name=name, **more)["tag_id"])


def post_of(house: House, forum: str, **more: Any) -> str:
    """A new post in a forum."""
    said = {"name": "An idea", "content": "Let us", **more}
    return str(house.write("forum.create_post", channel_id=forum, **said)["channel_id"])


@pair("forum.create_post", "forum.list_posts")
def test_a_post_is_listed_with_its_tags(house: House) -> None:
    forum = forum_of(house)
    tag = tag_of(house, forum)
    post = post_of(house, forum, tag_ids=[tag], slowmode_s=5)
    (found,) = house.read("forum.list_posts", channel_id=forum)["posts"]
    assert (found["channel_id"], found["name"], found["tag_names"]) == (post, "An idea", ["Good"])
    assert (found["tag_ids"], found["slowmode_s"], found["message_count"]) == ([tag], 5, 0)
    house.write("message.send", channel_id=post, content="Let us not")
    (found,) = house.read("forum.list_posts", channel_id=forum)["posts"]
    assert found["message_count"] == 1, "the first message is not counted"


@pair("forum.create_post", "message.get")
def test_a_posts_first_message_has_its_id_and_notifies_nobody(house: House) -> None:
    forum = forum_of(house)
    post = post_of(house, forum, content=f"Hello <@{house.lab.users['member']}>")
    first = house.read("message.get", channel_id=post, message_id=post)
    assert first["content"].startswith("Hello")
    (sent,) = [each for each in house.lab.requests() if each["path"].endswith("/threads") and each["method"] == "POST"]
    assert sent["body"]["message"]["allowed_mentions"] == {"parse": []}


@pair("forum.create_post", "message.list")
def test_a_long_post_goes_on_in_further_messages(house: House) -> None:
    made = house.write("forum.create_post", channel_id=forum_of(house), name="A story", content=LONG)
    found = house.read("message.list", channel_id=made["channel_id"])["messages"]
    assert [each["message_id"] for each in reversed(found)] == made["message_ids"]
    assert (len(found), made["unsent_count"]) == (2, 0)
    assert "\n".join(each["content"] for each in reversed(found)) == LONG


@pair("forum.create_post", "attachment.list")
def test_a_posts_first_message_carries_files_and_embeds(house: House) -> None:
    file = {"data_base64": PICTURE, "name": "dot.png"}
    forum = forum_of(house)
    post = post_of(house, forum, files=[file], embeds=[{"title": "Look"}])
    assert "dot.png" in str(house.read("attachment.list", channel_id=post, message_id=post))
    assert "Look" in str(house.read("message.get", channel_id=post, message_id=post))


@pair("forum.edit_settings", "forum.get")
def test_a_forum_reads_as_it_was_set_up(house: House) -> None:
    forum = forum_of(house)
    settings: dict[str, Any] = {"guidelines": "Be kind", "default_reaction": "👍", "default_sort": "creation"}
    settings |= {"default_layout": "grid", "require_tag": True, "post_slowmode_s": 60, "reply_slowmode_s": 5}
    settings |= {"auto_archive": "one_week", "tag_matching": "all"}
    house.write("forum.edit_settings", channel_id=forum, **settings)
    found = house.read("forum.get", channel_id=forum)
    assert {name: found[name] for name in settings} == settings


@pair("forum.edit_settings", "forum.get")
def test_what_is_cleared_of_a_forum_is_not_set_any_more(house: House) -> None:
    forum = forum_of(house, default_reaction="👍", default_sort="creation", guidelines="Be kind", require_tag=True)
    cleared = ["default_reaction", "default_sort"]
    house.write("forum.edit_settings", channel_id=forum, guidelines="", require_tag=False, clear=cleared)
    found = house.read("forum.get", channel_id=forum)
    assert [found[name] for name in ("default_reaction", "default_sort", "guidelines")] == ["", "", ""]
    assert found["require_tag"] is False


@pair("forum.edit_settings", "forum.list_posts")
def test_a_forum_that_wants_a_tag_takes_no_post_without_one(house: House) -> None:
    forum = forum_of(house, require_tag=True)
    tag = tag_of(house, forum)
    with pytest.raises(InvalidArguments, match="needs a tag"):
        post_of(house, forum)
    with pytest.raises(InvalidArguments, match="no tag"):
        post_of(house, forum, tag_ids=["41771983423143937"])
    post = post_of(house, forum, tag_ids=[tag])
    assert [each["channel_id"] for each in house.read("forum.list_posts", channel_id=forum)["posts"]] == [post]


@pair("forum.edit_settings", "thread.get")
def test_a_new_post_has_the_slowmode_that_its_forum_gives(house: House) -> None:
    post = post_of(house, forum_of(house, reply_slowmode_s=7))
    assert house.read("thread.get", channel_id=post)["slowmode_s"] == 7


@pair("forum.create_tag", "forum.get")
def test_a_forum_has_the_tags_that_were_made(house: House) -> None:
    forum = forum_of(house)
    good, bad = tag_of(house, forum, emoji="👍"), tag_of(house, forum, "Bad", moderated=True)
    assert house.read("forum.get", channel_id=forum)["tags"] == [
        {"tag_id": good, "name": "Good", "emoji": "👍", "moderated": False},
        {"tag_id": bad, "name": "Bad", "emoji": "", "moderated": True},
    ]


@pair("forum.create_tag", "forum.get")
def test_a_forum_has_twenty_tags_at_most(house: House) -> None:
    forum = forum_of(house)
    tag_of(house, forum)
    tags = [{"name": f"tag {number}"} for number in range(20)]
    house.lab.bot.patch(f"channels/{forum}", json={"available_tags": tags}).raise_for_status()
    with pytest.raises(InvalidArguments, match="as many tags"):
        tag_of(house, forum, "one more")
    assert len(house.read("forum.get", channel_id=forum)["tags"]) == 20


@pair("forum.edit_tag", "forum.get")
def test_a_tag_is_edited_and_the_others_stay(house: House) -> None:
    forum = forum_of(house)
    tag, other = tag_of(house, forum, emoji="👍"), tag_of(house, forum, "Bad", emoji="👎")
    house.write("forum.edit_tag", channel_id=forum, tag_id=tag, name="Better", moderated=True, clear=["emoji"])
    assert house.read("forum.get", channel_id=forum)["tags"] == [
        {"tag_id": tag, "name": "Better", "emoji": "", "moderated": True},
        {"tag_id": other, "name": "Bad", "emoji": "👎", "moderated": False},
    ]


@pair("forum.edit_tag", "forum.list_posts")
def test_posts_keep_a_tag_that_is_renamed(house: House) -> None:
    forum = forum_of(house)
    tag = tag_of(house, forum)
    post_of(house, forum, tag_ids=[tag])
    house.write("forum.edit_tag", channel_id=forum, tag_id=tag, name="Better")
    (found,) = house.read("forum.list_posts", channel_id=forum)["posts"]
    assert found["tag_names"] == ["Better"]


@pair("forum.delete_tag", "forum.list_posts")
def test_posts_lose_a_tag_that_is_deleted(house: House) -> None:
    forum = forum_of(house)
    tag, other = tag_of(house, forum), tag_of(house, forum, "Bad")
    post_of(house, forum, tag_ids=[tag, other])
    house.write("forum.delete_tag", channel_id=forum, tag_id=tag)
    (found,) = house.read("forum.list_posts", channel_id=forum)["posts"]
    assert (found["tag_ids"], found["tag_names"]) == ([other], ["Bad"])


@pair("forum.delete_tag", "forum.get")
def test_a_tag_is_gone_once_it_is_deleted(house: House) -> None:
    forum = forum_of(house)
    tag, other = tag_of(house, forum), tag_of(house, forum, "Bad")
    house.write("forum.delete_tag", channel_id=forum, tag_id=tag)
    assert [each["tag_id"] for each in house.read("forum.get", channel_id=forum)["tags"]] == [other]


@pair("thread.edit", "forum.list_posts")
def test_a_post_is_tagged_pinned_and_archived(house: House) -> None:
    forum = forum_of(house)
    tag, post = tag_of(house, forum), post_of(house, forum)
    other = post_of(house, forum)
    house.write("thread.edit", channel_id=post, tag_ids=[tag], pinned=True)
    house.write("thread.edit", channel_id=other, archived=True)
    first, second = house.read("forum.list_posts", channel_id=forum)["posts"]
    assert (first["channel_id"], first["tag_names"], first["pinned"]) == (post, ["Good"], True)
    assert (second["channel_id"], second["archived"], second["pinned"]) == (other, True, False)
    tagged = house.read("forum.list_posts", channel_id=forum, tag_id=tag)["posts"]
    archived = house.read("forum.list_posts", channel_id=forum, archived=True)["posts"]
    assert [each["channel_id"] for each in (*tagged, *archived)] == [post, other]


@pair("thread.edit", "thread.search")
def test_posts_are_found_by_their_tags(house: House) -> None:
    forum = forum_of(house)
    good, bad = tag_of(house, forum), tag_of(house, forum, "Bad")
    both, one = post_of(house, forum, tag_ids=[good]), post_of(house, forum, tag_ids=[bad])
    post_of(house, forum)
    house.write("thread.edit", channel_id=both, tag_ids=[good, bad])
    for matching, expected in (("all", {both}), ("some", {both, one})):
        asked = {"channel_id": forum, "tag_ids": [good, bad], "tag_matching": matching}
        assert {each["channel_id"] for each in house.read("thread.search", **asked)["threads"]} == expected


@pair("thread.delete", "forum.list_posts")
def test_a_post_is_gone_once_it_is_deleted(house: House) -> None:
    forum = forum_of(house)
    post = post_of(house, forum)
    house.write("thread.delete", channel_id=post)
    assert house.read("forum.list_posts", channel_id=forum)["posts"] == []


@pair("message.send", "message.list")
def test_a_post_is_answered(house: House) -> None:
    post = post_of(house, forum_of(house))
    house.write("message.send", channel_id=post, content="Yes", reply_to=post)
    answer, first = house.read("message.list", channel_id=post)["messages"]
    assert (answer["content"], first["message_id"]) == ("Yes", post)


@pair("message.delete", "message.list")
def test_an_answer_to_a_post_is_deleted(house: House) -> None:
    post = post_of(house, forum_of(house))
    answer = house.write("message.send", channel_id=post, content="Yes")["message_id"]
    house.write("message.delete", channel_id=post, message_id=answer)
    assert [each["message_id"] for each in house.read("message.list", channel_id=post)["messages"]] == [post]


def test_a_forum_itself_takes_no_messages_and_no_threads(house: House) -> None:
    forum = forum_of(house)
    with pytest.raises(InvalidArguments, match="takes posts"):
        house.write("thread.create", channel_id=forum, name="x")
    with pytest.raises(InvalidArguments, match="no forum"):
        post_of(house, house.lab.channels["general"])


SETTINGS: dict[str, dict[str, Any]] = {
    "set": {"guidelines": "Be kind", "default_reaction": "👍", "default_sort": "creation", "require_tag": True},
    "laid out": {"default_layout": "list", "reply_slowmode_s": 5, "auto_archive": "one_hour", "tag_matching": "some"},
}


@pytest.mark.parametrize("settings", SETTINGS.values(), ids=SETTINGS)
def test_a_forum_is_set_up_as_it_was_once_that_is_undone(house: House, settings: dict[str, Any]) -> None:
    forum = forum_of(house)
    before = house.read("forum.get", channel_id=forum)
    house.write("forum.edit_settings", channel_id=forum, **settings)
    undo(house, "forum.edit_settings")
    assert house.read("forum.get", channel_id=forum) == before


def test_tags_are_as_they_were_once_that_is_undone(house: House) -> None:
    forum = forum_of(house)
    tag = tag_of(house, forum, emoji="👍")
    before = house.read("forum.get", channel_id=forum)["tags"]
    tag_of(house, forum, "Bad")
    undo(house, "forum.create_tag")
    house.write("forum.edit_tag", channel_id=forum, tag_id=tag, name="Better", clear=["emoji"])
    undo(house, "forum.edit_tag")
    assert house.read("forum.get", channel_id=forum)["tags"] == before
    house.write("forum.delete_tag", channel_id=forum, tag_id=tag)
    assert undo(house, "forum.delete_tag")["fidelity"] == "partial"
    (made,) = house.read("forum.get", channel_id=forum)["tags"]
    assert {**made, "tag_id": tag} == before[0]


def test_a_post_is_gone_once_it_is_undone(house: House) -> None:
    forum = forum_of(house)
    post_of(house, forum)
    undo(house, "forum.create_post")
    assert house.read("forum.list_posts", channel_id=forum)["posts"] == []
