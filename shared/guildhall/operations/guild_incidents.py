"""What a guild closes for a while when it is raided: joining by invite, and direct messages between its members."""

from datetime import datetime, timedelta
from typing import Annotated, Self

from pydantic import Field, JsonValue, model_validator

from guildhall.discord.ids import GuildId
from guildhall.discord.routes import GET_GUILD
from guildhall.operations.fields import Suggested
from guildhall.operations.model import Model
from guildhall.operations.ports import Ports
from guildhall.operations.reversal import Fidelity, Reversal, fields
from guildhall.operations.shown import Shown

DAY_S = 86_400
"""Source: https://docs.discord.com/developers/resources/guild#modify-guild-incident-actions"""
_FROM_NOW = "What was closed before is closed from the undo on, for as long as it still had to be."
Closed = Annotated[
    int,
    Field(ge=0, le=DAY_S, description="For how long, in seconds, at most a day; 0 opens it again."),
    Suggested((("1 hour", "3600"), ("6 hours", "21600"), ("1 day", "86400"), ("Open again", "0"))),
]
WIRE = {"invites_closed_s": "invites_disabled_until", "direct_messages_closed_s": "dms_disabled_until"}


class IncidentsChanged(Model):
    """Adds what is closed, and for how long; stands before the operation."""

    invites_closed_s: Closed | None = None
    direct_messages_closed_s: Closed | None = None

    @model_validator(mode="after")
    def _something_changes(self) -> Self:
        if all(getattr(self, name) is None for name in WIRE):
            raise ValueError(f"give at least one of {', '.join(WIRE)}")
        return self

    def body(self, now: datetime, was: "Incidents") -> dict[str, JsonValue]:
        """Return it as Discord takes it; what is not given stays, so it is said again."""
        told: dict[str, JsonValue] = {}
        for name, wire in WIRE.items():
            given, before = getattr(self, name), was.of(wire, now)
            until = before if given is None else now.replace(microsecond=0) + timedelta(seconds=given)
            told[wire] = until.isoformat() if until is not None and given != 0 else None
        return told


class Incidents(Shown):
    """Until when joining and direct messages are closed; None where they are open."""

    invites_disabled_until: datetime | None = None
    dms_disabled_until: datetime | None = None

    def of(self, wire: str, now: datetime) -> datetime | None:
        """Return until when one of them is closed, if it still is."""
        until: datetime | None = getattr(self, wire)
        return until if until is not None and until > now else None

    def left_s(self, now: datetime) -> dict[str, JsonValue]:
        """Return for how many seconds each is still closed, by the names of the arguments."""
        left = {name: self.of(wire, now) for name, wire in WIRE.items()}
        return {name: int((until - now).total_seconds()) if until else 0 for name, until in left.items()}


def incidents(ports: Ports, guild_id: GuildId) -> Incidents:
    """Return what a guild has closed now."""
    told = fields(ports.discord.call(GET_GUILD, {"guild_id": guild_id}))
    return Incidents.read(told.get("incidents_data") or {}, GET_GUILD)


def returning(guild_id: GuildId, request: IncidentsChanged, prior: JsonValue) -> Reversal:
    """Return the change back: opened what was open, closed for what was left what was closed."""
    back = {name: value for name, value in fields(prior).items() if getattr(request, name) is not None}
    told = {"fidelity": Fidelity.PARTIAL, "lost": _FROM_NOW} if any(back.values()) else {}
    arguments = {"guild_id": str(guild_id), **back}
    return Reversal.model_validate({"operation": "guild.edit_incident_actions", "arguments": arguments, **told})
