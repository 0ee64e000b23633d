"""Whatever is asked fits Discord's document, and whatever Discord may answer by it is understood.

Requests: the smallest, each optional argument by itself, all together, and some drawn at random; each is validated
with path, query and body, and no key may be unknown. Answers: drawn from the document's schemas, with nulls wherever
they may be and fields that nobody has heard of. The night draws more (`REQUESTS=20 ANSWERS=4`).
"""

import json
import os
from collections.abc import Iterator
from random import Random
from typing import Any

import pytest

from guildhall.errors import DiscordNotFound, RequestError
from guildhall.operations import catalogue
from guildhall.operations.base import Operation
from guildhall.operations.catalogue import AnyOperation
from tests.contract import sampling
from tests.contract.catalogue_examples import PATTERNS, examples
from tests.contract.discord_spec import operation, problems, spec
from tests.contract.stages import question, stage
from tests.fakes.addressed import addressed
from tests.fakes.documented import at_home
from tests.fakes.guild import OWNER
from tests.fakes.platform import Rig
from tests.fakes.world import Sent, World

DRAWN, ANSWERS = int(os.environ.get("REQUESTS", "6")), int(os.environ.get("ANSWERS", "2"))
FURTHER = 20
"""Answers that are drawn beyond those where an operation may refuse what was drawn: too many, or nobody."""
EVERY = [cls for cls in catalogue.every() if cls.undoes is Operation.undoes]
every = pytest.mark.parametrize("cls", EVERY, ids=lambda cls: cls.full_name())


def _execute(rig: Rig, request: AnyOperation) -> Any:
    """Preview and execute without the steps: what is asked of Discord is what counts here."""
    question(rig)
    session = rig.platform.machinery.session(rig.slash(OWNER), request, next(iter(PATTERNS.values())))
    session.authorize()
    rig.discord.calls.clear()
    if type(request).preview is not Operation.preview:
        request.preview(session.ports)
    return request.execute(session.ports)


def _requests(cls: type[AnyOperation]) -> Iterator[AnyOperation]:
    yield from examples(cls, "some words")
    yield from sampling.requests(cls, DRAWN, seed=len(cls.full_name()))


@every
def test_whatever_is_asked_fits_discords_document(cls: type[AnyOperation]) -> None:
    ran = 0
    for request in _requests(cls):
        rig = stage()
        try:
            _execute(rig, request)
        except (RequestError, DiscordNotFound):
            pass  # what the world does not hold, or the operation refuses; what was sent until then counts
        else:
            ran += 1
        for sent in rig.discord.calls:
            assert problems(sent.route, sent.body, sent.query, sent.items, sent.files) == [], (
                f"{request!r}: {sent.body}"
            )
    assert ran, "no request came to its end"


def _drawn(random: Random) -> Any:
    def answered(world: World, sent: Sent) -> Any:
        told = operation(sent.route)
        schema = told.responses[told.success()[0]]
        return None if schema is None else at_home(sampling.Answers(spec(), random).value({"$ref": schema}))

    return answered


@every
def test_whatever_discord_may_answer_is_understood(cls: type[AnyOperation], monkeypatch: pytest.MonkeyPatch) -> None:
    understood = 0
    for seed in range(ANSWERS + FURTHER):
        if seed >= ANSWERS and understood:
            break
        drawn = _drawn(Random(seed))  # noqa: S311 - no secret
        monkeypatch.setattr("tests.fakes.discord.answered", drawn)
        monkeypatch.setattr("tests.fakes.discord.EFFECTS", addressed(drawn))
        for request in list(examples(cls, "some words"))[:2]:
            rig = stage()
            try:
                result = _execute(rig, request)
            except DiscordNotFound:
                understood += bool(rig.discord.calls)  # it looked for its target among what it read
                continue
            except RequestError:
                continue
            understood += 1
            assert type(result) is cls.result_model()
            assert cls.result_model().model_validate(json.loads(result.model_dump_json())) == result
    assert understood, "every answer was refused"
