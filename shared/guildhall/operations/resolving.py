"""What a name, a mention or an id of somebody's may stand for in a guild, as far as the caller sees it.

    things    everything of a kind that could be meant, with the names that it goes by
    settle    the one that is meant; else the question which, with what comes near

Nothing is guessed: one thing alone has to be called so. What merely comes near is told, never taken.
"""

from collections.abc import Iterable, Sequence
from typing import Annotated, NamedTuple, Self

from pydantic import Field, JsonValue

from guildhall.discord.ids import ChannelId, EmojiId, GuildId, MessageId, RoleId, UserId
from guildhall.errors import AmbiguousName, DiscordNotFound
from guildhall.operations.base import GuildOperation
from guildhall.operations.fields import GivenName, OurText, UnlessIn
from guildhall.operations.matching import Fit, ranked
from guildhall.operations.model import Model
from guildhall.operations.sparse import Sparse
from guildhall.operations.spec import Discloses

SELF_NAMED = frozenset({"thread", "member", "user", "message"})
"""What is called as anybody likes: its name proves nothing and is data."""
_MOST_TOLD = 10
_SEVERAL, _NOT_SO = "Several are called so; which is meant?", "None is called exactly so; these come near."

Query = Annotated[str, Field(min_length=1, max_length=200)]


class Match(Sparse):
    """Something that may be meant: `what` it is, its id under its name in arguments, and how its name fits."""

    what: OurText
    name: Annotated[GivenName, UnlessIn("what", SELF_NAMED)]
    fit: Fit
    kind: OurText = ""
    username: str = ""
    guild_id: GuildId | None = None
    channel_id: ChannelId | None = None
    role_id: RoleId | None = None
    user_id: UserId | None = None
    emoji_id: EmojiId | None = None
    message_id: MessageId | None = None


class Resolved(Model):
    """What is meant: one thing, or with exactly_one=false all that fit, the best first."""

    matches: list[Match]


class Thing(NamedTuple):
    """Something that could be meant, with all the names that it goes by.

    Attributes:
        match: How it is told, as if it had been named by its id.
        names: What it is called, the name that is shown first.
    """

    match: Match
    names: tuple[str, ...]

    @classmethod
    def called(cls, names: Iterable[str], **fields: JsonValue) -> Self:
        """Return a thing with the fields of its match; names that are empty or said twice are left out."""
        known = tuple(dict.fromkeys(name for name in names if name))
        return cls(Match.model_validate({"name": known[0] if known else "", "fit": Fit.ID, **fields}), known)


class ResolveOperation(GuildOperation[Resolved]):
    """Finds out what of one kind is meant."""

    discloses = Discloses.TO_CALLER

    exactly_one: Annotated[
        bool, Field(description="False = all that fit, the best first, instead of asking which.")
    ] = True

    def settled(self, typed: str, things: Sequence[Thing]) -> Resolved:
        """Return what is meant of all that could be."""
        matches = matching(typed, things)
        return Resolved(matches=[sole(matches)] if self.exactly_one else matches[:_MOST_TOLD])


def matching(typed: str, things: Iterable[Thing]) -> list[Match]:
    """Return what fits a name, the best first."""
    fitting = ranked(typed, things, lambda thing: thing.names)
    return [thing.match.model_copy(update={"fit": fit}) for thing, fit in fitting]


def sole(matches: Sequence[Match]) -> Match:
    """Return the only one that is called so; one that is so to the letter comes before those that nearly are.

    Raises:
        AmbiguousName: Several are called so, or none is and some come near.
        DiscordNotFound: Nothing comes near.
    """
    for fit in (Fit.ID, Fit.EXACT, Fit.SAME):
        called = [match for match in matches if match.fit is fit]
        if len(called) == 1:
            return called[0]
        if called:
            raise which(_SEVERAL, called)
    if matches:
        raise which(_NOT_SO, matches)
    raise nothing()


def which(message: str, matches: Sequence[Match]) -> AmbiguousName:
    """Return the question which is meant; names stand in the details alone, because others gave them."""
    return AmbiguousName(
        message, "Call again with the id of the one that is meant.", candidates=[told(each) for each in matches[:10]]
    )


def told(match: Match) -> str:
    """Return a candidate in one line: what it is, its name and its id."""
    ids = (match.channel_id, match.role_id, match.user_id, match.emoji_id, match.guild_id)
    own = next((each for each in ids if each is not None), "")
    also = f", username {match.username}" if match.username and match.username != match.name else ""
    return f"{match.kind or match.what} {match.name}{also} ({own})"


def nothing() -> DiscordNotFound:
    """Return the answer where nothing fits that the caller sees; what is not there and what is hidden are the same."""
    return DiscordNotFound(
        "There is no such thing here, or it is not yours to see.",
        "Look at the lists of channels, roles, members or emojis, and take a name or an id from there.",
    )
