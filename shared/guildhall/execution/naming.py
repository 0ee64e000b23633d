"""Names where ids are wanted: `#general`, `@Helper`, `:wave:`. What is not surely meant is asked back, with choices.

    message.send  channel_id="#general"    the only channel that is called exactly so     -> its id
                  channel_id="general"     no sign in front: the nearest are told         -> AmbiguousName
    role.assign   user_id="@sam"           by username, which is nobody else's            -> their id
                  user_id="@The Boss"      a nickname, which anybody may choose           -> AmbiguousName

A name is looked up by a call of its own (`resolve.…`), which the caller must be allowed and which the trail tells. The
request holds the id that was found, so a plan and a question to a human are about that id, whatever is renamed.
Source: `docs/adr/0037-a-name-is-taken-when-it-is-no-guess.md`
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import JsonValue

from guildhall.clock import new_id
from guildhall.discord.ids import ChannelId, CommandId, EmojiId, EventId, GuildId, RoleId, Snowflake, UserId
from guildhall.errors import AmbiguousName, InvalidArguments, ScopeMissing
from guildhall.execution.id_fields import GivenId, given_ids
from guildhall.execution.linking import require_agreement
from guildhall.execution.outcome import Call, Completed, Outcome
from guildhall.execution.request import Reach, build
from guildhall.identity import Principal
from guildhall.operations import catalogue
from guildhall.operations.aliases_arguments import arguments_now
from guildhall.operations.catalogue import AnyOperation
from guildhall.operations.matching import Fit
from guildhall.operations.resolving import Match, told

_MOST_NAMES = 10
_MENTIONED: tuple[type[Snowflake], ...] = (ChannelId, UserId, RoleId, EmojiId, EventId, CommandId)
_RESOLVERS: dict[type[Snowflake], tuple[str, str, str]] = {
    ChannelId: ("resolve.channel", "#", "channel_id"),
    RoleId: ("resolve.role", "@", "role_id"),
    UserId: ("resolve.member", "@", "user_id"),
    EmojiId: ("resolve.emoji", ":", "emoji_id"),
}
"""By what is wanted: the operation that finds it, the sign in front of a name, and where the id stands in a match."""
_HOW: dict[type[Snowflake], str] = {
    ChannelId: "#name is taken for the one channel that is called exactly so; for a thread, give its id.",
    RoleId: "@name is taken for the one role that is called exactly so.",
    UserId: "@username is taken for the member who has it; a nickname is not, because anybody may choose one.",
    EmojiId: ":name: is taken for the one emoji that is called exactly so.",
}
type _Refused = tuple[GivenId, InvalidArguments | AmbiguousName]
_TO_SOMEBODY = "To write to a person use direct_message.send, which takes user_id."


@dataclass(frozen=True, slots=True)
class Namer:
    """Builds requests for one platform's doors.

    Attributes:
        run: Takes a call through the pipeline.
        reach: The guilds that a principal may mean when it names none.
    """

    run: Callable[[Call], Outcome]
    reach: Reach

    def build(self, name: str, arguments: Mapping[str, JsonValue], principal: Principal) -> AnyOperation:
        """Return the request that a name and arguments stand for; names among the ids are looked up.

        Raises:
            InvalidArguments: As `request.build`; or an id is one of something else, or links lead elsewhere.
            AmbiguousName: As `request.build`; or it is not sure whom or what a name means.
            GuildhallError: A name cannot be looked up.
        """
        operation = catalogue.find(name)
        arguments = arguments_now(name, arguments, operation.model_fields)
        try:
            built = build(name, arguments, principal, self.reach)
        except InvalidArguments as wrong:
            named = [each for each in given_ids(operation, arguments) if not each.is_one]
            if not named or not _fields_of(wrong) <= {each.field for each in named}:
                raise
            arguments = self._with_ids(named, arguments, principal, wrong)
            built = build(name, arguments, principal, self.reach)
        require_agreement(built, arguments, principal)
        return built

    def _with_ids(
        self,
        named: list[GivenId],
        arguments: Mapping[str, JsonValue],
        principal: Principal,
        wrong: InvalidArguments,
    ) -> dict[str, JsonValue]:
        for each in named:
            _require_name(each, wrong)
        if len(named) > _MOST_NAMES:
            raise InvalidArguments(f"{len(named)} names are too many at once.", "Give ids, or at most 10 names.")
        if any(each.kind is GuildId for each in named):
            raise self._which_guild(principal)
        filled, refused = dict(arguments), list[_Refused]()
        guild = {key: value for key, value in arguments.items() if key == "guild_id" and value is not None}
        for each in named:
            try:
                found = str(self._id(each, guild, principal))
            except (InvalidArguments, AmbiguousName) as why:
                refused.append((each, why))
                continue
            filled[each.field] = found if each.place is None else _replaced(filled[each.field], each.place, found)
        if refused:
            raise _together(refused)
        return filled

    def _which_guild(self, principal: Principal) -> AmbiguousName:
        """Return the question which guild is meant: whoever owns one names it, so that its name is never taken."""
        candidates = [f"{name} ({guild_id})" for guild_id, name in self.reach(principal)]
        return AmbiguousName("guild_id: a guild is told by its id alone.", "Give its id.", candidates=candidates)

    def _id(self, given: GivenId, guild: Mapping[str, JsonValue], principal: Principal) -> Snowflake:
        resolver, sign, own = _RESOLVERS[given.kind]
        text = given.text.strip()
        asked: dict[str, JsonValue] = {**guild, "query": text[:200], "exactly_one": False}
        try:
            request = build(resolver, asked, principal, self.reach)
        except AmbiguousName as several:
            # What acts in a channel takes no guild_id, so the question which guild is asked of what finds the channel.
            found_by = f"Find it with {resolver}, which takes guild_id, and give its id."
            raise AmbiguousName(f"{given.field}: in which guild?", found_by, **several.details) from None
        try:
            outcome = self.run(Call(principal=principal, operation=request, idempotency_key=f"name:{new_id()}"))
        except ScopeMissing as denied:
            raise InvalidArguments(f"{given.field}: names cannot be looked up here.", "Give the id.") from denied
        result: dict[str, Any] = outcome.result if isinstance(outcome, Completed) else {}
        matches = [match for each in result.get("matches", []) if getattr(match := Match(**each), own) is not None]
        sure = [match for match in matches if text.startswith(sign) and _is_sure(given.kind, text, match)]
        if len(sure) == 1:
            return given.kind(getattr(sure[0], own))
        raise _which(given, sure or matches)


def _is_sure(kind: type[Snowflake], text: str, match: Match) -> bool:
    """Return whether a match is called exactly so by a name that not everybody may choose."""
    if kind is UserId:
        return match.username == text.removeprefix("@")
    return match.fit is Fit.EXACT and match.what != "thread"


def _which(given: GivenId, matches: list[Match]) -> InvalidArguments | AmbiguousName:
    how = _HOW[given.kind]
    if not matches:
        nothing = f"{given.field}: no {given.kind.kind} that you see is called so."
        return InvalidArguments(nothing, f"Give an id. {how}")
    candidates = [told(each) for each in matches]
    return AmbiguousName(f"{given.field}: it is not sure which {given.kind.kind} is meant.", how, candidates=candidates)


def _together(refused: list[_Refused]) -> InvalidArguments | AmbiguousName:
    """Return one refusal of all names that were not taken, and of no other; with choices it is a question.

    What quotes choices must be a question: surfaces keep those to the asker.
    """
    if len(refused) == 1 and isinstance(refused[0][1], AmbiguousName):
        return refused[0][1]
    problems: Any = [_problem(given, why) for given, why in refused]
    told = " ".join(dict.fromkeys(why.message for _, why in refused))
    hint = " ".join(dict.fromkeys(why.hint for _, why in refused))
    choices: Any = [why.details["candidates"] for _, why in refused if isinstance(why, AmbiguousName)]
    if not choices:
        return InvalidArguments(told, hint, problems=problems)
    candidates = list(dict.fromkeys(each for found in choices for each in found))
    return AmbiguousName(told, hint, problems=problems, candidates=candidates)


def _problem(given: GivenId, why: InvalidArguments | AmbiguousName) -> dict[str, str]:
    field = given.field if given.place is None else f"{given.field}.{given.place}"
    return {"field": field, "problem": why.message.removeprefix(f"{given.field}: ")}


def _require_name(given: GivenId, wrong: InvalidArguments) -> None:
    """Refuse what is no name: a mention or a link of something else, and what nothing is looked up for."""
    for kind in _MENTIONED:
        if kind is not given.kind and kind.mention and kind.mention.fullmatch(given.text.strip()):
            wanted = f"{given.field} takes the id of {_a(given.kind)}, and this is that of {_a(kind)}."
            hint = _TO_SOMEBODY if (given.kind, kind) == (ChannelId, UserId) else f"Give the id of {_a(given.kind)}."
            problems = [{"field": given.field, "problem": wanted}]
            raise InvalidArguments(wanted, hint, given_kind=kind.kind, problems=problems) from None
    if given.kind is not GuildId and (given.kind not in _RESOLVERS or "/" in given.text or not given.text.strip()):
        raise wrong


def _a(kind: type[Snowflake]) -> str:
    return f"{'an' if kind.kind[0] in 'aeio' else 'a'} {kind.kind}"


def _fields_of(wrong: InvalidArguments) -> set[str]:
    """Return the arguments that were found wrong."""
    problems: Any = wrong.details.get("problems", [])
    return {str(problem["field"]).partition(".")[0] for problem in problems}


def _replaced(value: JsonValue, place: int, found: str) -> list[JsonValue]:
    listed = value if isinstance(value, list) else []
    return [*listed[:place], found, *listed[place + 1 :]]
