"""What every object of Discord's shares here."""

from typing import Annotated

from pydantic import (
    BaseModel,
    ConfigDict,
    PlainSerializer,
    PlainValidator,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WithJsonSchema,
    WrapValidator,
    model_validator,
)
from pydantic_core import PydanticUseDefault

from guildhall.discord.permissions import Permission

PermissionBits = Annotated[
    Permission,
    PlainValidator(Permission.parse),
    PlainSerializer(lambda permission: permission.wire, return_type=str),
    WithJsonSchema({"type": "string", "pattern": "^[0-9]+$", "description": "Permission bits as a decimal string."}),
]


def _or_the_default(value: object, handler: ValidatorFunctionWrapHandler) -> object:
    try:
        return handler(value)
    except ValidationError:
        raise PydanticUseDefault from None


Perhaps = WrapValidator(_or_the_default)
"""Marks a part without which its whole is still worth having: in a form that we do not know it is left out."""


class DiscordObject(BaseModel):
    """The base of Discord's objects: a null is as good as nothing, and an error never quotes what was sent."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True, defer_build=True)

    @model_validator(mode="before")
    @classmethod
    def _drop_nulls(cls, data: object) -> object:
        if isinstance(data, dict):
            return {name: value for name, value in data.items() if value is not None}
        return data
