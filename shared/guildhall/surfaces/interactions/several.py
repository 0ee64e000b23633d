"""Answering several questions with one press: each on its own, one after another, as if its own card were pressed."""

from collections.abc import Callable

from guildhall.discord.budget import Budget
from guildhall.errors import GuildhallError
from guildhall.execution.outcome import Answer
from guildhall.identity import Principal
from guildhall.surfaces.interactions import failures, markup, presses
from guildhall.surfaces.interactions.job import Presses
from guildhall.surfaces.interactions.messages import Paper, Tone
from guildhall.surfaces.interactions.phrases import plural

WITHIN_S = 14.0
"""When no further question is begun: less than a worker's time, by as much as the last one may take."""
_TITLES = {presses.APPROVE: "Approval", presses.DENY: "Denial"}
_LEFT = "not reached in time; it is as it was. Press again."
_OPEN = "still open."

type Press = Callable[[str, str, Principal, str | None], Answer]


def answer(press: Press, who: Principal, asked: Presses, budget: Budget | None = None) -> Paper:
    """Press each question and tell what it came to; what fails stops no other one.

    Args:
        press: Answers a press on one card.
        who: Who pressed.
        asked: The chosen questions, and the verb.
        budget: The time for all of them.
    """
    left = budget or Budget.of(WITHIN_S)
    return _paper(
        asked, [_one(press, who, asked.verb, each) if left.remaining_s else _LEFT for each in asked.questions]
    )


def recalled(settled: Callable[[str], str | None], asked: Presses) -> Paper:
    """Tell how each question was answered, without pressing anything."""
    return _paper(asked, [settled(each) or _OPEN for each in asked.questions])


def _one(press: Press, who: Principal, verb: str, confirmation_id: str) -> str:
    try:
        return press(confirmation_id, verb, who, None).text
    except GuildhallError as error:
        cause = "Our own tables do not answer." if failures.is_ours(error) else f"{error.message} {error.hint}"
        return f"Not done: {cause.strip()}{' Press again in a minute.' if failures.may_pass(error) else ''}"


def _paper(asked: Presses, told: list[str]) -> Paper:
    lines = [f"- {markup.code(each)} {markup.spoken(text)}" for each, text in zip(asked.questions, told, strict=True)]
    return Paper(Tone.READ, f"{_TITLES[asked.verb]} of {plural(len(lines), 'question')}", tuple(lines))
