"""Results with many parts of which most are empty: what is not there is left out of the dump, and so costs nothing."""

from typing import Any

from pydantic import SerializerFunctionWrapHandler, model_serializer

from guildhall.operations.model import Model


class Sparse(Model):
    """A result whose optional fields stand in its dump only where they say something; numbers always do."""

    # Without a return type: pydantic would describe that type to clients, instead of the fields.
    @model_serializer(mode="wrap")
    def _only_what_is_there(self, handler: SerializerFunctionWrapHandler):  # type: ignore[no-untyped-def]
        told: dict[str, Any] = handler(self)
        fields = type(self).model_fields
        return {name: value for name, value in told.items() if fields[name].is_required() or not _is_nothing(value)}


def _is_nothing(value: object) -> bool:
    return value is None or value is False or (isinstance(value, str | list | tuple) and not value)
