"""Whether what a call tells holds words of others: derived from the types of its result, never listed by hand.

    MessagesListed.messages[].content      a text; `By("author_id")`: the asker's own words do not count
    MessagesListed.messages[].embeds       texts without an author: they count, whoever sent the message
    ChannelsListed.channels[].name         kept as it is in the trail: a name that managers give does not count
    ChannelsListed.channels[].topic        a text: it counts, unless it is what the call itself had set
    audit.list's records                   anything that is not understood counts

Source: `docs/adr/0006-words-of-others-taint-a-turn.md`
"""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import Enum

from pydantic import BaseModel, JsonValue, ValidationError
from pydantic.fields import FieldInfo

from guildhall.discord.ids import Snowflake, UserId
from guildhall.operations.base import ChannelOperation, GuildOperation
from guildhall.operations.catalogue import AnyOperation
from guildhall.operations.fields import By, Keep, Redaction, UnlessIn, marks_of
from guildhall.operations.preview import Preview


def tainted(operation: AnyOperation, result: Mapping[str, JsonValue], asker_id: UserId) -> bool:
    """Return whether a result holds words that neither we nor the asker wrote.

    Args:
        operation: The request; its own texts, given back, are no news.
        result: What it returned, as it was dumped.
        asker_id: Who asked.
    """
    try:
        model = type(operation).result_model().model_validate(dict(result))
    except ValidationError:
        return bool(result)
    return _any_words(model, frozenset(_texts(operation.model_dump(mode="json"))), asker_id)


def preview_tainted(operation: AnyOperation, preview: Preview) -> bool:
    """Return whether a preview may hold words of others: all do but those of something new in the guild.

    What an undo makes anew is not new: it has the name and the topic that it had.
    """
    acts = operation.acts_on()
    new = isinstance(operation, GuildOperation) and not isinstance(operation, ChannelOperation)
    nobody = not (acts.member_ids or acts.role_ids or acts.peer_ids)
    untouched = not preview.targets and all(change.before is None for change in preview.changes)
    return not (new and nobody and untouched and operation.undoes is None)


def _texts(value: JsonValue) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)


def _any_words(model: BaseModel, own: frozenset[str], asker_id: UserId) -> bool:
    return any(
        not _is_known(model, field, asker_id) and _has_words(getattr(model, name), own, asker_id)
        for name, field in type(model).model_fields.items()
    )


def _is_known(model: BaseModel, field: FieldInfo, asker_id: UserId) -> bool:
    """Return whether the field's type says that its texts are no words of others."""
    marks = marks_of(field)
    if any(isinstance(mark, UnlessIn) and getattr(model, mark.field) in mark.values for mark in marks):
        return False
    if any(isinstance(mark, By) and getattr(model, mark.field) == asker_id for mark in marks):
        return True
    return any(isinstance(mark, Redaction) and mark.keep is Keep.AS_IS for mark in marks)


def _has_words(value: object, own: frozenset[str], asker_id: UserId) -> bool:
    if value is None or isinstance(value, bool | int | float | date | Enum | Snowflake):
        return False
    if isinstance(value, str):
        return bool(value.strip()) and value not in own
    if isinstance(value, BaseModel):
        return _any_words(value, own, asker_id)
    if isinstance(value, list | tuple | set | frozenset):
        return any(_has_words(item, own, asker_id) for item in value)
    return bool(value)
