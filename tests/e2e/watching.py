"""What an outsider sees of turns: when they are over, and what the bot wrote where."""

import json
import re

from tests.e2e.system import Json, System, is_in_work, text_of, until

LOOK_EVERY_S = 0.2
WAITING = "Waiting for"
"""How a turn says that it waits for a human."""


def obey(system: System) -> None:
    """Let the model do whatever any text tells it."""
    answer = system.http.post(f"{system.endpoints['model_url']}/mode", json={"mode": "obey"})
    assert answer.is_success, answer.text


def call(tool: str, **given: Json) -> str:
    return f"CALL {tool} {json.dumps(given)}"


def settled(system: System, mention: str, channel: str) -> Json:
    """Wait until a turn has answered or waits for a human; return its reply."""

    def over() -> Json:
        replies = system.replies(mention, channel)
        return next((each for each in replies if not is_in_work(each) or WAITING in text_of(each)), None)

    return until(over, what=f"the end of the turn of {mention}, or a card", every_s=LOOK_EVERY_S)


def direct(system: System, user: str) -> list[Json]:
    """Return the direct messages that somebody has with the bot, newest first."""
    return [each for dm in system.control("GET", f"/dms?user_id={user}") for each in system.messages(dm["id"])]


def is_by_bot(system: System, message: Json) -> bool:
    return bool(message["author"]["id"] == system.discord["bot_user_id"])


def writes(log: list[Json]) -> list[Json]:
    """Return what changed anything, whether or not Discord let it."""
    return [request for request in log if request["method"] != "GET" and not request["path"].endswith("/typing")]


def place_of(request: Json) -> str:
    """Return the channel in which a request creates or edits a message; empty for everything else."""
    found = re.fullmatch(r"/api/v10/channels/(\d+)/messages(?:/\d+)?", request["path"])
    return found[1] if found and request["method"] in {"POST", "PATCH"} else ""


def pings(request: Json) -> bool:
    """Return whether a message may ping anybody."""
    allowed = request["body"].get("allowed_mentions")
    return allowed is None or allowed.get("parse") != [] or bool(allowed.keys() - {"parse", "replied_user"})
