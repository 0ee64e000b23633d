"""Discord's answers while looking back."""

import json
from typing import Any

import pytest
import urllib3
from urllib3.exceptions import NewConnectionError

from guildhall.discord import USER_AGENT
from guildhall.discord.gateway.archive import DiscordArchive
from guildhall.discord.gateway.ports import Barred, Found, Wait

GUILD, BOT = "100000000000000001", "900000000000000001"
CLOUDFLARE = b"<!DOCTYPE html><p>You are being rate limited</p>"


class Pool:
    """Answers one request, and keeps what was asked."""

    def __init__(self, status: int, body: object, headers: dict[str, str] | None = None) -> None:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        self._answer = urllib3.HTTPResponse(data, headers=headers, status=status)
        self.asked: tuple[str, str, dict[str, Any]] | None = None

    def request(self, method: str, url: str, **more: Any) -> urllib3.BaseHTTPResponse:
        self.asked = (method, url, more)
        return self._answer


def archive(pool: object) -> DiscordArchive:
    found = DiscordArchive("https://discord.example/api/v10/")
    found._pool = pool  # type: ignore[assignment]  # a pool without a socket
    return found


def search(status: int, body: object, headers: dict[str, str] | None = None) -> Found | Wait | Barred:
    return archive(Pool(status, body, headers)).mentions("s3cret", GUILD, BOT, "5")


def hits(*ids: int) -> dict[str, Any]:
    return {"messages": [[{"id": str(one)}] for one in ids], "total_results": len(ids)}


def test_a_search_asks_for_mentions_oldest_first_behind_a_message() -> None:
    pool = Pool(200, hits())
    archive(pool).mentions("s3cret", GUILD, BOT, "5")
    assert pool.asked is not None
    method, url, more = pool.asked
    assert (method, url) == ("GET", f"https://discord.example/api/v10/guilds/{GUILD}/messages/search")
    wanted = {"mentions": BOT, "min_id": "5", "sort_by": "timestamp", "sort_order": "asc"}
    assert more["fields"].items() >= wanted.items()
    assert more["headers"].items() >= {"Authorization": "Bot s3cret", "User-Agent": USER_AGENT}.items()
    assert more["headers"]["User-Agent"].startswith("DiscordBot (https://")


def test_hits_carry_their_guild_and_the_next_page_begins_behind_the_newest() -> None:
    found = search(200, hits(7, 9, 8))
    assert isinstance(found, Found)
    assert ([hit["id"] for hit in found.items], found.last) == (["7", "9", "8"], "9")
    assert {hit["guild_id"] for hit in found.items} == {GUILD}


@pytest.mark.parametrize("body", [hits(), hits(5), hits(4)])
def test_a_page_without_anything_newer_is_the_last(body: object) -> None:
    found = search(200, body)
    assert isinstance(found, Found)
    assert found.last == ""


@pytest.mark.parametrize(
    ("status", "body", "headers", "seconds"),
    [
        (202, {"code": 110000, "retry_after": 2}, {}, 2.0),
        (202, {"code": 110000, "retry_after": 0}, {}, 1.0),
        (202, {}, {}, 1.0),
        (429, {"retry_after": 1336.57, "global": False}, {"Retry-After": "65"}, 1336.57),
        (429, CLOUDFLARE, {"Retry-After": "82800"}, 82800.0),
        (429, CLOUDFLARE, {}, 600.0),
        (429, CLOUDFLARE, {"Retry-After": "soon"}, 600.0),
        (500, b"", {}, 5.0),
        (502, CLOUDFLARE, {}, 5.0),
        (200, CLOUDFLARE, {}, 5.0),
        (200, [], {}, 5.0),
    ],
)
def test_every_wait_that_discord_asks_for_is_told(
    status: int, body: object, headers: dict[str, str], seconds: float
) -> None:
    answer = search(status, body, headers)
    assert isinstance(answer, Wait)
    assert answer.seconds == seconds
    assert answer.why


@pytest.mark.parametrize(
    ("status", "body", "code"), [(403, {"code": 50001}, 50001), (404, {"code": 10004}, 10004), (401, b"", 0)]
)
def test_where_the_bot_may_not_look_is_told(status: int, body: object, code: int) -> None:
    assert search(status, body) == Barred(status, code)


def test_without_an_answer_it_is_tried_again() -> None:
    class Dead:
        def request(self, *_asked: Any, **_more: Any) -> Any:
            raise NewConnectionError(urllib3.HTTPConnectionPool("discord.example"), "refused")  # type: ignore[arg-type]  # any pool does

    answer = archive(Dead()).mentions("s3cret", GUILD, BOT, "5")
    assert isinstance(answer, Wait)
    assert "s3cret" not in answer.why


def test_guilds_come_in_pages() -> None:
    full = archive(Pool(200, [{"id": str(number)} for number in range(200)])).guilds("s3cret", "0")
    part = archive(Pool(200, [{"id": "7"}])).guilds("s3cret", "0")
    assert isinstance(full, Found)
    assert isinstance(part, Found)
    assert (full.last, part.last, len(full.items), archive(Pool(200, {})).guilds("x", "0").__class__) == (
        "199",
        "",
        200,
        Wait,
    )
    assert archive(Pool(401, {})).guilds("x", "0") == Barred(401, 0)
