"""What an invite is like that is made, and what it takes to make it."""

from typing import Annotated, Self

from pydantic import Field, JsonValue, model_validator

from guildhall.discord.ids import ApplicationId, RoleId, UserId
from guildhall.operations.body import Wire, body_of
from guildhall.operations.fields import Suggested
from guildhall.operations.invite._targets import ForUsers
from guildhall.operations.model import Model

_STREAM, _EMBEDDED_APPLICATION = 1, 2
_LONGEST_S, _MOST_USES, _MOST_ROLES = 604_800, 100, 25
_AGES = Suggested((("1 hour", "3600"), ("1 day", "86400"), ("1 week", "604800"), ("Never", "0")))


class Wanted(Model):
    """Adds what an invite is like; stands before the operation."""

    max_age_s: Annotated[
        int, Wire("max_age"), Field(ge=0, le=_LONGEST_S, description="Seconds until it expires; 0 = never."), _AGES
    ] = 86_400
    max_uses: Annotated[int, Field(ge=0, le=_MOST_USES, description="How often it can be used; 0 = any number.")] = 0
    temporary: Annotated[bool, Field(description="Whether who gets no role is gone again once offline.")] = False
    unique: Annotated[bool, Field(description="False = one like it may be used again, if the bot made one.")] = True
    role_ids: Annotated[frozenset[RoleId], Field(max_length=_MOST_ROLES, description="For who joins.")] = frozenset()
    stream_user_id: Annotated[UserId | None, Wire("target_user_id"), Field(description="Whose stream it opens.")] = None
    target_application_id: Annotated[ApplicationId | None, Field(description="The activity that it opens.")] = None
    for_user_ids: Annotated[ForUsers | None, Field(description="Who alone may use it, up to 1000.")] = None

    @model_validator(mode="after")
    def _opens_one_thing(self) -> Self:
        if self.stream_user_id and self.target_application_id:
            raise ValueError("give at most one of stream_user_id, target_application_id")
        return self

    def told(self) -> dict[str, JsonValue]:
        """Return what it is like by our names, without roles and people: what says nothing is left out."""
        plain = self.model_dump(mode="json", include={*Wanted.model_fields} - {"role_ids", "for_user_ids"})
        return {name: value for name, value in plain.items() if value is not None}

    def body(self) -> dict[str, JsonValue]:
        """Return it by Discord's names; whom it is for goes as a file."""
        given = body_of(self, without=("for_user_ids", "channel_id"))
        told = {name: value for name, value in given.items() if value != []}
        opens = _STREAM if self.stream_user_id else _EMBEDDED_APPLICATION
        return told | ({"target_type": opens} if self.stream_user_id or self.target_application_id else {})
