"""Interactions as Discord signs them, sent by hand: again, altered, or as no client would make them."""

import json
import secrets
from dataclasses import dataclass

import httpx
from nacl.signing import SigningKey

from guildhall.clock import utc_now
from tests.e2e.system import Json, System, text_of, until

COMMAND, COMPONENT = 2, 3
_EPOCH_MS = 1_420_070_400_000


@dataclass(frozen=True)
class Signed:
    """A request as it was signed; `answers` is the path of its answer at Discord."""

    body: bytes
    headers: dict[str, str]
    answers: str

    def send(self, system: System, *, body: bytes | None = None, **headers: str) -> httpx.Response:
        """Send it, or with another body or headers under the same signature."""
        sent = {**self.headers, **{name.replace("_", "-"): value for name, value in headers.items()}}
        return system.http.post(system.endpoints["interactions_url"], content=body or self.body, headers=sent)


def signed(system: System, user: str, document: Json, *, age_s: float = 0, guild: bool = True) -> Signed:
    """Return an interaction of somebody's, in #approvals or else in direct messages, signed as of some time ago."""
    now_ms = int((utc_now().timestamp() + _moved(system) - age_s) * 1000)
    user_id = system.user(user)
    whole = {
        "id": str(now_ms - _EPOCH_MS << 22 | secrets.randbelow(1 << 22)),
        "application_id": system.discord["application_id"],
        "token": secrets.token_urlsafe(48),
        "version": 1,
        "channel_id": system.channel("approvals"),
        **(
            {"guild_id": system.discord["guild_id"], "member": _member(user_id)} if guild else {"user": {"id": user_id}}
        ),
        **document,
    }
    body, stamp = json.dumps(whole).encode(), str(now_ms // 1000)
    signature = SigningKey(bytes.fromhex(system.discord["signing_key"])).sign(stamp.encode() + body).signature.hex()
    headers = {"x-signature-ed25519": signature, "x-signature-timestamp": stamp, "content-type": "application/json"}
    return Signed(body, headers, f"/webhooks/{whole['application_id']}/{whole['token']}")


def overheard(system: System, user: str, **what: Json) -> Signed:
    """Let somebody use a command in #general, and return the request as Discord sent it, signed once more."""
    with system.http.stream("GET", f"{system.discord['control_url']}/events") as events:
        lines = events.iter_lines()
        next(lines)
        system.interact("command", user, **what)
        sent = next(line for line in lines if line.startswith("data:") and '"payload"' in line)
    return signed(system, user, json.loads(sent.removeprefix("data:"))["payload"])


def command(name: str, **options: Json) -> Json:
    """Return a slash command `<group> <verb>` with texts as its options."""
    group, _, verb = name.partition(" ")
    given = [{"name": each, "type": 3, "value": value} for each, value in options.items()]
    return {
        "type": COMMAND,
        "data": {"type": 1, "name": group, "options": [{"name": verb, "type": 1, "options": given}]},
    }


def press(custom_id: str) -> Json:
    """Return the press of a button."""
    return {"type": COMPONENT, "data": {"component_type": 2, "custom_id": custom_id}}


def told(system: System, sent: Signed, *, times: int = 1) -> str:
    """Wait until a request was answered so many times; return what it was told, though nobody is there to read it."""

    def answered() -> list[Json]:
        found = [each for each in system.requests() if sent.answers in each["path"] and each["method"] != "GET"]
        return found if len(found) >= times else []

    return "\n".join(text_of(each["body"]) for each in until(answered, what="an answer"))


def told_in(system: System, channel: str, words: str) -> None:
    """Wait until somebody whose answer could not be delivered is told something in a channel."""

    def told() -> bool:
        mine = (each for each in system.messages(channel) if each["author"]["id"] == system.discord["bot_user_id"])
        return any(words in text_of(each) for each in mine)

    until(told, what=f"{words} in #{channel}")


def _member(user_id: str) -> Json:
    return {"user": {"id": user_id, "username": "somebody"}, "roles": [], "permissions": str((1 << 53) - 1)}


def _moved(system: System) -> float:
    clock = system.state / "clock"
    return float(clock.read_text("utf-8") or 0) if clock.exists() else 0.0
