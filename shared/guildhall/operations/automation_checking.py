"""Whether an automation could do what it says: each action is judged as the call that it would be.

What can never be right is refused, by the action's number and field. What is only not so today (a permission that
somebody lacks, an alerts channel that is not set) is told and hinders nobody: a draft does nothing, and when one is set
off, the whole pipeline judges each call anew.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from pydantic import BaseModel, JsonValue

from guildhall.automations.model import Action, Content, Does
from guildhall.automations.placeholders import KINDS, STANDING_FOR, Placed, found, is_taken, restored, trial, written
from guildhall.automations.schedule import is_known
from guildhall.automations.triggers import AnyTrigger, Gives, Scheduled
from guildhall.discord.ids import ChannelId, GuildId, Snowflake
from guildhall.discord.permissions import Permission, describe
from guildhall.discord.rights import can_assign_role, channel_permissions, guild_permissions
from guildhall.errors import InvalidArguments
from guildhall.operations import catalogue
from guildhall.operations.base import Locus
from guildhall.operations.catalogue import AnyOperation
from guildhall.operations.governing import own_channel
from guildhall.operations.pinging import Pinging
from guildhall.operations.ports import Ports
from guildhall.operations.speaking import Speaking
from guildhall.operations.spec import Risk

if TYPE_CHECKING:
    from guildhall.discord.types.channel import Channel

_ALERTS = "alerts_channel_id"
_FILES = "files"
"""What has no text in which somebody could be mentioned: an address leads elsewhere once something stands in it."""


class Checked(NamedTuple):
    """An action that could be done.

    Attributes:
        action: With its arguments as the operation takes them, the placeholders in their places.
        risk: How much harm a mistake of it does.
        needs: What Discord demands of caller and bot, in words.
        lacks: What of it is not so today, in sentences.
        places: The channels that it is about, as far as they are known.
    """

    action: Action
    risk: Risk
    needs: tuple[str, ...]
    lacks: tuple[str, ...]
    places: tuple["Channel", ...]

    @property
    def takes(self) -> str:
        """The risk, and what Discord demands."""
        approved = "; a person approves it each time" if self.action.operation is Does.DRAFT else ""
        return f"{self.risk.label}; {', '.join(self.needs)}{approved}"


class Wrong(NamedTuple):
    """Says what is wrong with one action.

    Attributes:
        number: The action's, from 1 on.
    """

    number: int
    kind: type[AnyOperation]

    def __call__(self, path: Sequence[str | int], problem: str, hint: str) -> InvalidArguments:
        """Return the refusal; a name that the operation does not know is not quoted."""
        field = f", {path[0]}" if path and path[0] in self.kind.model_fields else ""
        return InvalidArguments(f"Action {self.number}{field}: {problem}", hint, action=self.number)


def checked(ports: Ports, guild_id: GuildId, content: Content) -> list[Checked]:
    """Return what the actions of an automation come to.

    Raises:
        InvalidArguments: One could never be done, a channel is not there for the caller, or a time zone nowhere.
    """
    if isinstance(content.trigger, Scheduled) and not is_known(content.trigger.time_zone):
        raise InvalidArguments("time_zone: there is no such time zone.", "Names look like Europe/Berlin, or UTC.")
    watched = tuple(own_channel(ports, guild_id, each) for each in getattr(content.trigger, "channel_ids", ()))
    return [
        _checked(_Here(ports, guild_id, content.trigger, watched), number, action)
        for number, action in enumerate(content.actions, 1)
    ]


class _Here(NamedTuple):
    """Where the actions of one automation are checked; `watched` are the channels that its trigger names."""

    ports: Ports
    guild_id: GuildId
    trigger: AnyTrigger
    watched: tuple["Channel", ...]


def _checked(here: _Here, number: int, action: Action) -> Checked:
    kind = catalogue.find(action.operation.operation)
    wrong = Wrong(number, kind)
    placed = list(found(action.arguments))
    for each in placed:
        _require_given(here.trigger, wrong, each)
    filled, notes = _filled(here, wrong, action)
    request = _request(here, wrong, filled)
    for each in placed:
        _require_fit(wrong, each, request)
    _require_quiet(wrong, request)
    places = () if notes else _places(here, wrong, request)
    roles = _role_lacks(here, wrong, request)  # before the risk, which asks for the roles too
    taken = here.ports.automations.plain(request)
    asked = {name: taken[name] for name in action.arguments if name != "guild_id"}
    return Checked(
        action=Action(operation=action.operation, arguments=restored(asked)),
        risk=max(request.spec.risk, request.risk(here.ports)),
        needs=tuple(describe(_needs(here, request, None))),
        lacks=(*(notes or _lacks(here, request, places)), *roles),
        places=places,
    )


def _require_quiet(wrong: Wrong, request: object) -> None:
    """Refuse what notifies everybody or a role: nobody looks when it is sent."""
    if isinstance(request, Pinging) and request.pings_many:
        field = "ping_everyone" if request.ping_everyone else "ping_role_ids"
        raise wrong([field], "an automation notifies nobody but single members.", "Name them in ping_user_ids.")


def _require_given(trigger: AnyTrigger, wrong: Wrong, placed: Placed) -> None:
    if placed.gives is None or placed.gives not in trigger.gives:
        given = ", ".join(written(each) for each in Gives if each in trigger.gives)
        what = f"{trigger.on} gives no {written(placed.gives)}" if placed.gives else "no trigger gives what stands here"
        raise wrong(placed.path, f"{what}.", f"{trigger.on} gives {given or 'nothing'}.")


def _filled(here: _Here, wrong: Wrong, action: Action) -> tuple[dict[str, JsonValue], list[str]]:
    """Return the arguments as they could be, and what is not so today."""
    if is_taken(action.arguments):
        raise wrong([], "one of the ids is none of Discord's.", "Give ids that are there.")
    filled = trial(action.arguments)
    if "guild_id" in wrong.kind.model_fields:
        if filled.get("guild_id", here.guild_id) != here.guild_id:
            raise wrong(["guild_id"], "an automation acts in its own server.", "Leave it out.")
        return {**filled, "guild_id": str(here.guild_id)}, []
    if action.operation is not Does.NOTIFY:
        return filled, []
    if "channel_id" in filled:
        raise wrong(["channel_id"], "notify goes to the alerts channel.", "Leave it out, or take message.send.")
    alerts = here.ports.rules.policy(here.guild_id)[_ALERTS]
    unset = [] if alerts else ["The server has no alerts channel; policy.edit_approvals sets one."]
    return {**filled, "channel_id": alerts or STANDING_FOR[Gives.CHANNEL_ID]}, unset


def _request(here: _Here, wrong: Wrong, filled: dict[str, JsonValue]) -> AnyOperation:
    try:
        return here.ports.automations.request(wrong.kind.full_name(), filled)
    except InvalidArguments as error:
        problems = error.details.get("problems", [])
        told = f"Action {wrong.number}: {error.message}"
        raise InvalidArguments(told, error.hint, action=wrong.number, problems=problems) from None


def _require_fit(wrong: Wrong, placed: Placed, request: object) -> None:
    """Refuse a placeholder where nothing of its kind stands."""
    standing = _at(request, placed.path)
    if placed.gives in KINDS:
        kind = KINDS[placed.gives]
        if not isinstance(standing, kind):
            hint = f"It stands alone, where the id of a {kind.kind} is taken; in a text {written(Gives.USER)} does."
            raise wrong(placed.path, f"no {kind.kind} id stands here for {written(placed.gives)}.", hint)
    elif not isinstance(request, Speaking) or isinstance(standing, Snowflake) or placed.path[0] == _FILES:
        told = f"{written(Gives.USER)} is a mention, and this is no text of a message."
        raise wrong(placed.path, told, f"Where a user id is taken, give {written(Gives.USER_ID)}.")


def _at(value: object, path: Sequence[str | int]) -> object:
    """Return what stands in a request where something stood in its arguments; of a set one like all the others."""
    for part in path:
        if isinstance(value, BaseModel):
            value = getattr(value, str(part), None)
        elif isinstance(value, set | frozenset):
            value = next((each for each in value if str(each) in STANDING_FOR.values()), None)
        else:
            value = dict(enumerate(value)).get(int(part)) if isinstance(value, list | tuple) else None
    return value


def _places(here: _Here, wrong: Wrong, request: AnyOperation) -> tuple["Channel", ...]:
    """Return the channels that it is about; none where only the trigger will tell, or it is about none."""
    channel_id = getattr(request, "channel_id", None)
    if channel_id is None:
        return ()
    if channel_id == STANDING_FOR[Gives.CHANNEL_ID]:
        return here.watched
    try:
        return (own_channel(here.ports, here.guild_id, ChannelId(channel_id)),)
    except InvalidArguments as error:
        raise wrong(["channel_id"], error.message, error.hint) from error.__cause__


def _needs(here: _Here, request: AnyOperation, channel: "Channel | None") -> Permission:
    guild = here.ports.discord.guild(here.guild_id)
    return request.needs(Locus(guild=guild, channel=channel, parent=_parent(here, channel)))


def _parent(here: _Here, channel: "Channel | None") -> "Channel | None":
    if channel is None or not channel.is_thread or channel.parent_id is None:
        return None
    return here.ports.discord.channel(channel.parent_id)


def _lacks(here: _Here, request: AnyOperation, places: Sequence["Channel"]) -> Iterator[str]:
    """Yield what caller and bot lack, place by place; in the guild at large where no place is known."""
    guild, bot = here.ports.discord.guild(here.guild_id), here.ports.discord.bot_member(here.guild_id)
    for channel in places or (None,):
        needed, where = _needs(here, request, channel), f"in <#{channel.id}>" if channel else "in the server at large"
        if channel is None:
            held = (here.ports.caller.in_guild(), guild_permissions(guild, bot, now=here.ports.now))
        else:
            of_bot = channel_permissions(guild, bot, channel, _parent(here, channel), now=here.ports.now)
            held = (here.ports.caller.in_channel(channel), of_bot)
        for who, has in zip(("You lack", "The bot lacks"), held, strict=True):
            if missing := describe(needed.without(has)):
                yield f"{who} {' and '.join(missing)} {where}."


def _role_lacks(here: _Here, wrong: Wrong, request: AnyOperation) -> list[str]:
    """Return the roles above which caller or bot do not stand.

    Raises:
        InvalidArguments: There is no such role, or nobody gives it by hand.
    """
    guild, lacks = here.ports.discord.guild(here.guild_id), list[str]()
    for role_id in request.acts_on().role_ids:
        role = guild.role(role_id)
        if role is None or role.managed or str(role.id) == guild.id:
            raise wrong(["role_id"], "there is no such role here that is given by hand.", "List the roles first.")
        people = {
            "You do": here.ports.discord.member(guild.id, here.ports.caller.me),
            "The bot does": here.ports.discord.bot_member(guild.id),
        }
        below = [who for who, member in people.items() if not can_assign_role(guild, member, role)]
        lacks += [f"{who} not stand above {role.name}." for who in below]
    return lacks
