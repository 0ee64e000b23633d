import json
from typing import Any

import pytest

from guildhall.discord.budget import Budget
from guildhall.discord.files import File
from guildhall.discord.requests import Request, nonce
from guildhall.discord.routes import (
    CREATE_MESSAGE,
    EXECUTE_WEBHOOK,
    GET_CHANNEL,
    UPDATE_MESSAGE,
    UPDATE_ORIGINAL_WEBHOOK_MESSAGE,
    Route,
)

QUIET: dict[str, list[str]] = {"parse": []}
PING = {"parse": ["users"]}


def sent(route: Route, body: dict[str, Any], key: str = "key") -> Any:
    content = Request(route=route, body=body, nonce_key=key).content()
    assert content is not None
    return json.loads(content)


@pytest.mark.parametrize(
    "route", [CREATE_MESSAGE, UPDATE_MESSAGE, EXECUTE_WEBHOOK, UPDATE_ORIGINAL_WEBHOOK_MESSAGE], ids=str
)
def test_a_message_pings_nobody_unless_asked(route: Route) -> None:
    assert sent(route, {"content": "@everyone"})["allowed_mentions"] == QUIET
    assert sent(route, {"content": "hi", "allowed_mentions": PING})["allowed_mentions"] == PING


def test_a_forum_post_pings_nobody_either() -> None:
    route = Route("POST /channels/{channel_id}/threads")
    assert sent(route, {"name": "t", "message": {"content": "@here"}})["message"]["allowed_mentions"] == QUIET
    asked = sent(route, {"name": "t", "message": {"content": "x", "allowed_mentions": PING}})
    assert asked["message"]["allowed_mentions"] == PING
    assert sent(route, {"name": "t"}) == {"name": "t"}


@pytest.mark.parametrize("nothing", [None, {}])
def test_what_discord_would_take_for_everybody_in_the_text_is_nobody(nothing: object) -> None:
    assert sent(CREATE_MESSAGE, {"content": "@here", "allowed_mentions": nothing})["allowed_mentions"] == QUIET
    post = {"name": "t", "message": {"content": "@here", "allowed_mentions": nothing}}
    assert sent(Route("POST /channels/{channel_id}/threads"), post)["message"]["allowed_mentions"] == QUIET


def test_an_answer_to_an_interaction_pings_nobody_and_one_that_is_no_message_stays_as_it_is() -> None:
    route = Route("POST /interactions/{interaction_id}/{interaction_token}/callback")
    for kind in (4, 7):
        assert sent(route, {"type": kind, "data": {"content": "@here"}})["data"]["allowed_mentions"] == QUIET
    for body in ({"type": 1}, {"type": 9, "data": {"title": "x"}}, {"type": 4, "data": None}):
        assert sent(route, body) == body


@pytest.mark.parametrize(
    ("route", "body"),
    [
        (Route("PATCH /channels/{channel_id}"), {"name": "x"}),
        (UPDATE_MESSAGE, {"flags": 4}),
        (Route("PATCH /webhooks/{webhook_id}/{webhook_token}"), {"name": "x"}),
        (Route("POST /channels/{channel_id}/messages/bulk-delete"), {"messages": ["1", "2"]}),
    ],
)
def test_a_body_that_is_no_message_stays_as_it_is(route: Route, body: dict[str, Any]) -> None:
    assert sent(route, body) == body


def test_a_new_message_carries_a_nonce_that_discord_enforces() -> None:
    body = sent(CREATE_MESSAGE, {"content": "hi"}, key="confirmation-1/20/0")
    assert body["enforce_nonce"] is True
    assert body["nonce"] == nonce("confirmation-1/20/0")
    assert len(body["nonce"]) == 25
    assert body["nonce"] != nonce("confirmation-1/20/1")


def test_without_a_key_each_request_has_a_nonce_of_its_own_and_keeps_it() -> None:
    one, other = (
        Request(route=CREATE_MESSAGE, body={"content": "x"}),
        Request(route=CREATE_MESSAGE, body={"content": "x"}),
    )
    assert one.content() == one.content()
    assert one.content() != other.content()


def test_a_callers_nonce_is_kept() -> None:
    assert sent(CREATE_MESSAGE, {"content": "hi", "nonce": "mine"})["nonce"] == "mine"


def test_a_list_is_sent_as_it_is() -> None:
    request = Request(route=Route("PUT /applications/{application_id}/commands"), body=[{"name": "ask"}])
    assert request.content() == b'[{"name":"ask"}]'
    assert request.headers() == {"Content-Type": "application/json"}


def test_the_callers_body_is_not_changed() -> None:
    body: dict[str, Any] = {"content": "hi"}
    sent(CREATE_MESSAGE, body)
    assert body == {"content": "hi"}


def test_headers_are_those_that_discord_wants() -> None:
    told = Request(route=CREATE_MESSAGE, body={}, reason="é").headers()
    assert told == {"Content-Type": "application/json", "X-Audit-Log-Reason": "%C3%A9"}
    assert Request(route=Route("DELETE /channels/{channel_id}")).headers() == {}
    assert Request(route=GET_CHANNEL, reason="reading needs none").headers() == {}


@pytest.mark.parametrize(
    ("text", "repeatable"),
    [
        ("GET /users/@me", True),
        ("PUT /guilds/{guild_id}/bans/{user_id}", True),
        ("DELETE /channels/{channel_id}", True),
        ("PATCH /channels/{channel_id}", False),
        ("POST /guilds/{guild_id}/channels", False),
        ("POST /channels/{channel_id}/messages", True),
    ],
)
def test_only_what_is_harmless_twice_may_be_repeated(text: str, *, repeatable: bool) -> None:
    assert Request(route=Route(text)).repeatable is repeatable
    assert Request(route=Route(text), safe_to_repeat=True).repeatable


def test_neither_path_nor_body_is_shown() -> None:
    told = repr(Request(route=EXECUTE_WEBHOOK, path={"webhook_token": "canary"}, body={"content": "canary"}))
    assert "canary" not in told


def test_a_number_that_json_does_not_have_is_refused() -> None:
    with pytest.raises(ValueError, match="JSON"):
        Request(route=CREATE_MESSAGE, body={"nonce": float("nan")}).content()


def test_a_budget_waits_only_inside_itself() -> None:
    now, slept = [10.0], list[float]()
    budget = Budget.of(5, clock=lambda: now[0], sleep=slept.append)
    assert budget.remaining_s == 5
    assert budget.wait(4.9)
    assert not budget.wait(5)
    now[0] = 20
    assert budget.remaining_s == 0
    assert not budget.wait(0.1)
    assert slept == [4.9]


FILES = {"files[0]": File("wave.png", b"canary-content", "image/png")}
STICKER = Route("POST /guilds/{guild_id}/stickers")


def test_files_beside_a_message_leave_its_json_in_one_field_with_all_that_is_always_added() -> None:
    request = Request(route=CREATE_MESSAGE, body={"content": "hi"}, files=FILES, nonce_key="key")
    form = request.form()
    assert form is not None
    assert json.loads(form["payload_json"]) == sent(CREATE_MESSAGE, {"content": "hi"})
    assert request.headers()["Content-Type"] == f"multipart/form-data; boundary={request.boundary}"


def test_a_message_that_is_nothing_but_files_pings_nobody_and_is_posted_once_too() -> None:
    form = Request(route=CREATE_MESSAGE, files=FILES).form()
    assert form is not None
    told = json.loads(form["payload_json"])
    assert (told["allowed_mentions"], told["enforce_nonce"]) == (QUIET, True)


def test_a_file_in_a_field_of_its_own_stands_beside_plain_fields() -> None:
    body: dict[str, Any] = {"name": "wave", "volume": 0.5, "quiet": True}
    form = Request(route=STICKER, body=body, files={"file": FILES["files[0]"]}).form()
    assert form == {"name": "wave", "volume": "0.5", "quiet": "true"}


def test_without_files_there_is_no_form() -> None:
    nothing: list[dict[str, File] | None] = [None, {}]
    for files in nothing:
        request = Request(route=CREATE_MESSAGE, body={"content": "hi"}, files=files)
        assert request.form() is None
        assert request.headers()["Content-Type"] == "application/json"


def test_neither_the_files_nor_what_parts_them_is_shown() -> None:
    request = Request(route=CREATE_MESSAGE, files=FILES)
    assert "canary" not in repr(request)
    assert request.boundary not in repr(request)
