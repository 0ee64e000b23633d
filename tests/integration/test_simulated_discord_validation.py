"""Every request to the simulated Discord is checked as Discord and its OpenAPI document demand."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from local.discord.testing import USER_AGENT, Lab, bot_client, laboratory


@pytest.fixture(scope="module")
def running_lab() -> Iterator[Lab]:
    with laboratory() as found:
        yield found


@pytest.fixture
def lab(running_lab: Lab) -> Iterator[Lab]:
    running_lab.reset()
    yield running_lab
    assert running_lab.violations() == []


def refusals(response: httpx.Response) -> dict[str, list[str]]:
    """Flatten a 50035 tree to dotted path -> codes."""
    assert response.status_code == 400, response.text
    assert response.json()["code"] == 50035
    found: dict[str, list[str]] = {}

    def walk(node: dict[str, Any], path: str) -> None:
        for key, value in node.items():
            if key == "_errors":
                found[path] = [error["code"] for error in value]
            else:
                walk(value, f"{path}.{key}".lstrip("."))

    walk(response.json()["errors"], "")
    return found


@pytest.mark.parametrize(
    ("body", "path", "code"),
    [
        ({"contnet": "x"}, "contnet", "UNKNOWN_KEY"),
        ({"content": "x" * 2001}, "content", "BASE_TYPE_BAD_LENGTH"),
        ({"content": 7}, "content", "BASE_TYPE_TYPE"),
        ({"embeds": [{"titel": "x"}]}, "embeds.0.titel", "UNKNOWN_KEY"),
        ({"embeds": [{"fields": [{"name": "a"}]}]}, "embeds.0.fields.0.value", "BASE_TYPE_REQUIRED"),
        ({"embeds": [{"fields": [{"name": "a", "value": "b"}] * 26}]}, "embeds.0.fields", "BASE_TYPE_BAD_LENGTH"),
        ({"embeds": [{"description": "x" * 4000}] * 2}, "embeds", "MAX_EMBED_SIZE_EXCEEDED"),
        ({"content": "x", "nonce": "n" * 26}, "nonce", "BASE_TYPE_BAD_LENGTH"),
        ({"content": "x", "allowed_mentions": {"parse": ["bots"]}}, "allowed_mentions.parse.0", "BASE_TYPE_CHOICES"),
    ],
)
def test_a_wrong_message_body_is_refused_and_the_field_is_named(
    lab: Lab, body: dict[str, Any], path: str, code: str
) -> None:
    assert code in refusals(lab.send(body))[path]
    last = lab.requests()[-1]
    assert last["valid"] is False
    assert last["violations"]


def row(*buttons: dict[str, Any]) -> dict[str, Any]:
    return {"type": 1, "components": list(buttons)}


def button(custom_id: str, **more: Any) -> dict[str, Any]:
    return {"type": 2, "style": 1, "custom_id": custom_id, "label": "press"} | more


@pytest.mark.parametrize(
    ("components", "flags", "path"),
    [
        ([row(button("a" * 101))], 0, "components.0.components.0.custom_id"),
        ([row(button("a"), button("a"))], 0, "components.0.components.1.custom_id"),
        ([row(*[button(str(n)) for n in range(6)])], 0, "components.0.components"),
        ([row(button(str(n))) for n in range(6)], 0, "components"),
        ([row({"type": 2, "style": 5, "label": "no url"})], 0, "components.0.components.0.url"),
        ([row(button("a", label=None))], 0, "components.0.components.0.label"),
        ([row(button("a", colour=3))], 0, "components.0.components.0.colour"),
        ([{"type": 10, "content": "text without the flag"}], 0, "components.0"),
        ([{"type": 10, "content": "x"}] * 41, 1 << 15, "components"),
    ],
)
def test_wrong_components_are_refused(lab: Lab, components: list[dict[str, Any]], flags: int, path: str) -> None:
    assert path in refusals(lab.send({"components": components, "flags": flags} | ({} if flags else {"content": "x"})))


def test_components_v2_and_content_exclude_each_other(lab: Lab) -> None:
    text = [{"type": 10, "content": "hello"}]
    assert "content" in refusals(lab.send({"content": "x", "components": text, "flags": 1 << 15}))
    sent = lab.send({"components": text, "flags": 1 << 15})
    assert sent.status_code == 200
    assert sent.json()["components"] == [{"type": 10, "id": 1, "content": "hello"}]


def test_an_empty_message_is_50006(lab: Lab) -> None:
    bodies: list[dict[str, Any]] = [{}, {"content": "   "}, {"embeds": []}]
    for body in bodies:
        answer = lab.send(body)
        assert (answer.status_code, answer.json()["code"]) == (400, 50006)


def test_unknown_and_ill_typed_query_parameters_are_refused(lab: Lab) -> None:
    place = f"channels/{lab.channels['general']}/messages"
    assert refusals(lab.bot.get(place, params={"limit": 101})) == {"limit": ["NUMBER_TYPE_MAX"]}
    assert refusals(lab.bot.get(place, params={"count": 3})) == {"count": ["UNKNOWN_KEY"]}
    assert refusals(lab.bot.get(place, params={"before": "yesterday"})) == {"before": ["BASE_TYPE_PATTERN"]}


def test_a_path_parameter_that_is_no_snowflake_is_refused(lab: Lab) -> None:
    assert refusals(lab.bot.get("channels/general")) == {"channel_id": ["NUMBER_TYPE_COERCE"]}


def test_an_unknown_route_is_404_and_an_unknown_method_405(lab: Lab) -> None:
    assert lab.bot.get("guilds/1/everything").status_code == 404
    assert lab.bot.put("users/@me").status_code == 405
    assert [entry["valid"] for entry in lab.requests()] == [False, False]


@pytest.mark.parametrize("authorization", ["", "Bot wrong", "Bearer {token}", "{token}", "bot {token}"])
def test_a_wrong_authorization_is_401(lab: Lab, authorization: str) -> None:
    value = authorization.format(token=lab.endpoints["bot_token"])
    answer = lab.bot.get("users/@me", headers={"Authorization": value})
    assert answer.status_code == 401
    assert answer.json() == {"message": "401: Unauthorized", "code": 0}
    assert lab.requests()[-1]["valid"] is False


def test_routes_without_authorization_need_none(lab: Lab) -> None:
    assert lab.tokens.get("gateway").json() == {"url": lab.endpoints["gateway_url"]}


@pytest.mark.parametrize("agent", ["python-httpx/0.28", "DiscordBot", "DiscordBot (https://x)"])
def test_a_user_agent_of_another_form_is_refused(lab: Lab, agent: str) -> None:
    with bot_client(lab.endpoints, **{"User-Agent": agent}) as client:
        assert refusals(client.get("users/@me")) == {"User-Agent": ["INVALID_USER_AGENT"]}


@pytest.mark.parametrize("kind", ["application/json; charset=utf-8", "text/plain", "application/x-www-form-urlencoded"])
def test_another_content_type_than_json_is_refused(lab: Lab, kind: str) -> None:
    place = f"channels/{lab.channels['general']}/messages"
    answer = lab.bot.post(place, content=b'{"content": "x"}', headers={"Content-Type": kind})
    assert refusals(answer) == {"": ["CONTENT_TYPE_INVALID"]}


def test_a_body_that_is_no_json_is_refused(lab: Lab) -> None:
    place = f"channels/{lab.channels['general']}/messages"
    answer = lab.bot.post(place, content=b"{", headers={"Content-Type": "application/json"})
    assert refusals(answer) == {"": ["INVALID_JSON"]}


def test_an_audit_reason_longer_than_512_decoded_characters_is_refused(lab: Lab) -> None:
    place = f"channels/{lab.channels['general']}"
    fine = lab.bot.patch(place, json={"nsfw": False}, headers={"X-Audit-Log-Reason": "%C3%A4" * 512})
    assert fine.status_code == 200
    assert lab.requests()[-1]["reason"] == "ä" * 512
    long = lab.bot.patch(place, json={"nsfw": False}, headers={"X-Audit-Log-Reason": "%C3%A4" * 513})
    assert refusals(long) == {"X-Audit-Log-Reason": ["BASE_TYPE_BAD_LENGTH"]}


def test_permissions_are_taken_as_digits_in_a_text_and_as_integers(lab: Lab) -> None:
    for value in ("2048", 2048):
        made = lab.bot.post(f"guilds/{lab.guild_id}/roles", json={"name": "r", "permissions": value})
        assert made.json()["permissions"] == "2048"
    refused = lab.bot.post(f"guilds/{lab.guild_id}/roles", json={"permissions": "SEND"})
    assert "permissions" in refusals(refused)


def test_the_request_log_shows_what_was_sent(lab: Lab) -> None:
    lab.send({"content": "hello"})
    [entry] = lab.requests()
    assert entry["method"] == "POST"
    assert entry["path"] == f"/api/v10/channels/{lab.channels['general']}/messages"
    assert entry["route"] == "/channels/{channel_id}/messages"
    assert entry["body"] == {"content": "hello"}
    assert (entry["status"], entry["valid"], entry["violations"]) == (200, True, [])
    assert lab.control.get("/requests", params={"since": entry["seq"]}).json() == []
    lab.reset()
    lab.send({"content": "hello"})
    assert lab.requests()[0]["seq"] == entry["seq"] + 1


def test_every_answer_carries_via_and_the_rate_limit_headers(lab: Lab) -> None:
    answer = lab.bot.get("users/@me", headers={"User-Agent": USER_AGENT})
    names = {"via", "x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset", "x-ratelimit-reset-after"}
    assert names | {"x-ratelimit-bucket"} <= set(answer.headers)
