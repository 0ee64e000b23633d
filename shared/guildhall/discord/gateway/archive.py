"""Discord's search, for looking back: plain requests with the library that AWS's client brings along.

Nothing is written here, so no governor stands before it: one request at a time, and every wait that Discord asks for is
obeyed by whoever asks. A block by Cloudflare is told from Discord's own 429 by its missing JSON.

Source: https://docs.discord.com/developers/resources/message#search-guild-messages
"""

import json
from collections.abc import Mapping
from typing import Any

import urllib3
from urllib3.exceptions import HTTPError
from urllib3.util import Timeout

from guildhall.discord import USER_AGENT
from guildhall.discord.gateway.ports import Barred, Found, Wait

PAGE, GUILD_PAGE = 25, 200
CONNECT_WITHIN_S, READ_WITHIN_S = 5.0, 15.0
_AFTER_FAILURE_S, _AFTER_BLOCK_S = 5.0, 600.0
_OK, _NOT_INDEXED, _TOO_MANY, _FAILED = 200, 202, 429, 500


class DiscordArchive:
    """`Archive` over Discord's REST API at an address such as `https://discord.com/api/v10`."""

    def __init__(self, base_url: str) -> None:
        self._base_url = base_url.rstrip("/")
        self._pool = _pool(self._base_url)

    def guilds(self, token: str, after: str) -> Found | Wait | Barred:
        """Return a page of the guilds that the bot is in."""
        answer = self._get("/users/@me/guilds", {"limit": GUILD_PAGE, "after": after}, token)
        if not isinstance(answer, list):
            return answer if isinstance(answer, Wait | Barred) else _unexpected()
        return Found(answer, str(answer[-1]["id"]) if len(answer) == GUILD_PAGE else "")

    def mentions(self, token: str, guild_id: str, bot_user_id: str, after: str) -> Found | Wait | Barred:
        """Return a page of a guild's messages that mention the bot, oldest first, behind a message id.

        A page may be short although there is more: only an empty one is the last.
        """
        asked = {
            "mentions": bot_user_id,
            "min_id": after,
            "sort_by": "timestamp",
            "sort_order": "asc",
            "include_nsfw": "true",
            "limit": PAGE,
        }
        answer = self._get(f"/guilds/{guild_id}/messages/search", asked, token)
        if not isinstance(answer, dict):
            return answer if isinstance(answer, Wait | Barred) else _unexpected()
        hits = [hit | {"guild_id": guild_id} for context in answer.get("messages") or () for hit in context]
        newest = max((int(hit["id"]) for hit in hits), default=0)
        return Found(hits, str(newest) if newest > int(after) else "")

    def _get(self, path: str, query: Mapping[str, object], token: str) -> Any:
        headers = {"Authorization": f"Bot {token}", "User-Agent": USER_AGENT, "Accept": "application/json"}
        try:
            answer = self._pool.request(
                "GET",
                self._base_url + path,
                fields={name: str(value) for name, value in query.items()},
                headers=headers,
                retries=False,
                redirect=False,
                timeout=Timeout(connect=CONNECT_WITHIN_S, read=READ_WITHIN_S),
            )
        except HTTPError as error:
            return Wait(_AFTER_FAILURE_S, f"Discord cannot be reached ({type(error).__name__})")
        return _judged(answer.status, answer.headers, answer.data)


def _pool(base_url: str) -> urllib3.PoolManager | urllib3.ProxyManager:
    """Return connections to Discord, through the proxy of the environment where there is one for `https`."""
    from urllib.request import getproxies

    proxy = getproxies().get("https") if base_url.startswith("https://") else None
    return urllib3.ProxyManager(proxy, maxsize=1) if proxy else urllib3.PoolManager(maxsize=1)


def _judged(status: int, headers: Mapping[str, str], body: bytes) -> Any:
    document = _json(body)
    if status == _OK and document is not None:
        return document
    told = document if isinstance(document, dict) else {}
    if status == _TOO_MANY:
        return _limited(headers, told)
    if status == _NOT_INDEXED:
        return Wait(max(_seconds(told.get("retry_after")), 1.0), "its search index is not ready")
    if status >= _FAILED or status == _OK:
        return Wait(_AFTER_FAILURE_S, f"Discord answered {status}")
    return Barred(status, int(told.get("code") or 0))


def _limited(headers: Mapping[str, str], told: Mapping[str, Any]) -> Wait:
    if "retry_after" in told:
        return Wait(_seconds(told["retry_after"]), "it limits our requests")
    return Wait(_seconds(headers.get("Retry-After")) or _AFTER_BLOCK_S, "our address is blocked")


def _unexpected() -> Wait:
    return Wait(_AFTER_FAILURE_S, "Discord's answer is not what it should be")


def _json(body: bytes) -> Any:
    try:
        return json.loads(body or b"")
    except (ValueError, RecursionError):
        return None


def _seconds(told: object) -> float:
    try:
        return max(0.0, float(str(told)))
    except ValueError:
        return 0.0
