"""What is sent to Discord, as Discord's own document describes it: registration, instant answers, messages."""

import json
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from guildhall.surfaces.interactions import asking, commands, forms, replies
from guildhall.surfaces.interactions.messages import Paper, Tone
from guildhall.surfaces.interactions.table import Form

OPENAPI: dict[str, Any] = json.loads(Path(__file__).with_name("discord-openapi.json").read_text("utf-8"))
CALLBACK = ("/interactions/{interaction_id}/{interaction_token}/callback", "post")
EDIT = ("/webhooks/{webhook_id}/{webhook_token}/messages/@original", "patch")
FOLLOWUP = ("/webhooks/{webhook_id}/{webhook_token}", "post")
REGISTRATION = ("/applications/{application_id}/commands", "put")
MESSAGE_FORM = Form("content", "Message", 1, 2000)


def problems(route: tuple[str, str], body: object) -> list[str]:
    """Return where a body differs from what Discord's document takes on a route."""
    path, method = route
    schema = OPENAPI["paths"][path][method]["requestBody"]["content"]["application/json"]["schema"]
    validator = jsonschema_rs.Draft202012Validator(schema | {"components": OPENAPI["components"]})
    return [error.message for error in validator.iter_errors(json.loads(json.dumps(body)))]


def test_the_registration_is_taken() -> None:
    assert problems(REGISTRATION, commands.registration()) == []


@pytest.mark.parametrize(
    "reply",
    [
        replies.PONG,
        replies.told(replies.NOT_QUEUED),
        replies.deferred(private=True),
        replies.deferred(private=False),
        replies.choices([]),
        replies.choices([("One", "1"), ("Two", "2")]),
        replies.choices([("One", 1)]),
        replies.modal(forms.denial_form("confirm:deny:" + "0" * 26)),
        replies.modal(forms.command_form("message send", {"channel_id": "41771983423143937"}, [MESSAGE_FORM]) or {}),
        replies.modal(forms.command_form("ask", {"visible": True}, asking.ROW.forms) or {}),
        replies.modal(forms.question_form("9" * 20)),
    ],
)
def test_every_instant_answer_is_taken(reply: dict[str, Any]) -> None:
    assert problems(CALLBACK, reply) == []


def test_a_wrong_instant_answer_is_not() -> None:
    assert problems(CALLBACK, {"type": 9, "data": {"custom_id": "x", "title": "t" * 46, "components": []}})


WORDS = [
    *(replies.ONLY_IN_GUILDS, replies.OUT_OF_DATE, replies.BUTTON_UNKNOWN, replies.FORM_TOO_SMALL),
    *(replies.NOT_QUEUED, replies.PERHAPS_QUEUED, replies.FAILED),
    *(replies.NO_AGENT, replies.QUESTION_EMPTY, replies.QUESTION_TOO_LONG),
]


@pytest.mark.parametrize("text", WORDS)
def test_every_instant_word_fits_into_a_message(text: str) -> None:
    assert len(text) <= 2000


@pytest.mark.parametrize("route", [EDIT, FOLLOWUP])
def test_every_message_of_an_answer_is_taken(route: tuple[str, str]) -> None:
    button: Any = {
        "type": 1,
        "components": [{"type": 2, "style": 2, "label": "Page 2 of 2", "custom_id": "confirm:details:x:2"}],
    }
    for body in Paper(Tone.DONE, "/x", ("a" * 3900, "b" * 3900), "Audit 1", (button,)).messages():
        assert problems(route, body | {"flags": 64}) == []
