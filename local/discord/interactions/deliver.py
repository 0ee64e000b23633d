"""Sign an interaction or webhook event and post it to the application, as Discord does; judge what comes back."""

import asyncio
import json
import time
from dataclasses import dataclass
from typing import Any

import httpx
from nacl.signing import SigningKey

from local.discord.errors import DiscordError, Json
from local.discord.interactions import answers
from local.discord.interactions.invocation import AUTOCOMPLETE, PING
from local.discord.sim import Simulation
from local.discord.state import Interaction
from local.discord.validation import text

USER_AGENT = "Discord-Interactions/1.0 (+https://discord.com)"
NO_RESPONSE = "The application did not respond"
CALLBACK_SCHEMA = "create_interaction_response"
OK = 200
ACCEPTED = frozenset({202, 204})
POLL_S = 0.02


@dataclass
class Delivery:
    """What became of one delivery. ``status`` is None when no answer came in time."""

    status: int | None
    body: Any
    elapsed_ms: float
    content_type: str = ""


def signed(sim: Simulation, body: bytes, timestamp: str | None = None) -> dict[str, str]:
    """Return the headers that Discord puts on what it sends: signature over timestamp and raw body."""
    stamp = timestamp or str(int(time.time()))
    signature = SigningKey(bytes.fromhex(sim.identity.signing_key)).sign(stamp.encode() + body).signature
    return {
        "X-Signature-Ed25519": signature.hex(),
        "X-Signature-Timestamp": stamp,
        "Content-Type": "application/json",
        "User-Agent": USER_AGENT,
    }


async def post(sim: Simulation, url: str, payload: Json) -> Delivery:
    """Post a signed payload and return the answer, or none after three seconds."""
    body = json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()
    started = time.perf_counter()
    try:
        async with httpx.AsyncClient(timeout=sim.settings.interaction_timeout_s, trust_env=False) as client:
            async with asyncio.timeout(sim.settings.interaction_timeout_s):
                response = await client.post(url, content=body, headers=signed(sim, body))
    except (httpx.HTTPError, TimeoutError) as problem:
        return Delivery(None, f"{type(problem).__name__}: {problem}", _since(started))
    content_type = response.headers.get("content-type", "")
    return Delivery(response.status_code, _parsed(response), _since(started), content_type)


def _since(started: float) -> float:
    return round((time.perf_counter() - started) * 1000, 1)


def _parsed(response: httpx.Response) -> Any:
    try:
        return response.json() if response.content else None
    except ValueError:
        return response.text


async def interact(sim: Simulation, interaction: Interaction) -> Json:
    """Deliver an interaction, let the answer take effect, and report.

    Returns ``{status, body, elapsed_ms, interaction_id, error, violations, hidden}``; ``error`` is what the user is
    told when the application failed, else None.
    """
    url = sim.settings.interactions_url
    sim.bus.publish("interaction", {"interaction_id": interaction.id, "payload": interaction.payload})
    if url is None:
        sim.emit("INTERACTION_CREATE", interaction.payload)
        delivery = Delivery(None, None, 0.0)
        violations = await _wait_for_callback(sim, interaction)
    else:
        delivery = await post(sim, url, interaction.payload)
        violations = await _judge(sim, interaction, delivery)
    if violations:
        interaction.failure = NO_RESPONSE
        sim.bus.publish("interaction", {"interaction_id": interaction.id, "failure": NO_RESPONSE})
    return {
        "status": delivery.status,
        "body": delivery.body,
        "elapsed_ms": delivery.elapsed_ms,
        "interaction_id": interaction.id,
        "error": interaction.failure,
        "violations": violations,
        "hidden": interaction.hidden,
    }


async def _judge(sim: Simulation, interaction: Interaction, delivery: Delivery) -> list[str]:
    if delivery.status is None:
        return [f"no answer within {sim.settings.interaction_timeout_s} s: {delivery.body}"]
    if delivery.status in ACCEPTED and delivery.body is None:
        return await _wait_for_callback(sim, interaction)
    if delivery.status != OK:
        return [f"answered {delivery.status}"]
    if not delivery.content_type.startswith("application/json"):
        return [f"Content-Type is '{delivery.content_type}', not application/json"]
    pointer = sim.spec.operations[CALLBACK_SCHEMA].bodies["application/json"]
    problems = [text(problem) for problem in sim.validation.problems(pointer, delivery.body)]
    if problems:
        return problems
    if interaction.type == PING:
        return [] if delivery.body == {"type": 1} else ["a PING is answered with type 1"]
    try:
        answers.accept(sim, interaction, delivery.body)
    except DiscordError as refusal:
        return [f"{refusal.message} {json.dumps(refusal.errors or {})}"]
    return []


async def _wait_for_callback(sim: Simulation, interaction: Interaction) -> list[str]:
    """Wait until the application calls the callback endpoint itself."""
    deadline = time.monotonic() + sim.settings.interaction_timeout_s
    while interaction.acknowledged is None:
        if time.monotonic() > deadline:
            return [f"no callback within {sim.settings.interaction_timeout_s} s"]
        await asyncio.sleep(POLL_S)
    return []


def report(sim: Simulation, interaction: Interaction) -> Json:
    """Return what is known about an interaction: ``{original, followups, …}``."""
    followups = [answers.seen(sim, interaction, message_id) for message_id in interaction.followup_ids]
    shown: Json = {
        "id": interaction.id,
        "type": interaction.type,
        "original": answers.seen(sim, interaction, interaction.original_id),
        "followups": [message for message in followups if message is not None],
        "acknowledged": interaction.acknowledged,
        "ephemeral": interaction.ephemeral,
        "loading": interaction.loading,
        "deleted": interaction.original_deleted,
        "modal": interaction.modal,
        "error": interaction.failure,
    }
    if interaction.type == AUTOCOMPLETE:
        shown["choices"] = interaction.choices
    return shown
