"""Rate limits and ordered faults of the simulated Discord, as a client sees them."""

import math
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from local.discord.testing import Lab, laboratory

CREATE = "POST /channels/{channel_id}/messages"


@pytest.fixture(scope="module")
def running_lab() -> Iterator[Lab]:
    with laboratory() as found:
        yield found


@pytest.fixture
def lab(running_lab: Lab) -> Iterator[Lab]:
    running_lab.reset(rate_limits=True)
    yield running_lab
    assert running_lab.violations() == []


def say(lab: Lab, channel: str = "general") -> httpx.Response:
    return lab.send({"content": "x"}, channel)


def limited(answer: httpx.Response) -> dict[str, Any]:
    assert answer.status_code == 429, answer.text
    assert answer.headers["via"]
    assert answer.headers["content-type"] == "application/json"
    return dict(answer.json())


def test_the_sixth_message_in_the_window_is_refused_per_channel(lab: Lab) -> None:
    lab.order("/settings", limits={"create_message": [5, 500]})
    answers = [say(lab) for _ in range(6)]
    assert [a.status_code for a in answers] == [200] * 5 + [429]
    assert [a.headers["x-ratelimit-remaining"] for a in answers] == ["4", "3", "2", "1", "0", "0"]
    body = limited(answers[-1])
    assert body["message"] == "You are being rate limited."
    assert body["global"] is False
    assert 0 < body["retry_after"] <= 100
    assert int(answers[-1].headers["retry-after"]) == math.ceil(body["retry_after"])
    assert answers[-1].headers["x-ratelimit-scope"] == "user"
    assert say(lab, "support").status_code == 200


def test_a_sliding_bucket_gives_back_one_request_after_another(lab: Lab) -> None:
    lab.order("/settings", limits={"create_message": [5, 500]})
    for _ in range(5):
        say(lab)
    lab.order("/clock", seconds=101)
    assert [say(lab).status_code, say(lab).status_code] == [200, 429]


def test_a_fixed_bucket_gives_everything_back_at_once(lab: Lab) -> None:
    place = f"channels/{lab.channels['general']}"
    answers = [lab.bot.patch(place, json={"nsfw": bool(n % 2)}).status_code for n in range(6)]
    assert answers == [200] * 5 + [429]
    lab.order("/clock", seconds=15.1)
    assert [lab.bot.patch(place, json={"nsfw": bool(n % 2)}).status_code for n in range(6)] == [200] * 5 + [429]


def test_routes_of_one_bucket_share_hash_and_count(lab: Lab) -> None:
    role = lab.names["moderators_role"]
    place = f"guilds/{lab.guild_id}/members/{lab.users['member']}/roles/{role}"
    first, second = lab.bot.put(place), lab.bot.delete(place)
    assert first.headers["x-ratelimit-bucket"] == second.headers["x-ratelimit-bucket"]
    assert second.headers["x-ratelimit-remaining"] == "8"


def test_the_third_new_name_in_ten_minutes_is_a_sub_limit_with_requests_remaining(lab: Lab) -> None:
    place = f"channels/{lab.channels['general']}"
    answers = [lab.bot.patch(place, json={"topic": str(n)}) for n in range(3)]
    assert [a.status_code for a in answers] == [200, 200, 429]
    assert 590 < limited(answers[-1])["retry_after"] <= 600
    assert int(answers[-1].headers["x-ratelimit-remaining"]) > 0
    assert lab.bot.patch(place, json={"nsfw": True}).status_code == 200


def test_old_messages_are_deleted_from_a_bucket_of_their_own(lab: Lab) -> None:
    kept = lab.bot.get(f"channels/{lab.channels['general']}/messages", params={"limit": 100}).json()
    new, old = (lab.bot.delete(f"channels/{lab.channels['general']}/messages/{m['id']}") for m in (kept[0], kept[-1]))
    assert new.headers["x-ratelimit-bucket"] != old.headers["x-ratelimit-bucket"]


def test_the_51st_request_in_a_second_is_a_global_429(lab: Lab) -> None:
    lab.order("/settings", limits={"get_user": [1000, 1]})
    place = f"users/{lab.users['member']}"
    answers = [lab.bot.get(place) for _ in range(120)]
    refused = [a for a in answers if a.status_code == 429]
    if not refused:
        pytest.skip("the machine was too slow for more than 50 requests in one second")
    assert limited(refused[0])["global"] is True
    assert refused[0].headers["x-ratelimit-global"] == "true"
    assert refused[0].headers["x-ratelimit-scope"] == "global"
    assert "x-ratelimit-bucket" not in refused[0].headers


def test_refusals_count_as_invalid_requests(lab: Lab) -> None:
    lab.order("/settings", limits={"create_message": [5, 500]})
    for _ in range(6):
        say(lab)
    lab.bot.get("users/@me", headers={"Authorization": "Bot wrong"})
    assert lab.control.get("/state").json()["invalid_requests"] == 2


def test_an_ordered_status_hits_its_route_only_and_only_so_often(lab: Lab) -> None:
    lab.fault(route=CREATE, times=2, kind="status", status=503)
    lab.fault(route=CREATE, times=1, kind="status", status=404, code=10015)
    assert lab.bot.get("users/@me").status_code == 200
    assert [say(lab).status_code for _ in range(2)] == [503, 503]
    answer = say(lab)
    assert (answer.status_code, answer.json()) == (404, {"message": "Unknown Webhook", "code": 10015})
    assert say(lab).status_code == 200


def test_an_ordered_status_can_come_after_the_request_took_effect(lab: Lab) -> None:
    lab.fault(route=CREATE, kind="status", status=502, when="after")
    assert say(lab).status_code == 502
    newest = lab.bot.get(f"channels/{lab.channels['general']}/messages", params={"limit": 1}).json()[0]
    assert newest["author"]["id"] == lab.endpoints["bot_user_id"]


def test_a_search_can_find_the_index_not_ready(lab: Lab) -> None:
    lab.fault(route="GET /guilds/{guild_id}/messages/search", kind="indexing", retry_after=3)
    place = f"guilds/{lab.guild_id}/messages/search"
    answer = lab.bot.get(place, params={"content": "x"})
    assert (answer.status_code, answer.json()["code"], answer.json()["retry_after"]) == (202, 110000, 3)
    assert lab.bot.get(place, params={"content": "x"}).status_code == 200


def test_a_delay_is_kept(lab: Lab) -> None:
    lab.fault(route=CREATE, kind="delay", delay_ms=800)
    assert say(lab).elapsed.total_seconds() >= 0.8
    assert say(lab).elapsed.total_seconds() < 0.8


def test_a_dropped_connection_loses_the_request_or_only_its_answer(lab: Lab) -> None:
    def count() -> int:
        return len(lab.bot.get(f"channels/{lab.channels['general']}/messages", params={"limit": 100}).json())

    before = count()
    for when, added in (("before", 0), ("after", 1)):
        lab.fault(route=CREATE, kind="drop", when=when)
        with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
            say(lab)
        assert count() == before + added
    assert [entry["status"] for entry in lab.requests() if entry["method"] == "POST"] == [0, 0]


@pytest.mark.parametrize("form", ["html", "json"])
def test_a_cloudflare_block_has_neither_via_nor_rate_limit_headers(lab: Lab, form: str) -> None:
    lab.fault(route="*", kind="cloudflare", body=form, retry_after=3600)
    answer = lab.bot.get("users/@me")
    assert answer.status_code == 429
    assert "via" not in answer.headers
    assert not [name for name in answer.headers if name.startswith("x-ratelimit")]
    assert answer.headers["retry-after"] == "3600"
    assert ("<html>" in answer.text) is (form == "html")


def test_a_shared_limit_says_so_and_its_body_differs_from_its_header(lab: Lab) -> None:
    lab.fault(route=CREATE, kind="shared", retry_after=7.5)
    answer = say(lab)
    assert limited(answer)["retry_after"] == 7.5
    assert answer.headers["x-ratelimit-scope"] == "shared"
    assert answer.headers["x-ratelimit-reset-after"] != "7.5"


def test_an_ordered_global_limit_and_sub_limit_look_like_real_ones(lab: Lab) -> None:
    lab.fault(route=CREATE, kind="global", retry_after=0.2)
    assert limited(say(lab))["global"] is True
    lab.fault(route=CREATE, kind="sublimit", retry_after=9)
    answer = say(lab)
    assert limited(answer)["retry_after"] == 9
    assert int(answer.headers["x-ratelimit-remaining"]) > 0


def test_a_bucket_can_change_its_hash(lab: Lab) -> None:
    first = say(lab).headers["x-ratelimit-bucket"]
    lab.fault(route=CREATE, kind="bucket_change")
    assert say(lab).headers["x-ratelimit-bucket"] != first


@pytest.mark.parametrize(
    "order",
    [{"kind": "meteor"}, {"gateway": "meteor"}, {"gateway": "drop", "when": "never"}, {"times": 1}],
)
def test_an_order_that_makes_no_sense_is_refused_and_none_is_kept(lab: Lab, order: dict[str, Any]) -> None:
    answer = lab.control.post("/faults", json=[{"kind": "status", "status": 500}, order])
    assert answer.status_code == 400
    assert "must be one of" in answer.json()["error"]
    assert say(lab).status_code == 200


def test_a_fault_can_be_for_one_channel_alone(lab: Lab) -> None:
    lab.fault(route=CREATE, kind="status", status=503, where={"channel_id": lab.channels["support"]})
    assert say(lab).status_code == 200
    assert [say(lab, "support").status_code for _ in range(2)] == [503, 200]


def test_a_reset_forgets_faults_and_spent_limits(lab: Lab) -> None:
    lab.order("/settings", limits={"create_message": [5, 500]})
    for _ in range(5):
        say(lab)
    lab.fault(route="*", times=100, kind="status", status=500)
    lab.order("/reset")
    assert say(lab).status_code == 200
