"""What people write never reaches the trail, a log or an error, whatever operation they write it to."""

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import ValidationError

from guildhall.discord.permissions import Permission
from guildhall.errors import GuildhallError
from guildhall.execution.outcome import NeedsConfirmation
from guildhall.execution.redaction import redact
from guildhall.operations import catalogue
from guildhall.operations.catalogue import AnyOperation
from guildhall.operations.fields import Keep, Redaction, marks_of
from guildhall.operations.spec import Risk
from guildhall.store.records import AuditRecord
from tests.contract.catalogue_examples import arguments, examples
from tests.fakes.guild import BOT_ROLE, MEMBER, OWNER
from tests.fakes.platform import Rig

CANARY = "canary-in-the-mine"
KEY = b"k" * 32
KEPT = {
    "confirmation",  # the question, until a day after its end
    "plan",  # the preview, until it is applied or over
    "claim",  # what came of a request, for whoever sends the same one again
    "user",  # likewise
    "guild",  # what an undo takes; why the guild is paused; what an automation says
}
"""Where a table may hold what somebody wrote, by the first word of the key; nothing of these is a log or a trail."""
every = pytest.mark.parametrize("cls", list(catalogue.every()), ids=lambda cls: cls.full_name())


def _public(cls: type[AnyOperation]) -> set[str]:
    """The fields whose text everybody in the guild sees anyway."""
    marked = {name: [m for m in marks_of(f) if isinstance(m, Redaction)] for name, f in cls.model_fields.items()}
    return {name for name, marks in marked.items() if any(mark.keep is Keep.AS_IS for mark in marks)}


@every
def test_the_trail_keeps_no_text_that_is_not_marked_as_public(cls: type[AnyOperation]) -> None:
    for request in examples(cls, CANARY, known_names=False):
        told = redact(request, KEY)
        assert CANARY not in str({name: value for name, value in told.items() if name not in _public(cls)})
        assert told.keys() == request.model_fields_set


@every
def test_a_repr_shows_ids_and_numbers_and_no_text(cls: type[AnyOperation]) -> None:
    for request in examples(cls, CANARY, known_names=False):
        assert CANARY not in f"{request!r} {request!s} {request}"
        for name, value in request:
            if name.endswith("_id") and value is not None and name not in {"confirmation_id", "audit_id"}:
                assert str(value) in repr(request)


@every
def test_an_error_about_arguments_quotes_none_of_them(cls: type[AnyOperation]) -> None:
    rig = Rig()
    for name, value in arguments(cls, CANARY, known_names=False).items():
        for wrong in _wrong(value):
            given: dict[str, Any] = {**arguments(cls, CANARY), name: wrong, "unheard_of": value}
            with pytest.raises((GuildhallError, ValidationError)) as refused:
                rig.platform.build(cls.full_name(), given, rig.mcp(MEMBER))
            assert isinstance(refused.value, GuildhallError)
            assert CANARY not in f"{refused.value.to_dict()} {refused.value!r}"
            assert refused.value.__suppress_context__


def _wrong(value: Any) -> Iterator[Any]:
    """Yield the text in place of a value, around it, and inside it at every depth, as text, name and item."""
    yield from ([CANARY, {CANARY: CANARY}], {"text": CANARY}, CANARY * 400, CANARY, [CANARY], [[CANARY]])
    yield from ({CANARY: CANARY}, {CANARY: {CANARY: [CANARY]}}, [{CANARY: CANARY}], {CANARY: value}, [value, CANARY])
    yield from ({"id": CANARY, "type": CANARY, "kind": CANARY, "allow": [CANARY]}, [{"type": CANARY, "kind": CANARY}])
    yield _with_more(value)


def _with_more(value: Any) -> Any:
    if isinstance(value, dict):
        return {**{name: _with_more(each) for name, each in value.items()}, CANARY: CANARY}
    return [_with_more(each) for each in value] if isinstance(value, list) else value


@every
def test_nothing_that_was_written_reaches_the_trail_or_the_log(
    cls: type[AnyOperation], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for request in examples(cls, CANARY):
        rig = Rig()
        rig.world.edit_role(BOT_ROLE, permissions=Permission.ADMINISTRATOR)
        rig.set_policy(confirm_from=Risk.WRITE)
        for who in (OWNER, MEMBER):
            _run_and_answer(rig, cls, request, who)
        rest = [_without(record, _public(cls)) for record in rig.records()]
        assert rest
        assert CANARY not in str(rest)
        _look_through_the_tables(rig)
        _look_through_the_reasons(rig, getattr(request, "reason", None))
    assert CANARY not in caplog.text


def _look_through_the_tables(rig: Rig) -> None:
    """Look through every item but the trail's: no key, counter, list or mark holds what somebody wrote."""
    items = [*rig.state.items(), *rig.policy.items(), *rig.history.items()]
    assert CANARY not in str([(item["pk"], item["sk"]) for item in items])
    assert CANARY not in str([item for item in items if str(item["pk"]).partition("#")[0] not in KEPT])


def _look_through_the_reasons(rig: Rig, reason: str | None) -> None:
    """Look through what stands in Discord's own audit log: of everything that was written, the reason alone."""
    for sent in rig.discord.calls:
        assert CANARY not in (sent.reason or "").removeprefix(reason or ""), sent.route


def _run_and_answer(rig: Rig, cls: type[AnyOperation], request: AnyOperation, who: Any) -> None:
    asked = request.model_dump(mode="json", exclude_unset=True)
    told = ""
    try:
        outcome = rig.run(cls.full_name(), asked, rig.slash(who))
        if isinstance(outcome, NeedsConfirmation):
            rig.press(outcome.confirmation_id, "approve", rig.direct(who))
    except GuildhallError as error:
        told = str(error.to_dict())
    assert CANARY not in told


def _without(record: AuditRecord, names: set[str]) -> dict[str, Any]:
    told = record.model_dump(mode="json")
    return {**told, "arguments": {key: value for key, value in told["arguments"].items() if key not in names}}
