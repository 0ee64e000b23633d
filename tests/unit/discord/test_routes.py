from urllib.parse import unquote

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from guildhall.discord import routes
from guildhall.discord.routes import Route
from guildhall.errors import InvalidArguments

BULK_DELETE = Route("POST /channels/{channel_id}/messages/bulk-delete")
REACTION = Route("PUT /channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}/@me")
WEBHOOK = Route("POST /webhooks/{webhook_id}/{webhook_token}")


def test_a_route_is_taken_apart() -> None:
    assert (BULK_DELETE.method, BULK_DELETE.template) == ("POST", "/channels/{channel_id}/messages/bulk-delete")
    assert BULK_DELETE.names == ("channel_id",)
    assert BULK_DELETE.major == "channel_id"
    assert routes.LIST_MY_GUILDS.major is None


def test_routes_of_the_same_text_are_the_same() -> None:
    again = Route("POST /channels/{channel_id}/messages/bulk-delete")
    assert again == BULK_DELETE
    assert hash(again) == hash(BULK_DELETE)
    assert Route("GET /users/@me") != BULK_DELETE
    assert str(again) == "POST /channels/{channel_id}/messages/bulk-delete"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "GET",
        "GET channels",
        "FETCH /x",
        "GET /a/{b}/{b}",
        "GET /a/../b?x=1",
        "GET /a/{B}",
        "get /a",
        "GET //a",
        "GET /a/",
    ],
)
def test_what_is_no_route_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a route"):
        Route(text)


def test_a_path_is_filled_in_and_encoded() -> None:
    path = REACTION.path({"channel_id": "1", "message_id": "2", "emoji_name": "blob:3/é", "more": "ignored"})
    assert path == "/channels/1/messages/2/reactions/blob%3A3%2F%C3%A9/@me"
    sent = httpx.Client(base_url="https://discord.test/api/v10").build_request("PUT", path)
    assert sent.url.raw_path == b"/api/v10/channels/1/messages/2/reactions/blob%3A3%2F%C3%A9/@me"


@pytest.mark.parametrize("emoji", ["👨‍👩‍👧", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "1️⃣"])
def test_an_emoji_of_several_characters_is_filled_in(emoji: str) -> None:
    path = REACTION.path({"channel_id": "1", "message_id": "2", "emoji_name": emoji})
    assert unquote(path) == f"/channels/1/messages/2/reactions/{emoji}/@me"


def test_a_missing_parameter_is_our_mistake() -> None:
    with pytest.raises(ValueError, match="needs message_id, emoji_name"):
        REACTION.path({"channel_id": "1"})


@pytest.mark.parametrize("value", ["", ".", "..", "...", "a\nb", "\x00", "x" * 513])
def test_a_value_that_could_lead_elsewhere_is_refused(value: str) -> None:
    with pytest.raises(InvalidArguments):
        REACTION.path({"channel_id": "1", "message_id": "2", "emoji_name": value})


@pytest.mark.parametrize("value", ["", "@me", "1/../2", "\u0661", "1 ", "1" * 21, "-1"])
def test_an_id_is_digits(value: str) -> None:
    with pytest.raises(InvalidArguments):
        BULK_DELETE.path({"channel_id": value})


@given(st.text(max_size=600))
def test_no_value_ever_adds_or_removes_a_segment(value: str) -> None:
    try:
        path = REACTION.path({"channel_id": "1", "message_id": "2", "emoji_name": value})
    except InvalidArguments:
        return
    sent = httpx.Client(base_url="https://discord.test/api/v10").build_request("PUT", path).url
    assert sent.raw_path.count(b"/") == 9
    assert sent.path == f"/api/v10/channels/1/messages/2/reactions/{value}/@me"
    assert not sent.query
    assert not sent.fragment


def test_limits_are_split_by_the_major_resource() -> None:
    assert BULK_DELETE.major_key({"channel_id": "7"}) == "channel_id=7"
    assert routes.GET_MY_USER.major_key({}) == ""


def test_a_webhooks_token_splits_the_limit_without_being_shown() -> None:
    one = WEBHOOK.major_key({"webhook_id": "5", "webhook_token": "canary"})
    other = WEBHOOK.major_key({"webhook_id": "5", "webhook_token": "other"})
    assert one != other
    assert "canary" not in one


def test_the_id_of_a_running_activity_is_a_word_and_leads_nowhere_else() -> None:
    route = Route("GET /applications/{application_id}/activity-instances/{instance_id}")
    word = "i-41771983423143937-gc-1-2"
    assert route.path({"application_id": "1", "instance_id": word}).endswith(f"/activity-instances/{word}")
    with pytest.raises(InvalidArguments):
        route.path({"application_id": "1", "instance_id": ".."})
    assert "/" not in route.path({"application_id": "1", "instance_id": "a/b"}).rpartition("activity-instances/")[2]
