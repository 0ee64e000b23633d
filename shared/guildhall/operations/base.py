"""The classes that every operation is made of.

An instance is a validated request: it can be queued, confirmed, replayed. A subclass says what it takes (fields), what
it is (`spec`) and does two things: `preview` reads, `execute` acts. Where it acts (`locate`) and on whom (`acts_on`)
come from the base class that it chose.
"""

from collections.abc import Iterator, Mapping, Sequence
from types import GenericAlias, get_original_bases
from typing import TYPE_CHECKING, ClassVar, NamedTuple, get_args

from pydantic import BaseModel, ConfigDict, JsonValue

from guildhall.discord.files import Files
from guildhall.discord.ids import ChannelId, GuildId, RoleId, UserId
from guildhall.discord.permissions import NO_PERMISSIONS, Permission
from guildhall.operations import naming
from guildhall.operations.fields import Reason, quiet
from guildhall.operations.model import Model
from guildhall.operations.ports import DiscordPort, Ports
from guildhall.operations.preview import Preview
from guildhall.operations.reversal import Reversal
from guildhall.operations.spec import Discloses, Risk, Spec, Spending

if TYPE_CHECKING:
    from guildhall.discord.rights import Place
    from guildhall.discord.types.channel import Channel
    from guildhall.discord.types.guild import Guild


class Locus(NamedTuple):
    """Where a call takes effect, as Discord says and not as the caller claims.

    Attributes:
        guild: The guild with its roles; None for calls that belong to no guild.
        channel: The channel or thread, if the call is about one.
        parent: The thread's parent channel, if the channel is a thread.
        within: The category into which a call about the guild at large puts something: what is seen, permitted and
            ruled there counts beside what is so at large.
    """

    guild: "Guild | None" = None
    channel: "Channel | None" = None
    parent: "Channel | None" = None
    within: "Channel | None" = None

    @property
    def place(self) -> "Place | None":
        """The channel, or the category, as the calculation of rights takes it."""
        from guildhall.discord.rights import Place

        told = self.channel or self.within
        return Place(told, self.parent) if told else None


class Acts(NamedTuple):
    """Members and roles that a call acts upon, so that policy can protect them.

    Attributes:
        member_ids: Members above whom both bot and caller must stand; likewise roles.
        peer_ids: Members that it touches without anybody having to stand above them; likewise peer_role_ids.
        outsiders: Whether `member_ids` may name people who are no members: nobody has to stand above those.
        managed: Whether `role_ids` may name roles that Discord manages: changed or moved, but given to nobody.
        own: What a caller needs who is the only one of `member_ids`, instead of the operation's permission and of rank;
            None = nobody does it to themselves.
    """

    member_ids: tuple[UserId, ...] = ()
    role_ids: tuple[RoleId, ...] = ()
    peer_ids: tuple[UserId, ...] = ()
    peer_role_ids: tuple[RoleId, ...] = ()
    outsiders: bool = False
    managed: bool = False
    own: Permission | None = None


class Operation[R: BaseModel](BaseModel):
    """One thing that can be asked for. `R` is the model of what it returns.

    No field is of the type `R`, so `Operation[Some]` is an alias at run time: pydantic would make a model of each.
    """

    model_config = ConfigDict(
        frozen=True, extra="forbid", defer_build=True, hide_input_in_errors=True, ignored_types=(Spec,)
    )

    if TYPE_CHECKING:
        spec: ClassVar[Spec]
    discloses: ClassVar[Discloses] = Discloses.TO_CALLER
    for_keepers: ClassVar[bool] = False
    """Whether only those may do it to whom the bot's application belongs."""
    unseen: ClassVar[tuple[str, str] | None] = None
    """What is said, with its hint, where the target is not there or not the caller's to see: of both the same."""

    def __repr_args__(self) -> Iterator[tuple[str, object]]:
        """Yield the fields for `repr`: what people wrote only by its length, because a repr ends up in logs."""
        return ((name, quiet(getattr(self, name))) for name in type(self).model_fields if hasattr(self, name))

    @classmethod
    def full_name(cls) -> str:
        """Return `<resource>.<verb>`, from the path of the file."""
        return naming.name_of_module(cls.__module__)

    if not TYPE_CHECKING:

        def __class_getitem__(cls, result: object) -> GenericAlias:
            """Return an alias for the list of bases."""
            return GenericAlias(cls, result)

    def __init_subclass__(cls, **kwargs: object) -> None:
        """Leave out what `typing` keeps of each class's parameters."""

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: object) -> None:
        """Let subclasses name a parameter of their own."""
        cls.__pydantic_generic_metadata__ = {"origin": None, "args": (), "parameters": ()}

    @classmethod
    def result_model(cls) -> type[BaseModel]:
        """Return `R`."""
        for base in cls.__mro__:
            for argument in (each for original in get_original_bases(base) for each in get_args(original)):
                if isinstance(argument, type) and issubclass(argument, BaseModel):
                    return argument
        raise TypeError(f"{cls.__qualname__} names no result model")

    def locate(self, discord: DiscordPort) -> Locus:
        """Return where the call takes effect; may raise a `DiscordError`."""
        return Locus()

    def acts_on(self) -> Acts:
        """Return the members and roles that the call acts upon."""
        return Acts()

    def needs(self, locus: Locus) -> Permission:
        """Return the permissions that exactly this request takes; more than the spec's by its arguments, never less."""
        return self.spec.permission or NO_PERMISSIONS

    def needs_of_bot(self, locus: Locus) -> Permission:
        """Return those that the bot takes: what Discord asks of it, and nothing where nothing is sent there."""
        if self.spec.route is None:
            return NO_PERMISSIONS
        by_arguments = self.needs(locus).without(self.spec.permission or NO_PERMISSIONS)
        return self.spec.of_bot | by_arguments

    def risk(self, ports: Ports) -> Risk:
        """Return the risk of exactly this request; an operation may raise it by its arguments, never lower it."""
        return self.spec.risk

    def spends(self) -> Mapping[Spending, int]:
        """Return what it takes from the guild's budgets of the day; a read takes nothing."""
        if self.spec.risk is Risk.READ:
            return {}
        return {Spending.MODERATION if self.spec.moderates else Spending.WRITES: 1}

    def prior(self, ports: Ports) -> JsonValue:
        """Read what `reversal` will need of the target as it is before; asked right before `execute`."""
        return None

    def reversal(self, prior: JsonValue, result: R) -> Reversal | None:
        """Return the call that brings back what was, with how faithfully; None where nothing does."""
        return None

    @property
    def undoes(self) -> str | None:
        """The audit id of a call in whose reversal this one turns before it is judged; None = it is itself."""
        return None

    def preview(self, ports: Ports) -> Preview:
        """Read the target and say what `execute` would do; sends no write."""
        raise NotImplementedError(f"{self.full_name()} reads only and has no preview")

    def execute(self, ports: Ports) -> R:
        """Do it."""
        raise NotImplementedError

    def send(
        self,
        ports: Ports,
        *,
        body: Mapping[str, JsonValue] | Sequence[JsonValue] | None = None,
        query: Mapping[str, str | int | bool | Sequence[str]] | None = None,
        files: Files | None = None,
    ) -> JsonValue:
        """Send the operation's own route, its path filled from the fields of the same names."""
        route = self.spec.route
        if route is None:
            raise TypeError(f"{self.full_name()} has no route")
        path = {field: str(getattr(self, field)) for field in route.names if field not in self.spec.finds}
        return ports.discord.call(route, {**path, **self.finds(ports)}, query=query, body=body, files=files)

    def finds(self, ports: Ports) -> Mapping[str, str]:
        """Return the names in the path that the spec says it finds out, with what they are."""
        return {}


Operation.__pydantic_init_subclass__()


class GuildOperation[R: BaseModel](Operation[R]):
    """An operation on a guild, or on something that belongs to the whole guild."""

    discloses: ClassVar[Discloses] = Discloses.TO_GUILD
    guild_id: GuildId

    def locate(self, discord: DiscordPort) -> Locus:
        """Return the guild; that the caller may reach it is the pipeline's to decide."""
        return Locus(guild=discord.guild(self.guild_id))


class ChannelOperation[R: BaseModel](Operation[R]):
    """An operation on one channel or thread; the guild is the channel's."""

    discloses: ClassVar[Discloses] = Discloses.TO_CHANNEL
    channel_id: ChannelId

    def locate(self, discord: DiscordPort) -> Locus:
        """Return the channel, its guild and, for a thread, its parent."""
        channel = discord.channel(self.channel_id)
        if channel.guild_id is None:
            return Locus(channel=channel)
        parent = discord.channel(channel.parent_id) if channel.is_thread and channel.parent_id else None
        return Locus(guild=discord.guild(channel.guild_id), channel=channel, parent=parent)


class ApplicationOperation[R: BaseModel](GuildOperation[R]):
    """An operation on the bot's application, which is in many guilds: for those to whom it belongs.

    It is asked within one guild, named like any other: that one's policy, approvals, budgets and trail hold for it.
    """

    discloses: ClassVar[Discloses] = Discloses.TO_CALLER
    for_keepers: ClassVar[bool] = True

    def finds(self, ports: Ports) -> Mapping[str, str]:
        """Return the application's id, which nobody says."""
        return {"application_id": str(ports.discord.application().id)}


class MemberOperation[R: BaseModel](GuildOperation[R]):
    """An operation on a member of a guild."""

    user_id: UserId

    def acts_on(self) -> Acts:
        """Return the member; a read acts on nobody."""
        return Acts() if self.spec.risk is Risk.READ else Acts(member_ids=(self.user_id,))


class Reasoned(Model):
    """Adds the reason that goes into Discord's audit log."""

    reason: Reason | None = None
