"""policy.edit_limits."""

from typing import Annotated

from pydantic import Field

from guildhall.discord.permissions import Permission
from guildhall.operations.governing import PolicyEdit
from guildhall.operations.spec import Risk, Spec

_MOST, _MOST_TOKENS = 1_000_000, 1_000_000_000
PerDay = Annotated[int, Field(ge=0, le=_MOST, description="In a day (UTC), of all callers.")]


class EditLimitsPolicy(PolicyEdit):
    """Change how much may be done in the server in a day or a minute, and how long what is kept."""

    spec = Spec(
        risk=Risk.SENSITIVE,
        scope="policy:manage",
        permission=Permission.MANAGE_GUILD,
        source="guildhall:policy",
        idempotent=True,
        keeps_changes=True,
    )
    writes_per_day: Annotated[int, Field(ge=0, le=_MOST, description="But for moderation; in a day.")] | None = None
    moderation_per_day: PerDay | None = None
    direct_messages_per_day: PerDay | None = None
    mass_mentions_per_day: PerDay | None = None
    moderation_burst: Annotated[int, Field(ge=1, le=1000, description="Bans and the like in a minute.")] | None = None
    model_tokens_per_day: Annotated[int, Field(ge=0, le=_MOST_TOKENS, description="The agent's.")] | None = None
    chat_turns_per_minute: Annotated[int, Field(ge=1, le=1000, description="Of one person.")] | None = None
    history_days: Annotated[int, Field(ge=0, le=90, description="What the agent was asked.")] | None = None
    audit_days: Annotated[int, Field(ge=30, le=3650, description="The trail.")] | None = None
    undo_days: Annotated[int, Field(ge=0, le=90, description="What an undo needs.")] | None = None
