"""A guild under attack: its people, what they may, how they ask, and what of it reached Discord."""

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from functools import reduce
from operator import or_
from pathlib import Path

from guildhall.clock import utc_now
from guildhall.discord.ids import GuildId, UserId
from guildhall.discord.permissions import Permission
from guildhall.identity import Level
from guildhall.oauth.keys import KeyGrant, mint
from guildhall.policy.model import GuildPolicy, Installation
from tests.e2e.system import Json, System, confirmation_of, running, text_of, until
from tests.e2e.tables import policies, quiet

MINUTE_S = 60


@contextmanager
def besieged(folder: Path) -> Iterator[System]:
    """Run a system of its own, whose clocks can be moved and where Discord sets no pace."""
    state = folder / "state"
    state.mkdir()
    (state / "clock").write_text("0", "utf-8")
    with running(state) as system:
        system.control("POST", "/settings", {"rate_limits": False})
        yield system


def calm(system: System) -> None:
    """Begin a new minute, when nothing is under way any more.

    The policy is the one that the guild had when it was set up, nobody has a platform role, and the model no script.
    """
    quiet(system)
    system.advance(MINUTE_S - (utc_now().timestamp() + float((system.state / "clock").read_text("utf-8"))) % MINUTE_S)
    guild_id, repository = GuildId.parse(system.discord["guild_id"]), policies(system)
    now = repository.guild_policy(guild_id)
    fresh = GuildPolicy(guild_id=guild_id, approvals_channel_id=system.channel("approvals"), version=now.version + 1)
    assert repository.put_guild_policy(fresh)
    for each in repository.memberships(guild_id):
        repository.remove_membership(guild_id, each.user_id)
    assert system.http.delete(f"{system.endpoints['model_url']}/script").is_success


# ---------------------------------------------------------------------------------------------------------- people
def role(system: System, name: str, *allowed: Permission, position: int = 1) -> str:
    """Make a role as an administrator would; the bot's own stands at 2."""
    made = system.rest("POST", f"/guilds/{system.discord['guild_id']}/roles", {"name": name, "permissions": "0"})
    bits = int(reduce(or_, allowed, Permission(0)))
    system.control("PUT", f"/roles/{made['id']}", {"permissions": str(bits), "position": position})
    return str(made["id"])


def person(system: System, *roles: str) -> str:
    """Return somebody new with these roles."""
    order = {"names": [f"guest.{secrets.token_hex(3)}"], "roles": list(roles)}
    [made] = system.control("POST", "/users", order)
    return str(made["id"])


def key(system: System, user: str, level: Level = Level.ADMIN, *, rate_limit: int = 100) -> str:
    """Return a new API key that stands for somebody."""
    grant = KeyGrant(name="attack", level=level, user_id=UserId.parse(system.user(user)), rate_limit=rate_limit)
    text, record = mint(grant, utc_now())
    policies(system).put_api_key(record)
    return text


@contextmanager
def elsewhere(system: System) -> Iterator[tuple[str, str]]:
    """Let the bot serve a second guild, of which only the stranger and the member are; yield guild and channel."""
    names = system.control("GET", "/state")["names"]
    guild, channel = str(names["elsewhere_guild"]), str(names["elsewhere_channel"])
    system.control("PUT", f"/installations/{guild}", {"installed": True})
    guild_id = GuildId.parse(guild)
    there = Installation(guild_id=guild_id, installed_at=utc_now())
    policies(system).put_installation(there)
    policies(system).put_guild_policy(GuildPolicy(guild_id=guild_id, version=1))
    yield guild, channel
    system.control("PUT", f"/installations/{guild}", {"installed": False})
    policies(system).put_installation(there.model_copy(update={"active": False}))


def overwrite(system: System, channel: str, whose: str, *, allow: int = 0, deny: int = 0) -> None:
    """Set what a channel says of a role or member, as an administrator would."""
    order = {"channel_id": system.channel(channel), "id": whose, "allow": str(allow), "deny": str(deny)}
    system.control("PUT", "/overwrites", order)


# --------------------------------------------------------------------------------------------------------- requests
def refusal(answer: Json) -> tuple[str, str]:
    """Return a refused call's code and all that its caller is told."""
    error = answer["error"]
    return error["code"], f"{error['message']} {error['hint']}"


def tool(system: System, called: str, by: str = "owner", **arguments: Json) -> Json:
    """Call a tool, whatever its arguments are called."""
    answer = system.mcp("tools/call", {"name": called, "arguments": arguments}, key=by)
    return answer.json()["result"]["structuredContent"]


def call(system: System, called: str, by: str = "owner", **arguments: Json) -> Json:
    """Call a tool that changes something, for real."""
    return tool(system, called, by, **{"dry_run": False, **arguments})


def changed(system: System, since: int) -> list[Json]:
    """Return what the bot changed at Discord: neither its answers to interactions nor what it says in cards and DMs.

    A card that an earlier test left open says at its time that it is over, and so does the turn that waited for it.
    What somebody asked for carries the id of its record as a reason, and these do not.
    """
    state = system.control("GET", "/state")
    places = {channel["id"] for channel in state["channels"]} - {system.channel("approvals")}
    places.add(state["names"]["elsewhere_channel"])
    log = [request for request in system.requests(since) if request["method"] != "GET"]
    return [request for request in log if not _answers(request) and _said_in(request, places)]


def _answers(request: Json) -> bool:
    path = str(request["path"])
    ours = "/webhooks/" in path or "/interactions/" in path or path.endswith(("/users/@me/channels", "/typing"))
    return ours or _is_over(request)


def _is_over(request: Json) -> bool:
    said = re.search(r"/messages(?:/\d+)?$", request["path"]) is not None and not request["reason"]
    return said and (request["method"] == "PATCH" or "nonce" in (request["body"] or {}))


def _said_in(request: Json, places: set[str]) -> bool:
    """Return whether a request is no message at all, or one in a place of a guild that holds no cards."""
    said = re.fullmatch(r"/api/v10/channels/(\d+)/messages(?:/\d+)?", request["path"])
    return said is None or said[1] in places


# ------------------------------------------------------------------------------------------------------------ cards
def spam(system: System, count: int = 2, channel: str = "general") -> list[str]:
    """Return messages of the newcomer's."""
    return [system.say("newcomer", f"buy {secrets.token_hex(4)}", channel) for _ in range(count)]


def asked(system: System, by: str = "owner", channel: str = "general") -> Json:
    """Ask for a deletion that waits for a human; return its card."""
    answer = call(system, "message_bulk_delete", by, channel_id=system.channel(channel), message_ids=spam(system))
    assert answer["status"] == "needs_confirmation", answer
    return card(system, answer["confirmation_id"])


def card(system: System, confirmation_id: str) -> Json:
    """Return a question's card in #approvals."""

    def hangs() -> Json:
        return next((each for each in system.messages("approvals") if confirmation_id in text_of(each)), None)

    return until(hangs, what="a card")


def deletions(system: System, since: int) -> list[Json]:
    """Return the deletions of several messages that reached Discord."""
    return [request for request in changed(system, since) if request["path"].endswith("/messages/bulk-delete")]


def button(verb: str, shown: Json) -> Json:
    """Return what a press on a card's button is made of."""
    return {"message_id": shown["id"], "custom_id": f"confirm:{verb}:{confirmation_of(shown)}"}
