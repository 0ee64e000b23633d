"""Links among the arguments lead where the others say: to the same guild, and to a channel that the call is about."""

from collections.abc import Mapping

from pydantic import JsonValue

from guildhall.discord.ids import ChannelId, Link, MessageId, link_of
from guildhall.errors import InvalidArguments
from guildhall.execution.id_fields import given_ids
from guildhall.identity import Principal
from guildhall.operations.catalogue import AnyOperation


def require_agreement(operation: AnyOperation, arguments: Mapping[str, JsonValue], principal: Principal) -> None:
    """Refuse links that contradict the other arguments; which of them is meant is nobody's to guess.

    Raises:
        InvalidArguments: One leads to another guild or channel than the rest says.
    """
    given = list(given_ids(type(operation), arguments))
    # Also what the operation itself took from a link, such as the channel from which a message is forwarded.
    values = [each for name in type(operation).model_fields for each in _several(getattr(operation, name))]
    named = {str(each) for each in values if isinstance(each, ChannelId)}
    for each in given:
        link = link_of(each.text)
        if link is None:
            continue
        _require_guild(each.field, link, operation, principal)
        if each.kind is MessageId and named and link.channel_id not in named:
            raise _elsewhere(each.field, "message in another channel than the call names")
    said, origin = arguments.get("channel_id"), principal.origin
    here = origin is not None and _is_same(said, origin.channel_id)
    if isinstance(said, str) and not here and not _is_same(said, getattr(operation, "channel_id", None)):
        raise _elsewhere("message_id", "message in another channel than channel_id")


def _require_guild(field: str, link: Link, operation: AnyOperation, principal: Principal) -> None:
    """Refuse a link to another guild than the one that the call names, or in which it is asked."""
    origin = principal.origin.guild_id if principal.origin is not None else None
    for guild_id in (getattr(operation, "guild_id", None), origin):
        if guild_id is not None and link.guild_id != guild_id:
            raise _elsewhere(field, "place in another server")


def _elsewhere(field: str, where: str) -> InvalidArguments:
    return InvalidArguments(f"{field}: that link leads to a {where}.", "Give arguments that belong together.")


def _is_same(said: JsonValue, channel_id: object) -> bool:
    try:
        return ChannelId.parse(said) == channel_id
    except ValueError:
        return True


def _several(value: object) -> list[object]:
    if value is None:
        return []
    return list(value) if isinstance(value, list | tuple | set | frozenset) else [value]
