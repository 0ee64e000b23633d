"""A request to join."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import BeforeValidator, JsonValue, model_validator

from guildhall.discord.ids import JoinRequestId, UserId
from guildhall.discord.routes import Route
from guildhall.operations.fields import By, GivenName, OurText
from guildhall.operations.shown import At, Shown

LIST_REQUESTS = Route("GET /guilds/{guild_id}/requests")


class FormAnswer(Shown):
    """A question of the guild's form and what the applicant answered."""

    question: GivenName = At("label", default="")
    answer: str = ""

    @model_validator(mode="before")
    @classmethod
    def _in_words(cls, data: Any) -> Any:
        if not isinstance(data, dict) or "answer" in data:
            return data
        return {**data, "answer": _told(data.get("response"), data.get("choices"))}


def _told(response: JsonValue, choices: JsonValue) -> str:
    if isinstance(response, bool):
        return "agreed" if response else "did not agree"
    if isinstance(response, int) and isinstance(choices, list) and 0 <= response < len(choices):
        return str(choices[response])
    return "" if response is None else str(response)


def _lower(value: Any) -> Any:
    return value.lower() if isinstance(value, str) else value


class JoinRequestShown(Shown):
    """Who wants to join, what they answered, and how it was decided."""

    request_id: JoinRequestId = At("id")
    user_id: UserId
    username: Annotated[str | None, By("user_id")] = At("user", "username", default=None)
    status: Annotated[OurText, BeforeValidator(_lower)] = At("application_status", default="")
    created_at: datetime
    reviewed_at: datetime | None = None
    decided_by_user_id: UserId | None = At("actioned_by_user", "id", default=None)
    rejection_reason: str = ""
    answers: tuple[FormAnswer, ...] = At("form_responses", default=())
