"""One request to join that waits: Discord lists them, and has no route for a single one."""

from guildhall.discord.ids import GuildId, JoinRequestId
from guildhall.errors import DiscordNotFound
from guildhall.operations.join_request._shown import LIST_REQUESTS, JoinRequestShown
from guildhall.operations.ports import Ports
from guildhall.operations.reversal import fields


def request_now(ports: Ports, guild_id: GuildId, request_id: JoinRequestId) -> JoinRequestShown:
    """Return a request that waits to be decided.

    Raises:
        DiscordNotFound: There is none, or it is decided already.
    """
    query: dict[str, str | int | bool] = {"status": "SUBMITTED", "limit": 1, "before": str(int(request_id) + 1)}
    answer = fields(ports.discord.call(LIST_REQUESTS, {"guild_id": guild_id}, query=query))
    listed = JoinRequestShown.read_all(answer.get("guild_join_requests") or [], LIST_REQUESTS)
    if not listed or listed[0].request_id != request_id:
        raise DiscordNotFound(
            "No request of that id waits.",
            "List them; it may be decided already.",
            status=404,
            route=LIST_REQUESTS.text,
        )
    return listed[0]
