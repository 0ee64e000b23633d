"""A poll's question and answers, as people write them down."""

from typing import Annotated, Self

from pydantic import BeforeValidator, Field, JsonValue, model_validator

from guildhall.discord import limits
from guildhall.operations.body import Wire
from guildhall.operations.emojis import is_emoji, wire_emoji
from guildhall.operations.fields import Keep, LongText, Redaction
from guildhall.operations.model import Model

_MOST_CHARACTERS = 1500
"""Room for ten answers, each with an emoji."""
_SEPARATORS = frozenset(",;|/")
"""By which people part answers; a poll of a single answer with one of these is not what was meant."""


def _lines(given: object) -> object:
    texts = [each for each in given if isinstance(each, str)] if isinstance(given, list) else []
    return "\n".join(texts) if texts and isinstance(given, list) and len(texts) == len(given) else given


class Asked(Model):
    """Adds what a poll asks."""

    question: Annotated[str, Field(min_length=1, max_length=limits.POLL_QUESTION), Redaction(Keep.DIGEST)]
    answers: Annotated[
        str,
        BeforeValidator(_lines),
        Field(
            min_length=1,
            max_length=_MOST_CHARACTERS,
            description="Up to 10 answers, one a line, each up to 55 characters; a line may begin with an emoji.",
        ),
        Redaction(Keep.DIGEST),
        LongText("Answers, one a line"),
    ]
    duration_hours: Annotated[int, Field(ge=1, le=limits.POLL_HOURS), Wire("duration")] = 24
    allow_several: Annotated[
        bool, Field(description="Whether people may choose more than one answer."), Wire("allow_multiselect")
    ] = False

    @property
    def lines(self) -> list[str]:
        """The answers, one by one."""
        return [line.strip() for line in self.answers.splitlines() if line.strip()]

    @property
    def poll(self) -> dict[str, JsonValue]:
        """The poll as Discord takes it."""
        return {
            "question": {"text": self.question},
            "answers": [{"poll_media": _media(line)} for line in self.lines],
            "duration": self.duration_hours,
            "allow_multiselect": self.allow_several,
        }

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if not 1 <= len(self.lines) <= limits.POLL_ANSWERS_COUNT:
            raise ValueError(f"a poll has 1 to {limits.POLL_ANSWERS_COUNT} answers, one a line")
        if len(self.lines) == 1 and set(self.lines[0]) & _SEPARATORS:
            raise ValueError("that is one answer: write each answer on a line of its own, or give a list")
        if not self.question.strip():
            raise ValueError("a poll needs a question")
        longest = max(len(str(_media(line).get("text", ""))) for line in self.lines)
        if longest > limits.POLL_ANSWER:
            raise ValueError(f"an answer has {longest} characters, Discord takes {limits.POLL_ANSWER}")
        return self


def _media(line: str) -> dict[str, JsonValue]:
    """Return an answer as Discord takes it: its emoji apart from its text."""
    first, _, rest = line.partition(" ")
    if not is_emoji(first):
        return {"text": line}
    return {"emoji": wire_emoji(first)} | ({"text": rest.strip()} if rest.strip() else {})
