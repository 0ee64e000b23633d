"""The setup's message: how the server stands in words, and beneath them what can be chosen.

Source: https://docs.discord.com/developers/components/reference
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pydantic import JsonValue

from guildhall.discord import limits
from guildhall.discord.ids import ChannelId
from guildhall.surfaces.interactions import setup
from guildhall.surfaces.interactions.messages import Paper, Tone
from guildhall.surfaces.interactions.wire import ComponentType

_SUCCESS, _SECONDARY = 3, 2
_TEXT, _VOICE, _NEWS, _STAGE, _FORUM = 0, 2, 5, 13, 15
_SPOKEN_IN, _WRITTEN_IN = (_TEXT, _NEWS), (_TEXT, _VOICE, _NEWS, _STAGE, _FORUM)
_MORE = (
    "-# The rest: `/policy get`, `/policy edit`, `/policy edit_approvals`, `/policy edit_limits`, `/policy "
    "edit_channel`, `/workspace grant`. `/control pause` stops everything at once."
)
type Row = dict[str, JsonValue]


@dataclass(frozen=True, slots=True)
class Standing:
    """How a server stands.

    Attributes:
        policy: The result of `policy.get`.
        here: The channel of the message.
        answers: Whether the agent is on the list there.
        note: What became of the last choice, if it was not done.
    """

    policy: Mapping[str, JsonValue]
    here: ChannelId | None
    answers: bool
    note: str = ""

    def ids(self, field: str) -> list[str]:
        """Return the ids of a field, of one or of many."""
        value = self.policy.get(field)
        if isinstance(value, list):
            return [str(each) for each in value]
        return [str(value)] if value is not None else []

    def on(self, field: str) -> bool:
        """Return whether a field is so."""
        return self.policy.get(field) is True


def paper(standing: Standing) -> Paper:
    """Return the message."""
    blocks = [f"**{standing.note}**\n"] if standing.note else []
    blocks += [*_told(standing), "", _MORE]
    return Paper(
        Tone.WAITING if standing.note else Tone.READ, "How I may work here", tuple(blocks), components=_rows(standing)
    )


def _told(standing: Standing) -> Iterable[str]:
    """Yield how it stands, in the order of the menus and buttons beneath: what is chosen hides what a menu is for."""
    if standing.on("paused"):
        yield "**Paused:** nothing is changed and the agent is silent until `/control resume`."
    yield "The menus below, from the top:"
    asked = _channels(standing, "approvals_channel_id") or "direct messages of whoever asks"
    yield f"1. **Ask a person in:** {asked}"
    yield f"2. **Tell of alarms in:** {_channels(standing, 'alerts_channel_id') or 'the channel where I ask'}"
    yield f"3. **Write in:** {_written(standing)}"
    yield f"4. **Who approves:** {_approvers(standing)}"
    yield "The buttons:"
    yield f"- **Change roles, members and the list of channels:** {'yes' if standing.on('changes_at_large') else 'no'}"
    yield f"- **Answer mentions in {f'<#{standing.here}>' if standing.here else 'this channel'}:** " + (
        "yes" if standing.answers else "no"
    )


def _approvers(standing: Standing) -> str:
    roles = " or ".join(f"<@&{role_id}>" for role_id in standing.ids("approver_role_ids"))
    self_too = "whoever asks included" if standing.on("self_approval") else "but never whoever asks"
    told = f"whoever may do it themselves{f' and has {roles}' if roles else ''}, {self_too}"
    two = standing.policy.get("two_person_from")
    return f"{told}; two people from {two} on" if two else told


def _written(standing: Standing) -> str:
    if standing.on("writes_anywhere"):
        return "every channel, as far as Discord lets me and whoever asks"
    return _channels(standing, "writable_channel_ids") or "no channel; I only read"


def _channels(standing: Standing, field: str) -> str:
    return ", ".join(f"<#{channel_id}>" for channel_id in standing.ids(field))


def _rows(standing: Standing) -> tuple[JsonValue, ...]:
    asked = _select(standing, setup.APPROVALS, "approvals_channel_id", "Where a person is asked")
    told = _select(standing, setup.ALERTS, "alerts_channel_id", "Where alarms are told")
    written = _select(standing, setup.CHANNELS, "writable_channel_ids", "Channels that may be written in")
    approvers = _select(standing, setup.APPROVERS, "approver_role_ids", "Roles of which an approver needs one")
    at_large = standing.on("changes_at_large")
    switches: list[JsonValue] = [
        _switch(setup.ANYWHERE, ("Write in every channel", "Write in no channel"), on=standing.on("writes_anywhere")),
        _switch(
            setup.AT_LARGE, ("Let roles and members be changed", "Let no roles and members be changed"), on=at_large
        ),
        _switch(setup.CHAT, ("Answer mentions here", "Answer no mentions here"), on=standing.answers),
    ]
    return (_row([asked]), _row([told]), _row([written]), _row([approvers]), _row(switches))


def _row(components: list[JsonValue]) -> Row:
    return {"type": int(ComponentType.ACTION_ROW), "components": components}


def _select(standing: Standing, what: str, field: str, placeholder: str) -> Row:
    """Return a select that shows what is chosen now; Discord takes as default only what is still there."""
    names = standing.policy.get("names")
    there = {each["id"] for each in names if isinstance(each, dict)} if isinstance(names, list) else set()
    roles = what == setup.APPROVERS
    most = limits.SELECT_OPTIONS_COUNT if what in {setup.CHANNELS, setup.APPROVERS} else 1
    picked = [each for each in standing.ids(field) if each in there][:most]
    select: Row = {
        "type": int(ComponentType.ROLE_SELECT if roles else ComponentType.CHANNEL_SELECT),
        "custom_id": setup.custom_id(what),
        "placeholder": placeholder,
        "min_values": 0,
        "max_values": most,
        "default_values": [{"id": each, "type": "role" if roles else "channel"} for each in picked],
    }
    if roles:
        return select
    return select | {"channel_types": list(_WRITTEN_IN if what == setup.CHANNELS else _SPOKEN_IN)}


def _switch(what: str, labels: tuple[str, str], *, on: bool) -> Row:
    """Return the button that makes it the other way round."""
    return {
        "type": int(ComponentType.BUTTON),
        "style": _SECONDARY if on else _SUCCESS,
        "label": labels[1] if on else labels[0],
        "custom_id": setup.custom_id(what, setup.OFF if on else setup.ON),
    }
